//! What became of a batch: failures first, each with its cause.

use super::{data::was_overtaken, table::row_label};
use crate::{
    browser,
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
        tag::status_tag,
    },
    i18n::use_i18n,
};
use shared_types::{
    problem::ProblemCode,
    review::{DecisionMade, DecisionOutcome, ReviewRow},
};
use yew::prelude::*;

/// A row and what was decided on it.
pub type Made = (ReviewRow, DecisionMade);

/// What was done to a batch.
#[derive(Clone, Copy, PartialEq)]
pub enum Deed {
    Decided(DecisionOutcome),
    Undone,
}

/// A batch that the API answered.
#[derive(Clone, PartialEq)]
pub struct Outcome {
    pub deed: Deed,
    pub done: usize,
    /// What was decided, for taking it back.
    pub made: Vec<Made>,
    /// Decided meanwhile, as they stand now.
    pub before: Vec<ReviewRow>,
    pub failures: Vec<(ReviewRow, ProblemCode)>,
}

impl Outcome {
    pub fn of(deed: Deed) -> Self {
        Self { deed, done: 0, made: Vec::new(), before: Vec::new(), failures: Vec::new() }
    }

    /// Without an answer about the row, the fault is ours.
    pub fn fail(&mut self, row: &ReviewRow, problem: Option<ProblemCode>) {
        self.failures.push((row.clone(), problem.unwrap_or(ProblemCode::Internal)));
    }

    /// Whether it is decided now, by this batch or before.
    pub fn has_decided(&self, row: &ReviewRow) -> bool {
        let made = self.made.iter().map(|(made, _)| made.id);
        made.chain(self.before.iter().map(|before| before.id)).any(|id| id == row.id)
    }

    /// What is among the decided ones was decided before: that isn't a failure.
    pub fn set_apart(&mut self, decided: &[ReviewRow]) {
        self.failures.retain(|(row, problem)| {
            let now = decided.iter().find(|other| other.id == row.id).filter(|_| was_overtaken(*problem));
            self.before.extend(now.cloned());
            now.is_none()
        });
    }
}

#[derive(Properties, PartialEq)]
pub struct ResultPanelProps {
    pub outcome: Outcome,
    pub undoing: bool,
    pub on_undo: Callback<Vec<Made>>,
    pub on_close: Callback<()>,
}

/// Takes the focus: the bar that was used to decide may be gone.
#[component]
pub fn ResultPanel(props: &ResultPanelProps) -> Html {
    let i18n = use_i18n();
    use_effect_with(props.outcome.clone(), |_| browser::focus("review-results"));
    let Outcome { deed, done, made, before, failures } = &props.outcome;
    // Where nothing else is to be told, it is the heading.
    let only_before = *done == 0 && failures.is_empty();
    let (done, failed, overtaken) = (done.to_string(), failures.len().to_string(), before.len().to_string());
    let counts = [("done", done.as_str()), ("failed", failed.as_str()), ("before", overtaken.as_str())];
    let key = match (deed, failures.is_empty()) {
        _ if only_before => "review.result.before",
        (Deed::Decided(DecisionOutcome::Approve), true) => "review.result.approved",
        (Deed::Decided(DecisionOutcome::Approve), false) => "review.result.approved_some",
        (Deed::Decided(DecisionOutcome::Return), true) => "review.result.returned",
        (Deed::Decided(DecisionOutcome::Return), false) => "review.result.returned_some",
        (Deed::Undone, true) => "review.result.undone",
        (Deed::Undone, false) => "review.result.undone_some",
    };
    // The first to run out, so that the button does what it says for all of them.
    let undo_until = made.iter().map(|(_, made)| made.undo_until).min().filter(|until| *until > browser::now());
    let cause = |(row, problem): &(ReviewRow, ProblemCode)| {
        html! {
            <li key={row.id.to_string()}>
                <strong>{ row_label(&i18n, row) }</strong>
                <span>{ i18n.t(&format!("problem.{}", problem.code())) }</span>
            </li>
        }
    };
    let decided_before = |row: &ReviewRow| {
        html! {
            <li key={row.id.to_string()}>
                <strong>{ row_label(&i18n, row) }</strong>
                <span>{ status_tag(&i18n, row.status) }</span>
            </li>
        }
    };
    let kind = match (failures.is_empty(), only_before) {
        (false, _) => NoticeKind::Warn,
        (true, true) => NoticeKind::Info,
        (true, false) => NoticeKind::Good,
    };
    html! {
        <section id="review-results" class="results" tabindex="-1" aria-labelledby="review-results-title">
            <Notice {kind}>
                <h2 id="review-results-title" class="num">{ i18n.with(key, &counts) }</h2>
                if !failures.is_empty() {
                    <ul>{ for failures.iter().map(cause) }</ul>
                    if *deed != Deed::Undone { <p class="small">{ i18n.t("review.result.still_selected") }</p> }
                }
                if !before.is_empty() {
                    if !only_before { <p>{ i18n.with("review.result.before", &counts) }</p> }
                    <ul>{ for before.iter().map(decided_before) }</ul>
                }
                if let Some(until) = undo_until {
                    <p class="num">{ i18n.with("review.undo_until", &[("time", &i18n.clock_time_with_seconds(until))]) }</p>
                }
                <div class="row">
                    if undo_until.is_some() {
                        <Button look={Look::Quiet} small={true} busy={props.undoing} onclick={props.on_undo.reform({
                            let made = made.clone();
                            move |()| made.clone()
                        })}>{ i18n.t("review.undo") }</Button>
                    }
                    <Button look={Look::Quiet} small={true} onclick={props.on_close.clone()}>{ i18n.t("review.result.close") }</Button>
                </div>
            </Notice>
        </section>
    }
}

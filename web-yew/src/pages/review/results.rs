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
    review::{DecisionOutcome, ReviewRow},
};
use yew::prelude::*;

/// A batch that the API answered.
#[derive(Clone, PartialEq)]
pub struct Outcome {
    pub decided: DecisionOutcome,
    pub done: usize,
    /// Decided meanwhile, as they stand now.
    pub before: Vec<ReviewRow>,
    pub failures: Vec<(ReviewRow, ProblemCode)>,
}

impl Outcome {
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
    pub on_close: Callback<()>,
}

/// Takes the focus: the bar that was used to decide may be gone.
#[component]
pub fn ResultPanel(props: &ResultPanelProps) -> Html {
    let i18n = use_i18n();
    use_effect_with(props.outcome.clone(), |_| browser::focus("review-results"));
    let Outcome { decided, done, before, failures } = &props.outcome;
    // Where nothing else is to be told, it is the heading.
    let only_before = *done == 0 && failures.is_empty();
    let (done, failed, overtaken) = (done.to_string(), failures.len().to_string(), before.len().to_string());
    let counts = [("done", done.as_str()), ("failed", failed.as_str()), ("before", overtaken.as_str())];
    let key = match (decided, failures.is_empty()) {
        _ if only_before => "review.result.before",
        (DecisionOutcome::Approve, true) => "review.result.approved",
        (DecisionOutcome::Approve, false) => "review.result.approved_some",
        (DecisionOutcome::Return, true) => "review.result.returned",
        (DecisionOutcome::Return, false) => "review.result.returned_some",
    };
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
                    <p class="small">{ i18n.t("review.result.still_selected") }</p>
                }
                if !before.is_empty() {
                    if !only_before { <p>{ i18n.with("review.result.before", &counts) }</p> }
                    <ul>{ for before.iter().map(decided_before) }</ul>
                }
                <Button look={Look::Quiet} small={true} onclick={props.on_close.clone()}>{ i18n.t("review.result.close") }</Button>
            </Notice>
        </section>
    }
}

//! What became of a batch: failures first, each with its cause.

use super::table::row_label;
use crate::{
    browser,
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
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
    pub failures: Vec<(ReviewRow, ProblemCode)>,
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
    let Outcome { decided, done, failures } = &props.outcome;
    let (done, failed) = (done.to_string(), failures.len().to_string());
    let counts = [("done", done.as_str()), ("failed", failed.as_str())];
    let key = match (decided, failures.is_empty()) {
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
    let kind = if failures.is_empty() { NoticeKind::Good } else { NoticeKind::Warn };
    html! {
        <section id="review-results" class="results" tabindex="-1" aria-labelledby="review-results-title">
            <Notice {kind}>
                <h2 id="review-results-title" class="num">{ i18n.with(key, &counts) }</h2>
                if !failures.is_empty() {
                    <ul>{ for failures.iter().map(cause) }</ul>
                    <p class="small">{ i18n.t("review.result.still_selected") }</p>
                }
                <Button look={Look::Quiet} small={true} onclick={props.on_close.clone()}>{ i18n.t("review.result.close") }</Button>
            </Notice>
        </section>
    }
}

//! What has happened, what is going on and what comes next.

use crate::i18n::I18n;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Done,
    Now,
    /// Stopped here, until somebody puts it right.
    Stopped,
    Ahead,
}

#[derive(Clone, PartialEq)]
pub struct TimelineStep {
    pub stage: Stage,
    pub title: AttrValue,
    /// When, or what to expect.
    pub detail: Option<AttrValue>,
}

/// Steps from top to bottom.
pub fn timeline(i18n: &I18n, steps: &[TimelineStep]) -> Html {
    let step = |step: &TimelineStep| {
        let (class, spoken) = match step.stage {
            Stage::Done => (Some("done"), "account.timeline.done"),
            Stage::Now => (Some("now"), "account.timeline.now"),
            Stage::Stopped => (Some("bad"), "account.timeline.stopped"),
            Stage::Ahead => (None, "account.timeline.ahead"),
        };
        html! {
            <li {class} aria-current={(step.stage == Stage::Now).then_some("step")}>
                <strong>{ step.title.clone() }<span class="visually-hidden">{ i18n.t(spoken) }</span></strong>
                if let Some(detail) = &step.detail {
                    <span class="soft">{ detail.clone() }</span>
                }
            </li>
        }
    };
    html! { <ol class="timeline">{ for steps.iter().map(step) }</ol> }
}

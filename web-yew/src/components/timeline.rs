//! What has happened, what is going on and what comes next.

use crate::i18n::use_i18n;
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

#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    pub steps: Vec<TimelineStep>,
}

/// Steps from top to bottom.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let i18n = use_i18n();
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
    html! { <ol class="timeline">{ for props.steps.iter().map(step) }</ol> }
}

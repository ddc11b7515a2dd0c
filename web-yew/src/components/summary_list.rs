//! Answers to check, each with a way to change it.

use crate::{
    components::notice::{Notice, NoticeKind},
    i18n::I18n,
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// A label, an answer, and the page that changes it.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub label: AttrValue,
    pub value: AttrValue,
    pub change: Option<Route>,
    /// What to look at twice.
    pub warning: Option<AttrValue>,
}

impl Line {
    pub fn fixed(label: AttrValue, value: impl Into<AttrValue>) -> Self {
        Self { label, value: value.into(), change: None, warning: None }
    }

    pub fn changeable(label: AttrValue, value: impl Into<AttrValue>, change: Route) -> Self {
        Self { label, value: value.into(), change: Some(change), warning: None }
    }
}

/// Labels and answers.
pub fn summary_list(i18n: &I18n, lines: &[Line]) -> Html {
    let line = |(index, line): (usize, &Line)| {
        html! {
            <div key={index}>
                <dt>{ line.label.clone() }</dt>
                <dd>
                    { line.value.clone() }
                    if let Some(warning) = &line.warning { <Notice kind={NoticeKind::Warn}>{ warning }</Notice> }
                </dd>
                if let Some(to) = line.change {
                    <dd><Link<Route> {to} classes="btn btn--link">
                        { i18n.t("action.change") }<span class="visually-hidden">{ line.label.clone() }</span>
                    </Link<Route>></dd>
                }
            </div>
        }
    };
    html! { <dl class="summary-list">{ for lines.iter().enumerate().map(line) }</dl> }
}

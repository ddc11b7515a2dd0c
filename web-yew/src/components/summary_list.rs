//! Answers to check, each with a way to change it.

use crate::{
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
    },
    i18n::I18n,
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// Where an answer is changed.
#[derive(Clone, PartialEq)]
pub enum Change {
    /// On another page.
    At(Route),
    /// On this one.
    Here(Callback<()>),
}

/// A label, an answer, and the way to change it.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub label: AttrValue,
    pub value: AttrValue,
    pub change: Option<Change>,
    /// What to look at twice.
    pub warning: Option<AttrValue>,
}

impl Line {
    pub fn fixed(label: AttrValue, value: impl Into<AttrValue>) -> Self {
        Self { label, value: value.into(), change: None, warning: None }
    }

    pub fn changeable(label: AttrValue, value: impl Into<AttrValue>, change: Change) -> Self {
        Self { change: Some(change), ..Self::fixed(label, value) }
    }
}

/// Labels and answers.
pub fn summary_list(i18n: &I18n, lines: &[Line]) -> Html {
    let line = |(index, line): (usize, &Line)| {
        let words =
            html! { <>{ i18n.t("action.change") }<span class="visually-hidden">{ line.label.clone() }</span></> };
        html! {
            <div key={index}>
                <dt>{ line.label.clone() }</dt>
                <dd>
                    { line.value.clone() }
                    if let Some(warning) = &line.warning { <Notice kind={NoticeKind::Warn}>{ warning }</Notice> }
                </dd>
                { match line.change.clone() {
                    Some(Change::At(to)) => html! { <dd><Link<Route> {to} classes="btn btn--link">{ words }</Link<Route>></dd> },
                    Some(Change::Here(onclick)) => html! { <dd><Button look={Look::Link} {onclick}>{ words }</Button></dd> },
                    None => Html::default(),
                } }
            </div>
        }
    };
    html! { <dl class="summary-list">{ for lines.iter().enumerate().map(line) }</dl> }
}

//! Short marks of where something stands: a sign, words and a colour, never the colour alone.

use crate::{components::icon::Icon, i18n::I18n};
use shared_types::application::ApplicationStatus;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// Somebody has yet to act.
    Wait,
    Ok,
    No,
    Info,
    /// Over, and no longer of interest.
    Plain,
}

/// A mark.
pub fn tag(kind: TagKind, words: AttrValue) -> Html {
    let (class, icon) = match kind {
        TagKind::Wait => ("tag tag--wait", Some(Icon::Clock)),
        TagKind::Ok => ("tag tag--ok", Some(Icon::Check)),
        TagKind::No => ("tag tag--no", Some(Icon::Return)),
        TagKind::Info => ("tag tag--info", None),
        TagKind::Plain => ("tag", Some(Icon::Cross)),
    };
    html! { <span {class}>{ icon.map(Icon::html).unwrap_or_default() }{ words }</span> }
}

/// 審核結果 of an application.
pub fn status_tag(i18n: &I18n, status: ApplicationStatus) -> Html {
    let kind = match status {
        ApplicationStatus::RegistryChecking | ApplicationStatus::InReview => TagKind::Wait,
        ApplicationStatus::Approved => TagKind::Ok,
        ApplicationStatus::Returned => TagKind::No,
        ApplicationStatus::Cancelled | ApplicationStatus::Ended => TagKind::Plain,
    };
    tag(kind, i18n.t(&format!("status.{}", status.code())))
}

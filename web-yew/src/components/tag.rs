//! Short marks of where something stands: a sign, words and a colour, never the colour alone.

use crate::{components::icon::Icon, i18n::use_i18n};
use shared_types::application::{AccountState, ApplicationStatus};
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

#[derive(Properties, PartialEq)]
pub struct TagProps {
    pub kind: TagKind,
    pub children: Html,
}

/// A mark.
#[component]
pub fn Tag(props: &TagProps) -> Html {
    let (class, icon) = match props.kind {
        TagKind::Wait => ("tag tag--wait", Some(Icon::Clock)),
        TagKind::Ok => ("tag tag--ok", Some(Icon::Check)),
        TagKind::No => ("tag tag--no", Some(Icon::Return)),
        TagKind::Info => ("tag tag--info", None),
        TagKind::Plain => ("tag", Some(Icon::Cross)),
    };
    html! { <span {class}>{ icon.map(Icon::html).unwrap_or_default() }{ props.children.clone() }</span> }
}

#[derive(Properties, PartialEq)]
pub struct StatusTagProps {
    pub status: ApplicationStatus,
}

/// 審核結果 of an application.
#[component]
pub fn StatusTag(props: &StatusTagProps) -> Html {
    let i18n = use_i18n();
    let kind = match props.status {
        ApplicationStatus::InReview => TagKind::Wait,
        ApplicationStatus::Approved => TagKind::Ok,
        ApplicationStatus::Returned => TagKind::No,
        ApplicationStatus::Cancelled => TagKind::Plain,
    };
    html! { <Tag {kind}>{ i18n.t(&format!("review.status.{}", props.status.code())) }</Tag> }
}

#[derive(Properties, PartialEq)]
pub struct AccountTagProps {
    pub state: AccountState,
}

/// 單一身分驗證帳號 of an application.
#[component]
pub fn AccountTag(props: &AccountTagProps) -> Html {
    let i18n = use_i18n();
    match props.state {
        AccountState::None => html! {
            <span class="soft"><span aria-hidden="true">{ "--" }</span><span class="visually-hidden">{ i18n.t("review.account.none") }</span></span>
        },
        AccountState::Opening => html! { <Tag kind={TagKind::Wait}>{ i18n.t("review.account.opening") }</Tag> },
        AccountState::Opened => html! { <Tag kind={TagKind::Ok}>{ i18n.t("review.account.opened") }</Tag> },
    }
}

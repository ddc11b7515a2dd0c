//! Boxes that tell something, and tell it to screen readers too.

use crate::{
    api::ApiError,
    components::button::{Button, Look},
    i18n::use_i18n,
    route::Route,
};
use shared_types::problem::ProblemCode;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoticeKind {
    #[default]
    Info,
    Good,
    Warn,
    /// Interrupts a screen reader.
    Bad,
}

#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    #[prop_or_default]
    pub kind: NoticeKind,
    /// Appears while the page is being used, so it is announced.
    #[prop_or_default]
    pub live: bool,
    pub children: Html,
}

/// A box beside the flow of the page.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let (look, role) = match props.kind {
        NoticeKind::Info => (None, "status"),
        NoticeKind::Good => (Some("notice--good"), "status"),
        NoticeKind::Warn => (Some("notice--warn"), "status"),
        NoticeKind::Bad => (Some("notice--bad"), "alert"),
    };
    html! {
        <div class={classes!("notice", look)} role={props.live.then_some(role)}>{ props.children.clone() }</div>
    }
}

#[derive(Properties, PartialEq)]
pub struct FailedProps {
    pub error: ApiError,
    pub retry: Callback<()>,
}

/// Something couldn't be loaded: why, and another try, which `boot.js` makes by itself when the connection is back.
#[component]
pub fn Failed(props: &FailedProps) -> Html {
    let i18n = use_i18n();
    if props.error.code() == Some(ProblemCode::PasswordChangeRequired) {
        // Another try would be told the same.
        return html! {
            <Notice kind={NoticeKind::Warn} live={true}>
                <p>{ props.error.message(&i18n) }</p>
                <Link<Route> to={Route::Password} classes="btn">{ i18n.t("account.set_password") }</Link<Route>>
            </Notice>
        };
    }
    html! {
        <Notice kind={NoticeKind::Bad} live={true}>
            <p>{ props.error.message(&i18n) }</p>
            <div class="retry"><Button look={Look::Quiet} onclick={props.retry.clone()}>{ i18n.t("action.retry") }</Button></div>
        </Notice>
    }
}

/// Holds the place of what is being loaded.
#[component]
pub fn Skeleton() -> Html {
    let i18n = use_i18n();
    html! {
        <div class="stack" role="status">
            <span class="visually-hidden">{ i18n.t("state.loading") }</span>
            <div class="skeleton skeleton--block" />
            <div class="skeleton skeleton--block" />
        </div>
    }
}

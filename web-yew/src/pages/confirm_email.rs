//! The link that confirms the e-mail address of an application. A button and not the visit alone uses it: mail systems
//! open links to look at them.

use crate::{
    api, browser,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        notice::{Notice, NoticeKind},
        page::{Page, Width},
    },
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_fragment},
    task::use_task,
};
use shared_types::problem::ProblemCode;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Open,
    Confirmed,
    Expired,
}

/// 確認電子信箱
#[component]
pub fn ConfirmEmailPage() -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let token = use_fragment(Route::ConfirmEmail);
    let outcome = use_state_eq(|| Outcome::Open);
    let errors = use_state(FormErrors::default);
    use_effect_with(*outcome, |outcome| {
        if *outcome != Outcome::Open {
            browser::focus_heading();
        }
    });
    let onclick = {
        let (i18n, task, outcome, errors, token) =
            (i18n.clone(), task.clone(), outcome.clone(), errors.clone(), token.clone());
        Callback::from(move |()| {
            let (i18n, outcome, errors) = (i18n.clone(), outcome.clone(), errors.clone());
            let token = token.clone().unwrap_or_default();
            task.run(async move {
                match api::application::confirm_email(token).await {
                    Ok(()) => outcome.set(Outcome::Confirmed),
                    Err(error) if error.code() == Some(ProblemCode::LinkExpired) => outcome.set(Outcome::Expired),
                    Err(error) => errors.set(FormErrors::from_api(&i18n, &error, &[])),
                }
            });
        })
    };
    let told = |kind: NoticeKind, words: &str| {
        html! {
            <Notice {kind} live=true>
                <p>{ i18n.t(words) }</p>
                <Link<Route> to={Route::Progress} classes="btn btn--quiet">{ i18n.t("home.progress") }</Link<Route>>
            </Notice>
        }
    };
    let content = match *outcome {
        Outcome::Confirmed => told(NoticeKind::Good, "confirm.done"),
        Outcome::Expired => told(NoticeKind::Warn, "confirm.expired"),
        Outcome::Open if token.is_none() => told(NoticeKind::Warn, "confirm.incomplete"),
        Outcome::Open => html! {
            <>
                <ErrorSummary errors={(*errors).clone()} />
                <p>{ i18n.t("confirm.press") }</p>
                <div class="actions">
                    <Button busy={task.is_running()} {onclick}>{ i18n.t("code.confirm") }</Button>
                </div>
            </>
        },
    };
    html! {
        <Page title={i18n.t("confirm.title")} width={Width::Narrow} error={!errors.is_empty()}>{ content }</Page>
    }
}

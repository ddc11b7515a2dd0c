//! The link of the approval mail: sets the first password and signs in.

use crate::{
    api,
    components::{
        notice::{Notice, NoticeKind},
        page::{Page, Width},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::{
        password::new_password::{NEW_PASSWORD, NewPasswordForm, Passwords},
        sign_in::landing,
    },
    route::{Route, use_fragment, use_go},
    session::use_session,
    task::use_task,
};
use shared_types::{account::ActivateAccount, problem::ProblemCode};
use yew::prelude::*;
use yew_router::prelude::*;

/// 啟用帳號
#[component]
pub fn ActivatePage() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let go = use_go();
    let token = use_fragment(Route::Activate);
    let errors = use_state(FormErrors::default);
    let expired = use_state_eq(|| false);
    let on_errors = {
        let errors = errors.clone();
        Callback::from(move |wrong| errors.set(wrong))
    };
    let on_submit = {
        let (i18n, task, token, errors, expired) =
            (i18n.clone(), task.clone(), token.clone(), errors.clone(), expired.clone());
        Callback::from(move |passwords: Passwords| {
            let Some(token) = token.clone() else { return };
            let (i18n, session, go) = (i18n.clone(), session.clone(), go.clone());
            let (errors, expired) = (errors.clone(), expired.clone());
            task.run(async move {
                let activation = ActivateAccount { token, new_password: passwords.new };
                match api::account::activate(&activation).await {
                    Ok(opened) => {
                        let next = landing(&opened);
                        session.set_account(Some(opened));
                        go.instead(next);
                    }
                    Err(error) if error.code() == Some(ProblemCode::LinkExpired) => expired.set(true),
                    Err(error) => {
                        let label = i18n.t("account.new_password");
                        let place = FieldPlace { pointer: "/new_password".into(), field: NEW_PASSWORD, label };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                    }
                }
            });
        })
    };
    let content = if token.is_none() || *expired {
        let words = if *expired { "account.link_expired" } else { "account.link_incomplete" };
        html! {
            <Notice kind={NoticeKind::Warn} live=true>
                <p>{ i18n.t(words) }</p>
                <p>{ i18n.t("account.link_instead") }</p>
                <Link<Route> to={Route::SignIn} classes="btn">{ i18n.t("account.sign_in") }</Link<Route>>
            </Notice>
        }
    } else {
        html! {
            <>
                <p>{ i18n.t("account.activate_intro") }</p>
                <NewPasswordForm busy={task.is_running()} errors={(*errors).clone()} {on_errors} {on_submit} />
            </>
        }
    };
    html! {
        <Page title={i18n.t("account.activate")} width={Width::Narrow} error={!errors.is_empty()}>{ content }</Page>
    }
}

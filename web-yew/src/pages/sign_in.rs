//! Signing in: guardians and teachers alike.

use crate::{
    components::{
        notice::{Notice, NoticeKind},
        page::{Page, Width},
        rules::rules,
    },
    i18n::{I18n, use_i18n},
    pages::credentials::use_credentials,
    route::{Route, use_go},
    session::{interruption, use_account, use_session},
};
use shared_types::account::{Role, Session};
use yew::prelude::*;
use yew_router::prelude::*;

/// Where somebody who has just signed in goes on.
pub fn landing(session: &Session) -> Route {
    if session.must_change_password {
        Route::Password
    } else if session.account.roles.iter().any(|role| *role != Role::Guardian) {
        Route::Review
    } else {
        Route::Children
    }
}

#[component]
pub fn SignInPage() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    // In another tab somebody may have signed in.
    let account = use_account();
    let go = use_go();
    let interrupted = use_memo((), |()| interruption().map(|_| i18n.t("account.session_ended")));
    let onopened = {
        let session = session.clone();
        Callback::from(move |opened| session.set_account(Some(opened)))
    };
    let (form, error) = use_credentials(AttrValue::default(), onopened);
    // Also the way on after success: the session is known then.
    use_effect_with(account.present().map(landing), move |route| {
        if let Some(route) = *route {
            go.instead(session.resume(route));
        }
    });
    html! {
        <Page title={i18n.t("account.sign_in")} width={Width::Narrow} {error}>
            if let Some(words) = (*interrupted).clone() {
                <Notice kind={NoticeKind::Warn} live=true><p>{ words }</p></Notice>
            }
            { form }
            { sign_in_help(&i18n) }
            <p>
                { i18n.t("account.no_account") }
                <Link<Route> to={Route::ApplyContact} classes="btn btn--link">{ i18n.t("account.apply") }</Link<Route>>
            </p>
        </Page>
    }
}

/// What to do the first time, and without the password.
pub fn sign_in_help(i18n: &I18n) -> Html {
    html! {
        <>
            <details class="card card--tight">
                <summary>{ i18n.t("account.first_time") }</summary>
                { rules(i18n, &["account.first_time_link", "account.first_time_password"]) }
            </details>
            <details class="card card--tight">
                <summary>{ i18n.t("account.forgotten") }</summary>
                <p>{ i18n.t("account.forgotten_text") }</p>
            </details>
        </>
    }
}

//! Signing in: guardians and teachers alike.

use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
        page::{Page, Width},
        rules::rules,
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::password::field::PasswordField,
    route::{Route, use_go},
    session::{interruption, use_account, use_session},
    task::use_task,
};
use shared_types::{
    account::{Role, Session, SignIn},
    check, text,
};
use yew::prelude::*;
use yew_router::prelude::*;

const LOGIN: &str = "login";
const PASSWORD: &str = "password";

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
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (login, password) = (use_node_ref(), use_node_ref());

    let interrupted = use_memo((), |()| interruption().map(|_| i18n.t("account.session_ended")));
    {
        let session = session.clone();
        // Also the way on after success: the session is known then.
        use_effect_with(account.present().map(landing), move |route| {
            if let Some(route) = *route {
                go.instead(session.resume(route));
            }
        });
    }
    let onsubmit = {
        let (i18n, session, task, errors) = (i18n.clone(), session, task.clone(), errors.clone());
        let (login, password) = (login.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let credentials = SignIn { login: text::normalise_line(&value_of(&login)), password: value_of(&password) };
            let labels = (i18n.t("account.login"), i18n.t("account.password"));
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, LOGIN, labels.0.clone(), check::required(&credentials.login));
            wrong.check(&i18n, PASSWORD, labels.1.clone(), check::required(&credentials.password));
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, session, errors) = (i18n.clone(), session.clone(), errors.clone());
            task.run(async move {
                match api::account::sign_in(&credentials).await {
                    Ok(opened) => session.set_account(Some(opened)),
                    Err(error) => {
                        let places = [
                            FieldPlace { pointer: "/login".into(), field: LOGIN, label: labels.0 },
                            FieldPlace { pointer: "/password".into(), field: PASSWORD, label: labels.1 },
                        ];
                        errors.set(FormErrors::from_api(&i18n, &error, &places));
                    }
                }
            });
        })
    };
    html! {
        <Page title={i18n.t("account.sign_in")} width={Width::Narrow} error={!errors.is_empty()}>
            if let Some(words) = (*interrupted).clone() {
                <Notice kind={NoticeKind::Warn} live=true><p>{ words }</p></Notice>
            }
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <TextField id={LOGIN} label={i18n.t("account.login")} hint={i18n.t("account.login_hint")} node={login}
                    error={errors.of(LOGIN)} autocomplete="username" inputmode="email" enterkeyhint="next"
                    recheck={check::required as fn(&str) -> check::Verdict} />
                <PasswordField id={PASSWORD} label={i18n.t("account.password")} node={password}
                    error={errors.of(PASSWORD)} />
                <Button busy={task.is_running()}>{ i18n.t("account.sign_in") }</Button>
            </form>
            <details class="card card--tight">
                <summary>{ i18n.t("account.first_time") }</summary>
                { rules(&i18n, &["account.first_time_link", "account.first_time_password"]) }
            </details>
            <details class="card card--tight">
                <summary>{ i18n.t("account.forgotten") }</summary>
                <p>{ i18n.t("account.forgotten_text") }</p>
            </details>
            <p>
                { i18n.t("account.no_account") }
                <Link<Route> to={Route::ApplyContact} classes="btn btn--link">{ i18n.t("account.apply") }</Link<Route>>
            </p>
        </Page>
    }
}

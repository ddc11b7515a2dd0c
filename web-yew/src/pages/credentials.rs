//! Name and password, wherever they are asked for.

use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::password::field::PasswordField,
    task::use_task,
};
use shared_types::{
    account::{Session, SignIn},
    check, text,
};
use yew::prelude::*;

const LOGIN: &str = "login";
const PASSWORD: &str = "password";

/// The form, and whether something is wrong with it. `login` is what somebody is believed to sign in with.
#[hook]
pub fn use_credentials(login_hint: AttrValue, onopened: Callback<Session>) -> (Html, bool) {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (login, password) = (use_node_ref(), use_node_ref());
    let onsubmit = {
        let (i18n, task, errors) = (i18n.clone(), task.clone(), errors.clone());
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
            let (i18n, errors, onopened) = (i18n.clone(), errors.clone(), onopened.clone());
            task.run(async move {
                match api::account::sign_in(&credentials).await {
                    Ok(opened) => onopened.emit(opened),
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
    let form = html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <TextField id={LOGIN} label={i18n.t("account.login")} hint={i18n.t("account.login_hint")} node={login}
                    value={login_hint} error={errors.of(LOGIN)} autocomplete="username" inputmode="email"
                    enterkeyhint="next" recheck={check::required as fn(&str) -> check::Verdict} />
                <PasswordField id={PASSWORD} label={i18n.t("account.password")} node={password}
                    error={errors.of(PASSWORD)} />
                <Button busy={task.is_running()}>{ i18n.t("account.sign_in") }</Button>
            </form>
        </>
    };
    (form, !errors.is_empty())
}

//! Setting a password of one's own: forced after the initial one, or because one wants to.

pub mod field;
pub mod new_password;

use crate::{
    api,
    components::{
        notice::{Failed, Notice, NoticeKind, Skeleton},
        page::{Page, Width},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::sign_in::landing,
    route::{Route, use_go},
    session::{Loaded, use_account, use_session},
    task::use_task,
};
use new_password::{CURRENT_PASSWORD, NEW_PASSWORD, NewPasswordForm, Passwords};
use shared_types::account::{ChangePassword, Session};
use yew::prelude::*;
use yew_router::prelude::*;

/// For signed-in people; others are led to sign in.
#[component]
pub fn PasswordPage() -> Html {
    let i18n = use_i18n();
    let account = use_account();
    let session = use_session();
    let go = use_go();
    let errors = use_state(FormErrors::default);
    use_effect_with(account == Loaded::Absent, move |&absent| {
        if absent {
            go.instead(Route::SignIn);
        }
    });
    let on_errors = {
        let errors = errors.clone();
        Callback::from(move |wrong| errors.set(wrong))
    };
    let content = match &account {
        Loaded::Present(signed_in) => {
            html! { <Change session={signed_in.clone()} errors={(*errors).clone()} {on_errors} /> }
        }
        Loaded::Failed(error) => {
            html! { <Failed error={error.clone()} retry={Callback::from(move |()| session.reload_account())} /> }
        }
        _ => html! { <Skeleton /> },
    };
    let forced = account.present().is_some_and(|session| session.must_change_password);
    let title = i18n.t(if forced { "account.set_password" } else { "account.change_password" });
    html! { <Page {title} width={Width::Narrow} error={!errors.is_empty()}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct ChangeProps {
    session: Session,
    errors: FormErrors,
    on_errors: Callback<FormErrors>,
}

#[component]
fn Change(props: &ChangeProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let go = use_go();
    let changed = use_state_eq(|| false);
    let forced = props.session.must_change_password;
    let on_submit = {
        let (i18n, task, changed, on_errors) = (i18n.clone(), task.clone(), changed.clone(), props.on_errors.clone());
        Callback::from(move |passwords: Passwords| {
            let (i18n, session, go) = (i18n.clone(), session.clone(), go.clone());
            let (changed, on_errors) = (changed.clone(), on_errors.clone());
            task.run(async move {
                let change = ChangePassword { current_password: passwords.current, new_password: passwords.new };
                match api::account::change_password(&change).await {
                    Ok(renewed) => {
                        let next = landing(&renewed);
                        session.set_account(Some(renewed));
                        // A service may have sent this person.
                        if forced {
                            go.instead(session.resume(next));
                        } else {
                            changed.set(true);
                        }
                    }
                    Err(error) if error.is_not_signed_in() => session.set_account(None),
                    Err(error) => {
                        let place = |pointer: &'static str, field, key: &str| FieldPlace {
                            pointer: pointer.into(),
                            field,
                            label: i18n.t(key),
                        };
                        let places = [
                            place("/new_password", NEW_PASSWORD, "account.new_password"),
                            place("/current_password", CURRENT_PASSWORD, "account.current_password"),
                        ];
                        on_errors.emit(FormErrors::from_api(&i18n, &error, &places));
                    }
                }
            });
        })
    };
    let account = &props.session.account;
    if *changed {
        return html! {
            <Notice kind={NoticeKind::Good} live=true>
                <p>{ i18n.t("account.password_changed") }</p>
                <Link<Route> to={landing(&props.session)} classes="btn">{ i18n.t("account.go_on") }</Link<Route>>
            </Notice>
        };
    }
    html! {
        <>
            if forced {
                <Notice><p>{ i18n.t("account.why_forced") }</p></Notice>
            }
            <NewPasswordForm ask_current={!forced} personal={vec![account.email.clone().into(), account.name.clone().into()]}
                username={account.email.clone()} busy={task.is_running()} errors={props.errors.clone()}
                on_errors={props.on_errors.clone()} {on_submit} />
        </>
    }
}

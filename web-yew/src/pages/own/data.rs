//! 下載 and 請求刪除 of what is kept about the signed-in person; each asks for the password once more.

use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        field::value_of,
        icon::Icon,
        loading::when_loaded,
        news::use_news,
        notice::{Notice, NoticeKind},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::password::field::PasswordField,
    route::Route,
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::{account::ConfirmPassword, check, problem::ProblemCode};
use uuid::Uuid;
use yew::prelude::*;

const PASSWORD: &str = "current_password";

/// What the password is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Copy,
    Deletion,
}

#[derive(Properties, PartialEq)]
pub struct OwnDataProps {
    pub onerror: Callback<bool>,
}

/// The section.
#[component]
pub fn OwnData(props: &OwnDataProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let asking = use_state_eq(|| None::<Asking>);
    let failed = use_state_eq(|| None::<ApiError>);
    let (requests, load) = use_own(api::account::deletion_requests);
    let ask = |what: Option<Asking>| {
        let (asking, onerror) = (asking.clone(), props.onerror.clone());
        Callback::from(move |()| {
            onerror.emit(false);
            asking.set(what);
        })
    };
    let (news, say) = use_news(Route::Consents);
    let ondone = {
        let (close, load, say, i18n) = (ask(None), load.clone(), say.clone(), i18n.clone());
        Callback::from(move |what| {
            close.emit(());
            say.emit(i18n.t(match what {
                Asking::Copy => "privacy.downloading",
                Asking::Deletion => "privacy.deletion_requested",
            }));
            if what == Asking::Deletion {
                load.emit(());
            }
        })
    };
    let take_back = |request: Uuid| {
        let (task, failed, load, session) = (task.clone(), failed.clone(), load.clone(), session.clone());
        let (say, taken_back) = (say.clone(), i18n.t("privacy.taken_back"));
        Callback::from(move |()| {
            let (failed, load, session) = (failed.clone(), load.clone(), session.clone());
            let (say, taken_back) = (say.clone(), taken_back.clone());
            failed.set(None);
            task.run(async move {
                match api::account::take_back_deletion(request).await {
                    Ok(()) => {
                        say.emit(taken_back);
                        load.emit(());
                    }
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    html! {
        <section class="card stack" aria-labelledby="privacy-data">
            <h2 id="privacy-data">{ i18n.t("privacy.data") }</h2>
            { news }
            <p>{ i18n.t("privacy.data_text") }</p>
            <div><Button look={Look::Quiet} onclick={ask(Some(Asking::Copy))}>
                { Icon::Download.html() }{ i18n.t("privacy.download") }
            </Button></div>
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            { when_loaded(&requests, &load, |requests| match requests.last() {
                Some(request) => html! {
                    <Notice>
                        <p>{ i18n.with("privacy.requested", &[
                            ("time", &i18n.date_time(request.requested_at)), ("due", &i18n.date_time(request.due_at)),
                        ]) }</p>
                        <div><Button look={Look::Quiet} small=true busy={task.is_running()} onclick={take_back(request.id)}>
                            { i18n.t("privacy.take_back") }
                        </Button></div>
                    </Notice>
                },
                None => html! {
                    <div><Button look={Look::Quiet} onclick={ask(Some(Asking::Deletion))}>{ i18n.t("privacy.delete") }</Button></div>
                },
            }) }
            if let Some(what) = *asking {
                <Confirmation {what} {ondone} oncancel={ask(None)} onerror={props.onerror.clone()} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ConfirmationProps {
    what: Asking,
    ondone: Callback<Asking>,
    oncancel: Callback<()>,
    onerror: Callback<bool>,
}

/// Asks for the password, and does it.
#[component]
fn Confirmation(props: &ConfirmationProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let password = use_node_ref();
    let what = props.what;
    let onsubmit = {
        let (i18n, task, errors, password) = (i18n.clone(), task.clone(), errors.clone(), password.clone());
        let (ondone, onerror) = (props.ondone.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = ConfirmPassword { current_password: value_of(&password) };
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, PASSWORD, i18n.t("account.current_password"), check::required(&typed.current_password));
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, session) = (i18n.clone(), errors.clone(), session.clone());
            let (ondone, onerror) = (ondone.clone(), onerror.clone());
            task.run(async move {
                let done = match what {
                    Asking::Copy => {
                        api::account::copy_of_data(&typed).await.map(|copy| browser::download(&copy.address))
                    }
                    Asking::Deletion => api::account::request_deletion(&typed).await.map(drop),
                };
                match done {
                    Ok(()) => ondone.emit(what),
                    // An earlier try was heard, though its answer was lost.
                    Err(error) if error.code() == Some(ProblemCode::WrongState) => ondone.emit(what),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => {
                        let label = i18n.t("account.current_password");
                        let place = FieldPlace { pointer: "/current_password".into(), field: PASSWORD, label };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let (title, text, look, action) = match what {
        Asking::Copy => ("privacy.download", "privacy.copy_text", Look::Primary, "privacy.download_now"),
        Asking::Deletion => ("privacy.delete_ask", "privacy.delete_text", Look::Danger, "privacy.delete"),
    };
    html! {
        <form {onsubmit} novalidate=true>
            <Dialog id="confirm" title={i18n.t(title)} on_close={props.oncancel.clone()} actions={html! { <>
                <Button look={Look::Quiet} onclick={props.oncancel.clone()}>{ i18n.t("privacy.keep") }</Button>
                <Button {look} busy={task.is_running()}>{ i18n.t(action) }</Button>
            </> }}>
                <ErrorSummary errors={(*errors).clone()} />
                <p>{ i18n.t(text) }</p>
                <PasswordField id={PASSWORD} label={i18n.t("account.current_password")} node={password}
                    error={errors.of(PASSWORD)} />
            </Dialog>
        </form>
    }
}

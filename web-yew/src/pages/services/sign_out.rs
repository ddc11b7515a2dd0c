//! A service wants the person signed out: asked here where it can't be known that it may.

use crate::{
    browser,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        leave::use_forget,
        loading::not_loaded,
        notice::{Notice, NoticeKind},
        page::{Page, Width},
    },
    draft::LEFT,
    form::FormErrors,
    i18n::use_i18n,
    route::Route,
    session::{Loaded, use_account, use_session},
    task::use_task,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// The page's address.
pub const PATH: &str = "/sign-out-request";

/// Asks whoever is signed in, and says so when nobody is: whatever the address says was done.
#[component]
pub fn SignOutRequestPage() -> Html {
    let i18n = use_i18n();
    let account = use_account();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    // The page stays, and says that it was done.
    let forget = use_forget(Some(Callback::noop()));
    let onclick = {
        let (task, i18n, session, errors) = (task.clone(), i18n.clone(), session.clone(), errors.clone());
        Callback::from(move |()| {
            let (i18n, session, errors, forget) = (i18n.clone(), session.clone(), errors.clone(), forget.clone());
            task.run(async move {
                match session.leave().await {
                    Ok(()) => {
                        errors.set(FormErrors::default());
                        browser::focus_heading();
                        forget.emit(LEFT);
                    }
                    // Offline the session goes on: saying otherwise would be a lie.
                    Err(error) => errors.set(FormErrors::from_api(&i18n, &error, &[])),
                }
            });
        })
    };
    let (key, content) = match &account {
        Loaded::Present(signed_in) => {
            let name = [("name", signed_in.account.name.as_str())];
            let asking = html! {
                <>
                    <ErrorSummary errors={(*errors).clone()} />
                    <p>{ i18n.with("services.sign_out_who", &name) }</p>
                    <p>{ i18n.t("services.sign_out_text") }</p>
                    <div class="actions">
                        <Button busy={task.is_running()} {onclick}>{ i18n.t("layout.sign_out") }</Button>
                        <Link<Route> to={Route::Children} classes="btn btn--quiet">{ i18n.t("services.stay") }</Link<Route>>
                    </div>
                </>
            };
            ("services.sign_out", asking)
        }
        Loaded::Absent => {
            let done = html! {
                <>
                    <Notice kind={NoticeKind::Good}><p>{ i18n.t("services.signed_out_text") }</p></Notice>
                    <p><Link<Route> to={Route::Home} classes="btn btn--quiet">{ i18n.t("not_found.home") }</Link<Route>></p>
                </>
            };
            ("services.signed_out", done)
        }
        Loaded::Failed(error) => {
            let session = session.clone();
            let retry = Callback::from(move |()| session.reload_account());
            ("services.sign_out", not_loaded(Some(error), &retry))
        }
        Loaded::Loading => ("services.sign_out", not_loaded(None, &Callback::noop())),
    };
    html! { <Page title={i18n.t(key)} width={Width::Narrow} error={!errors.is_empty()}>{ content }</Page> }
}

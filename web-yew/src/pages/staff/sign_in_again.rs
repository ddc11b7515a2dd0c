//! A session that has ended beside what was typed: signing in happens in another tab, and nothing here is lost.

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
    },
    i18n::use_i18n,
    route::Route,
    session::use_session,
    task::use_task,
};
use std::cell::RefCell;
use yew::prelude::*;
use yew_router::prelude::*;

thread_local! {
    /// Opens the dialog of the page on screen.
    static ASK: RefCell<Callback<()>> = RefCell::default();
}

/// The API has said that nobody is signed in, and something was sent.
pub fn ask_to_sign_in_again() {
    // Borrowed for no longer than it takes to know it.
    let ask = ASK.with_borrow(Clone::clone);
    ask.emit(());
}

/// Over everything else on a staff page, once that is so. Another person than before begins anew.
#[component]
pub fn SignInAgain() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let failure = use_state_eq(|| None::<AttrValue>);
    let asked = use_state_eq(|| false);
    {
        let asked = asked.clone();
        use_effect_with((), move |()| ASK.set(Callback::from(move |()| asked.set(true))));
    }
    if !*asked {
        return Html::default();
    }
    let go_on = {
        let (task, failure, i18n, asked) = (task.clone(), failure.clone(), i18n.clone(), asked.clone());
        Callback::from(move |()| {
            let (failure, i18n, asked) = (failure.clone(), i18n.clone(), asked.clone());
            let before = session.account_id();
            task.run(async move {
                failure.set(None);
                match api::account::current_session().await {
                    Ok(now) if Some(now.account.id) == before => asked.set(false),
                    Ok(_) => {
                        // A failing reload leaves the dialog; the browser says why.
                        browser::window().location().reload().ok();
                    }
                    Err(error) => failure.set(Some(error.message(&i18n))),
                }
            });
        })
    };
    // What is sent again asks again.
    let on_close = Callback::from(move |()| asked.set(false));
    let actions = html! {
        <>
            <Button look={Look::Quiet} busy={task.is_running()} onclick={go_on}>{ i18n.t("staff.expired.go_on") }</Button>
            <a class="btn" href={Route::SignIn.to_path()} target="_blank" rel="noopener">{ i18n.t("staff.expired.sign_in") }</a>
        </>
    };
    html! {
        <Dialog id="expired" title={i18n.t("staff.expired.title")} {on_close} {actions}>
            <p>{ i18n.t("staff.expired.text") }</p>
            if let Some(words) = &*failure { <Notice kind={NoticeKind::Warn} live=true><p>{ words }</p></Notice> }
        </Dialog>
    }
}

//! The way out on a phone that others use too: nothing of this person stays on it.

use crate::{
    browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
    },
    draft::{LEFT, use_draft},
    i18n::use_i18n,
    route::{Route, use_go},
    session::use_session,
    task::use_task,
};
use std::time::Duration;
use yew::{platform::time::sleep, prelude::*};

/// What follows the end of a session: nothing of this person stays here, told with the words of that key. Without
/// `onleft` the front page follows, in the language of the browser.
#[hook]
pub fn use_forget(onleft: Option<Callback<()>>) -> Callback<&'static str> {
    let (i18n, draft, session, go) = (use_i18n(), use_draft(), use_session(), use_go());
    Callback::from(move |words| {
        // The page goes first, so that it doesn't take the end for one that came by itself.
        match &onleft {
            Some(onleft) => onleft.emit(()),
            None => {
                go.to(Route::Home);
                i18n.forget_choice();
            }
        }
        session.set_applicant(None);
        session.set_account(None);
        draft.leave(words);
    })
}

#[derive(Properties, PartialEq)]
pub struct LeaveButtonProps {
    /// What follows instead of the front page.
    #[prop_or_default]
    pub onleft: Option<Callback<()>>,
    pub children: Html,
}

/// Ends the applicant session and clears the draft; asks first when that would lose answers.
#[component]
pub fn LeaveButton(props: &LeaveButtonProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let forget = use_forget(props.onleft.clone());
    let asking = use_state_eq(|| false);
    let failed = use_state_eq(AttrValue::default);
    let ask = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(value))
    };
    let leave = {
        let (asking, failed, task, i18n) = (asking.clone(), failed.clone(), task.clone(), i18n.clone());
        Callback::from(move |()| {
            let (asking, failed, forget) = (asking.clone(), failed.clone(), forget.clone());
            let (session, i18n) = (session.clone(), i18n.clone());
            task.run(async move {
                let ended = session.leave().await;
                asking.set(false);
                match ended {
                    // Offline the session goes on: saying otherwise would be a lie.
                    Err(error) => failed.set(error.message(&i18n)),
                    Ok(()) => {
                        // The dialog has given the focus back to the button by then, which goes with the page.
                        sleep(Duration::ZERO).await;
                        browser::focus_heading();
                        forget.emit(LEFT);
                    }
                }
            });
        })
    };
    let onclick = if draft.has_answers() { ask(true) } else { leave.clone() };
    html! {
        <>
            if !failed.is_empty() {
                <Notice kind={NoticeKind::Bad} live=true><p>{ (*failed).clone() }</p></Notice>
            }
            <Button look={Look::Quiet} small=true busy={task.is_running() && !*asking} {onclick}>
                { props.children.clone() }
            </Button>
            if *asking {
                <Dialog id="leave" title={i18n.t("visit.ask")} on_close={ask(false)} actions={html! { <>
                    <Button look={Look::Quiet} onclick={ask(false)}>{ i18n.t("visit.stay") }</Button>
                    <Button look={Look::Danger} busy={task.is_running()} onclick={leave}>{ i18n.t("visit.clear") }</Button>
                </> }}>
                    <p>{ i18n.t("visit.ask_text") }</p>
                </Dialog>
            }
        </>
    }
}

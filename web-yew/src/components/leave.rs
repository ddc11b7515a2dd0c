//! The way out on a phone that others use too: nothing of this person stays on it.

use crate::{
    api::ApiError,
    browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
    },
    draft::use_draft,
    i18n::use_i18n,
    session::use_session,
    task::use_task,
};
use std::time::Duration;
use yew::{platform::time::sleep, prelude::*};

#[derive(Properties, PartialEq)]
pub struct LeaveButtonProps {
    /// The session has ended and the draft is empty.
    pub onleft: Callback<()>,
    pub children: Html,
}

/// Ends the applicant session and clears the draft; asks first when that would lose answers.
#[component]
pub fn LeaveButton(props: &LeaveButtonProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let asking = use_state_eq(|| false);
    let failed = use_state_eq(|| None::<ApiError>);
    let ask = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(value))
    };
    let leave = {
        let (asking, failed, task) = (asking.clone(), failed.clone(), task.clone());
        let (draft, onleft) = (draft.clone(), props.onleft.clone());
        Callback::from(move |()| {
            let (asking, failed, onleft) = (asking.clone(), failed.clone(), onleft.clone());
            let (draft, session) = (draft.clone(), session.clone());
            task.run(async move {
                let ended = session.leave().await;
                asking.set(false);
                match ended {
                    // Offline the session goes on: saying otherwise would be a lie.
                    Err(error) => failed.set(Some(error)),
                    Ok(()) => {
                        // The dialog has given the focus back to the button by then, which goes with the page.
                        sleep(Duration::ZERO).await;
                        browser::focus_heading();
                        // The page goes first, so that it doesn't take the end for one that came by itself.
                        onleft.emit(());
                        session.set_applicant(None);
                        session.set_account(None);
                        draft.leave();
                    }
                }
            });
        })
    };
    let onclick = if draft.has_answers() { ask(true) } else { leave.clone() };
    html! {
        <>
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
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

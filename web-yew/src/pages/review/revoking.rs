//! 撤銷: the dialog that asks a registrar why a binding ends, or an approval.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        field::value_of,
    },
    form::words_for,
    i18n::use_i18n,
    task::use_task,
};
use shared_types::check;
use uuid::Uuid;
use yew::prelude::*;

const REASON: &str = "revoke-reason";

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    Binding(Uuid),
    /// Of an application that has opened no account.
    Approval(Uuid),
}

impl Revoked {
    /// The key of what that is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::Binding(_) => "review.revoke",
            Self::Approval(_) => "review.revoke_approval",
        }
    }
}

/// What is asked about.
#[derive(Clone, PartialEq)]
pub struct Revocation {
    pub what: Revoked,
    /// Whose, and to which child.
    pub of: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct RevokingProps {
    pub asked: Revocation,
    pub on_close: Callback<()>,
    pub on_revoked: Callback<()>,
}

/// A reason, which the guardian reads.
#[component]
pub fn Revoking(props: &RevokingProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let reason = use_node_ref();
    // What is wrong with the reason, or why the binding couldn't be revoked.
    let wrong = use_state_eq(|| None::<AttrValue>);
    let onclick = {
        let (i18n, task, reason, wrong) = (i18n.clone(), task.clone(), reason.clone(), wrong.clone());
        let (what, on_revoked) = (props.asked.what, props.on_revoked.clone());
        Callback::from(move |()| {
            let typed = value_of(&reason);
            let verdict = check::reason(&typed).err();
            wrong.set(verdict.map(|code| words_for(&i18n, code)));
            if verdict.is_some() {
                browser::focus(REASON);
                return;
            }
            let (i18n, wrong, on_revoked) = (i18n.clone(), wrong.clone(), on_revoked.clone());
            task.run(async move {
                let answer = match what {
                    Revoked::Binding(id) => api::review::revoke_binding(id, typed).await,
                    Revoked::Approval(id) => api::review::revoke_approval(id, typed).await,
                };
                match answer {
                    Ok(()) => on_revoked.emit(()),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => wrong.set(Some(error.message(&i18n))),
                }
            });
        })
    };
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Danger} busy={task.is_running()} {onclick}>{ i18n.t(props.asked.what.words()) }</Button>
        </>
    };
    html! {
        <Dialog id="revoke" title={i18n.t(props.asked.what.words())} on_close={props.on_close.clone()} {actions}>
            <p>{ props.asked.of.clone() }</p>
            <p>{ i18n.t("review.revoke_effect") }</p>
            <div class={classes!("field", wrong.is_some().then_some("field--wrong"))}>
                <label for={REASON}>{ i18n.t("review.unmask.reason") }</label>
                <span class="hint" id="revoke-hint">{ i18n.t("review.revoke_hint") }</span>
                if let Some(words) = &*wrong { <span class="error" id="revoke-error" role="alert">{ words }</span> }
                <input ref={reason} id={REASON} class="input" autocomplete="off" spellcheck="false"
                    aria-invalid={wrong.is_some().then_some("true")} aria-describedby="revoke-hint revoke-error" />
            </div>
        </Dialog>
    }
}

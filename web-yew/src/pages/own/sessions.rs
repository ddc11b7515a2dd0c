//! Where one is signed in, and the way out of each, or of all.

use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        device::device_name,
        dialog::Dialog,
        leave::use_forget,
        loading::when_loaded,
        notice::{Notice, NoticeKind},
        tag::{TagKind, tag},
    },
    i18n::use_i18n,
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::account::SignedInSession;
use uuid::Uuid;
use yew::prelude::*;

/// 登入中的裝置
#[component]
pub fn Sessions() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let forget = use_forget(None);
    let failed = use_state_eq(|| None::<ApiError>);
    let asking = use_state_eq(|| false);
    let ask = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(value))
    };
    let (sessions, load) = use_own(api::account::sessions);
    // None: all of them.
    let end = |which: Option<Uuid>| {
        let (task, failed, load) = (task.clone(), failed.clone(), load.clone());
        let (session, forget, close) = (session.clone(), forget.clone(), ask(false));
        Callback::from(move |()| {
            let (failed, load, session) = (failed.clone(), load.clone(), session.clone());
            let (forget, close) = (forget.clone(), close.clone());
            task.run(async move {
                let ended = match which {
                    Some(id) => api::account::end_session(id).await,
                    None => api::account::sign_out_everywhere().await,
                };
                close.emit(());
                match ended {
                    Ok(()) if which.is_some() => load.emit(()),
                    Ok(()) => forget.emit("own.left_everywhere"),
                    Err(error) if error.is_not_signed_in() => session.interrupt(false),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let device = |device: &SignedInSession| {
        let since = i18n.with("own.since", &[("time", &i18n.date_time(device.signed_in_at))]);
        let name = device_name(&device.client);
        html! {
            <li key={device.id.to_string()} class="application__head">
                <div><strong>{ &name }</strong><p class="soft small num">{ since }</p></div>
                if device.is_current {
                    { tag(TagKind::Info, i18n.t("own.this_device")) }
                } else {
                    <Button look={Look::Quiet} small=true onclick={end(Some(device.id))}>
                        { i18n.t("layout.sign_out") }<span class="visually-hidden">{ &name }</span>
                    </Button>
                }
            </li>
        }
    };
    html! {
        <section class="card stack" aria-labelledby="own-devices">
            <h2 id="own-devices">{ i18n.t("own.devices") }</h2>
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            { when_loaded(&sessions, &load, |sessions| html! { <ul class="lines">{ for sessions.iter().map(device) }</ul> }) }
            <p class="hint">{ i18n.t("own.devices_hint") }</p>
            <div><Button look={Look::Danger} onclick={ask(true)}>{ i18n.t("own.everywhere") }</Button></div>
            if *asking {
                <Dialog id="everywhere" title={i18n.t("own.everywhere_ask")} on_close={ask(false)} actions={html! { <>
                    <Button look={Look::Quiet} onclick={ask(false)}>{ i18n.t("action.cancel") }</Button>
                    <Button look={Look::Danger} busy={task.is_running()} onclick={end(None)}>
                        { i18n.t("own.everywhere") }
                    </Button>
                </> }}>
                    <p>{ i18n.t("own.everywhere_text") }</p>
                </Dialog>
            }
        </section>
    }
}

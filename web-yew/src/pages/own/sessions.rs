//! Where one is signed in, and the way out of each, or of all.

use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        device::device_name,
        dialog::Dialog,
        leave::use_forget,
        loading::when_loaded,
        news::use_news,
        notice::{Notice, NoticeKind},
        tag::{TagKind, tag},
    },
    i18n::use_i18n,
    route::Route,
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
    let (news, say) = use_news(Route::Account);
    // None: all of them. What is said of one.
    let end = |which: Option<Uuid>, done: AttrValue| {
        let (task, failed, load) = (task.clone(), failed.clone(), load.clone());
        let (session, forget, close, say) = (session.clone(), forget.clone(), ask(false), say.clone());
        Callback::from(move |()| {
            let (failed, load, session) = (failed.clone(), load.clone(), session.clone());
            let (forget, close, say, done) = (forget.clone(), close.clone(), say.clone(), done.clone());
            task.run(async move {
                let ended = match which {
                    Some(id) => api::account::end_session(id).await,
                    None => api::account::sign_out_everywhere().await,
                };
                close.emit(());
                match ended {
                    Ok(()) if which.is_some() => {
                        say.emit(done);
                        load.emit(());
                    }
                    Ok(()) => forget.emit("own.left_everywhere"),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let device = |device: &SignedInSession| {
        let since = i18n.with("own.since", &[("time", &i18n.date_time(device.signed_in_at))]);
        let name = device_name(&device.client);
        let signed_out = i18n.with("own.signed_out", &[("device", &name)]);
        html! {
            <li key={device.id.to_string()} class="application__head">
                <div><strong>{ &name }</strong><p class="soft small num">{ since }</p></div>
                if device.is_current {
                    { tag(TagKind::Info, i18n.t("own.this_device")) }
                } else {
                    <Button look={Look::Quiet} small=true onclick={end(Some(device.id), signed_out)}>
                        { i18n.t("layout.sign_out") }<span class="visually-hidden">{ &name }</span>
                    </Button>
                }
            </li>
        }
    };
    html! {
        <section class="card stack" aria-labelledby="own-devices">
            <h2 id="own-devices">{ i18n.t("own.devices") }</h2>
            { news }
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            { when_loaded(&sessions, &load, |sessions| html! { <ul class="lines">{ for sessions.iter().map(device) }</ul> }) }
            <p class="hint">{ i18n.t("own.devices_hint") }</p>
            <div><Button look={Look::Danger} onclick={ask(true)}>{ i18n.t("own.everywhere") }</Button></div>
            if *asking {
                <Dialog id="everywhere" title={i18n.t("own.everywhere_ask")} on_close={ask(false)} actions={html! { <>
                    <Button look={Look::Quiet} onclick={ask(false)}>{ i18n.t("action.cancel") }</Button>
                    <Button look={Look::Danger} busy={task.is_running()} onclick={end(None, AttrValue::default())}>
                        { i18n.t("own.everywhere") }
                    </Button>
                </> }}>
                    <p>{ i18n.t("own.everywhere_text") }</p>
                </Dialog>
            }
        </section>
    }
}

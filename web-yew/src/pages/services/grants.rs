//! The services that a person allowed something, and the way to take it back.

use super::scope_words;
use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        dialog::Dialog,
        loading::when_loaded,
        news::use_news,
        notice::{Notice, NoticeKind},
    },
    i18n::use_i18n,
    route::Route,
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::{oauth::OauthGrant, problem::ProblemCode};
use yew::prelude::*;

/// The section.
#[component]
pub fn AllowedServices() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let (grants, load) = use_own(api::oauth::grants);
    let (news, say) = use_news(Route::Consents);
    let asking = use_state_eq(|| None::<OauthGrant>);
    let failed = use_state_eq(|| None::<ApiError>);
    let ask = |about: Option<OauthGrant>| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(about.clone()))
    };
    let revoke = |grant: &OauthGrant| {
        let (task, session, failed, close) = (task.clone(), session.clone(), failed.clone(), ask(None));
        let (load, say, id) = (load.clone(), say.clone(), grant.id);
        let done = i18n.with("services.revoked", &[("service", &grant.client_name)]);
        Callback::from(move |()| {
            let (session, failed, close) = (session.clone(), failed.clone(), close.clone());
            let (load, say, done) = (load.clone(), say.clone(), done.clone());
            failed.set(None);
            task.run(async move {
                let revoked = api::oauth::revoke_grant(id).await;
                close.emit(());
                match revoked {
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    // Otherwise taken back, or taken back already: an earlier answer was lost.
                    Err(error) if error.code() != Some(ProblemCode::NotFound) => failed.set(Some(error)),
                    _ => {
                        say.emit(done);
                        load.emit(());
                    }
                }
            });
        })
    };
    let service = |grant: &OauthGrant| {
        let scopes = grant.scopes.iter().filter_map(|scope| scope_words(&i18n, *scope));
        html! {
            <li key={grant.id.to_string()} class="stack stack--tight">
                <div class="application__head">
                    <h3>{ &grant.client_name }</h3>
                    <Button look={Look::Quiet} small=true onclick={ask(Some(grant.clone()))}>
                        { i18n.t("services.revoke") }<span class="visually-hidden">{ &grant.client_name }</span>
                    </Button>
                </div>
                <ul class="rules">{ for scopes.map(|words| html! { <li>{ words }</li> }) }</ul>
                <p class="soft small num">{ i18n.with("services.since", &[("time", &i18n.date_time(grant.granted_at))]) }</p>
            </li>
        }
    };
    html! {
        <section class="card stack" aria-labelledby="services">
            <h2 id="services">{ i18n.t("services.title") }</h2>
            { news }
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            { when_loaded(&grants, &load, |grants| match grants.is_empty() {
                true => html! { <p class="soft">{ i18n.t("services.none") }</p> },
                false => html! { <ul class="lines">{ for grants.iter().map(service) }</ul> },
            }) }
            if let Some(grant) = &*asking {
                <Dialog id="revoke" title={i18n.with("services.revoke_ask", &[("service", &grant.client_name)])}
                    on_close={ask(None)} actions={html! { <>
                        <Button look={Look::Quiet} onclick={ask(None)}>{ i18n.t("privacy.keep") }</Button>
                        <Button look={Look::Danger} busy={task.is_running()} onclick={revoke(grant)}>{ i18n.t("services.revoke") }</Button>
                    </> }}>
                    <p>{ i18n.t("services.revoke_text") }</p>
                </Dialog>
            }
        </section>
    }
}

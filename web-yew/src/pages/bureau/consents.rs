//! 個資同意書: its versions with their answers, reading one, and publishing the next. Auditors read.

mod preview;
mod publishing;

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Failed, Notice, NoticeKind, Skeleton},
    },
    i18n::{I18n, use_i18n},
    pages::staff::{Here, data::use_loaded, staff_page},
    route::staff::StaffRoute,
    session::{Loaded, use_session},
    task::use_task,
};
use preview::preview;
use publishing::{Draft, Publishing};
use shared_types::{
    account::Role,
    consent::{ConsentDocument, ConsentVersion, PublishedText},
};
use uuid::Uuid;
use yew::prelude::*;

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::ConsentTexts, |(session, onerror): Here| {
        let may_publish = session.account.roles.contains(&Role::BureauOfficer);
        html! { <Consents {may_publish} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct ConsentsProps {
    may_publish: bool,
    onerror: Callback<bool>,
}

#[component]
fn Consents(props: &ConsentsProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let (versions, load) = use_loaded((), |()| api::bureau::consent_versions());
    let read = use_state_eq(|| None::<Uuid>);
    // What was typed before the session ended waits for whoever comes back.
    let draft = use_state(Draft::take_kept);
    let failure = use_state_eq(|| None::<AttrValue>);
    let told = use_state_eq(|| None::<AttrValue>);
    let versions = match versions {
        Loaded::Present(versions) => versions,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let open = {
        let (i18n, task, draft, failure, told) =
            (i18n.clone(), task.clone(), draft.clone(), failure.clone(), told.clone());
        let newest = versions.first().cloned();
        Callback::from(move |()| {
            let (i18n, session, draft, failure) = (i18n.clone(), session.clone(), draft.clone(), failure.clone());
            let newest = newest.clone();
            told.set(None);
            failure.set(None);
            task.run(async move {
                let texts = match &newest {
                    Some(version) => api::bureau::texts_of(version).await,
                    None => Ok(Vec::new()),
                };
                match texts {
                    Ok(texts) => {
                        draft.set(Some(Draft::of(&texts)));
                        browser::focus_heading();
                    }
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => failure.set(Some(error.message(&i18n))),
                }
            });
        })
    };
    let close = {
        let (draft, onerror) = (draft.clone(), props.onerror.clone());
        Callback::from(move |()| {
            onerror.emit(false);
            draft.set(None);
            browser::focus_heading();
        })
    };
    let on_published = {
        let (i18n, close, told, load) = (i18n.clone(), close.clone(), told.clone(), load.clone());
        Callback::from(move |version: u32| {
            close.emit(());
            told.set(Some(i18n.with("bureau.consent.published", &[("version", &version.to_string())])));
            load.emit(());
        })
    };
    let next = versions.first().map_or(1, |newest| newest.version + 1);
    html! {
        <>
            if let Some(words) = &*told { <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice> }
            if let Some(words) = &*failure { <Notice kind={NoticeKind::Bad} live=true><p>{ words }</p></Notice> }
            if let Some(draft) = (*draft).clone().filter(|_| props.may_publish) {
                <Publishing {draft} {next} {on_published} on_close={close} on_stale={load} onerror={props.onerror.clone()} />
            } else if props.may_publish {
                <div class="actions">
                    <Button busy={task.is_running()} onclick={open}>{ i18n.t("bureau.consent.publish") }</Button>
                </div>
            }
            { table(&i18n, &versions, &read) }
            if let Some(id) = *read {
                <Reading {id} on_close={Callback::from(move |()| read.set(None))} />
            }
        </>
    }
}

fn table(i18n: &I18n, versions: &[ConsentVersion], read: &UseStateHandle<Option<Uuid>>) -> Html {
    let columns = [
        "bureau.consent.version",
        "bureau.consent.published_at",
        "bureau.consent.languages",
        "bureau.consent.accepted",
        "bureau.consent.refused",
    ];
    let columns = columns.map(|key| i18n.t(key));
    let [version, published, languages, accepted, refused] = columns.clone();
    let row = |(index, one): (usize, &ConsentVersion)| {
        let number = i18n.with("bureau.consent.number", &[("version", &one.version.to_string())]);
        let by = match &one.published_by {
            Some(name) if !name.is_empty() => name.clone().into(),
            Some(_) => AttrValue::Static("--"),
            None => i18n.t("bureau.consent.imported"),
        };
        let text = |text: &PublishedText| {
            let (id, read) = (text.id, read.clone());
            let onclick = Callback::from(move |()| read.set(Some(id)));
            html! {
                <Button look={Look::Link} small=true {onclick}>
                    { text.language.own_name() }<span class="visually-hidden">{ number.clone() }</span>
                </Button>
            }
        };
        html! {
            <tr key={one.version}>
                <th scope="row" data-label={version.clone()}>
                    <span>
                        { number.clone() }
                        if index == 0 { <span class="grid__reason">{ i18n.t("bureau.consent.in_force") }</span> }
                    </span>
                </th>
                <td data-label={published.clone()}>
                    <span><span class="num">{ i18n.date_time(one.published_at) }</span><span class="grid__reason">{ by }</span></span>
                </td>
                <td data-label={languages.clone()}><span class="row">{ for one.texts.iter().map(text) }</span></td>
                <td class="num" data-label={accepted.clone()}>{ one.accepted }</td>
                <td class="num" data-label={refused.clone()}>{ one.refused }</td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="versions-caption" tabindex="0">
            <table class="grid grid--plain">
                <caption id="versions-caption" class="visually-hidden">{ i18n.t("bureau.consents") }</caption>
                <thead><tr>{ for columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for versions.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ReadingProps {
    id: Uuid,
    on_close: Callback<()>,
}

/// One text as parents read it.
#[component]
fn Reading(props: &ReadingProps) -> Html {
    let i18n = use_i18n();
    let (document, load) = use_loaded(props.id, api::consent::consent_document);
    let actions =
        html! { <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.close") }</Button> };
    let about = |one: &ConsentDocument| {
        let number = i18n.with("bureau.consent.number", &[("version", &one.version.to_string())]);
        html! { <p class="soft">{ number }{ " " }{ one.language.own_name() }</p> }
    };
    html! {
        <Dialog id="reading" title={i18n.t("bureau.consents")} on_close={props.on_close.clone()} {actions}>
            { match &document {
                Loaded::Present(one) => html! { <>{ about(one) }{ preview(one.language, &one.title, &one.body) }</> },
                Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
                _ => html! { <Skeleton /> },
            } }
        </Dialog>
    }
}

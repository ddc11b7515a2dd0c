//! 個資與同意: the answers that were given and the way to take one back, the services that were allowed something, one's
//! own data, and their deletion.

use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        device::device_name,
        dialog::Dialog,
        loading::when_loaded,
        markdown::markdown,
        news::use_news,
        notice::{Notice, NoticeKind},
        rules::rules,
        tag::{TagKind, tag},
    },
    i18n::use_i18n,
    pages::{
        own::data::OwnData,
        services::grants::AllowedServices,
        signed_in::{Here, signed_in},
    },
    route::Route,
    session::{Loaded, use_own, use_session},
    task::{self, use_task},
};
use shared_types::{
    consent::{ConsentAnswer, ConsentRecord},
    problem::ProblemCode,
};
use yew::prelude::*;

/// The page.
pub fn page() -> Html {
    signed_in(Route::Consents, "privacy.title", |(_, onerror): Here| {
        html! {
            <><Ledger /><AllowedServices /><OwnData {onerror} /></>
        }
    })
}

/// The consent ledger.
#[component]
fn Ledger() -> Html {
    let i18n = use_i18n();
    let (records, load) = use_own(api::consent::consent_records);
    let (news, say) = use_news(Route::Consents);
    let onwithdrawn = {
        let (load, withdrawn) = (load.clone(), i18n.t("privacy.withdrawn_now"));
        Callback::from(move |()| {
            say.emit(withdrawn.clone());
            load.emit(());
        })
    };
    let record = |record: &ConsentRecord| {
        html! { <Entry key={record.id.to_string()} record={record.clone()} onwithdrawn={onwithdrawn.clone()} /> }
    };
    html! {
        <section class="stack" aria-labelledby="privacy-ledger">
            <h2 id="privacy-ledger">{ i18n.t("privacy.ledger") }</h2>
            { news }
            { when_loaded(&records, &load, |records| match records.is_empty() {
                true => html! { <p class="soft">{ i18n.t("privacy.no_records") }</p> },
                false => html! { <>{ for records.iter().map(record) }</> },
            }) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct EntryProps {
    record: ConsentRecord,
    onwithdrawn: Callback<()>,
}

/// One answer: to which text, when, how, and whether it still holds.
#[component]
fn Entry(props: &EntryProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let asking = use_state_eq(|| false);
    let failed = use_state_eq(|| None::<ApiError>);
    let ConsentRecord { id, answer, withdrawn_at, answered_at, .. } = props.record;
    let ask = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(value))
    };
    let withdraw = {
        let (task, asking, failed) = (task.clone(), asking.clone(), failed.clone());
        let onwithdrawn = props.onwithdrawn.clone();
        Callback::from(move |()| {
            let (asking, failed, onwithdrawn) = (asking.clone(), failed.clone(), onwithdrawn.clone());
            let session = session.clone();
            task.run(async move {
                let withdrawn = api::consent::withdraw_consent(id).await;
                asking.set(false);
                match withdrawn {
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    // Otherwise withdrawn, or withdrawn already: an earlier answer was lost.
                    Err(error) if error.code() != Some(ProblemCode::WrongState) => failed.set(Some(error)),
                    _ => onwithdrawn.emit(()),
                }
            });
        })
    };
    let (kind, state) = match (answer, withdrawn_at) {
        (ConsentAnswer::Refused, _) => (TagKind::Plain, "privacy.refused"),
        (ConsentAnswer::Accepted, Some(_)) => (TagKind::Plain, "privacy.withdrawn"),
        (ConsentAnswer::Accepted, None) => (TagKind::Ok, "privacy.accepted"),
    };
    let channel = i18n.t(&format!("privacy.by_{}", props.record.channel.code()));
    let how = [("channel", channel.as_str()), ("address", props.record.address_masked.as_str())];
    let version = props.record.version.to_string();
    let names = props.record.students_masked.join(&i18n.t("list.separator"));
    let students = (!names.is_empty()).then(|| i18n.with("privacy.students", &[("students", &names)]));
    html! {
        <article class="card stack stack--tight">
            <div class="application__head">
                <h3>{ i18n.with("privacy.version", &[("version", &version)]) }</h3>
                { tag(kind, i18n.t(state)) }
            </div>
            if let Some(students) = &students {
                <p>{ students }</p>
            }
            <p class="num">{ i18n.date_time(answered_at) }</p>
            <p class="soft">{ i18n.with("privacy.how", &how) }</p>
            <p class="soft small">{ device_name(&props.record.client) }</p>
            if let Some(at) = withdrawn_at {
                <p>{ i18n.with("privacy.withdrawn_at", &[("time", &i18n.date_time(at))]) }</p>
                if students.is_some() { <p>{ i18n.with("privacy.withdrawn_from", &[("students", &names)]) }</p> }
            }
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            <Text record={props.record.clone()} />
            if answer == ConsentAnswer::Accepted && withdrawn_at.is_none() {
                <div><Button look={Look::Quiet} small=true onclick={ask(true)}>{ i18n.t("privacy.withdraw") }</Button></div>
            }
            if *asking {
                <Dialog id="withdraw" title={i18n.t("privacy.withdraw_ask")} on_close={ask(false)} actions={html! { <>
                    <Button look={Look::Quiet} onclick={ask(false)}>{ i18n.t("privacy.keep") }</Button>
                    <Button look={Look::Danger} busy={task.is_running()} onclick={withdraw}>{ i18n.t("privacy.withdraw") }</Button>
                </> }}>
                    if let Some(students) = students {
                        <p><strong>{ students }</strong></p>
                    }
                    { rules(&i18n, &["privacy.withdraw_bindings", "privacy.withdraw_pending", "privacy.withdraw_school"]) }
                </Dialog>
            }
        </article>
    }
}

#[derive(Properties, PartialEq)]
struct TextProps {
    record: ConsentRecord,
}

/// The text that was answered, fetched when somebody wants to read it.
#[component]
fn Text(props: &TextProps) -> Html {
    let i18n = use_i18n();
    let text = use_state(|| None);
    let load = {
        let (text, id) = (text.clone(), props.record.consent_document_id);
        Callback::from(move |()| {
            let text = text.clone();
            text.set(Some(Loaded::Loading));
            task::spawn(async move {
                text.set(Some(Loaded::from_answer(api::consent::consent_document(id).await)));
            });
        })
    };
    let onclick = {
        let (load, asked) = (load.clone(), text.is_some());
        Callback::from(move |_: MouseEvent| {
            if !asked {
                load.emit(());
            }
        })
    };
    html! {
        <details>
            <summary {onclick}>{ i18n.t("privacy.read") }</summary>
            if let Some(text) = &*text {
                { when_loaded(text, &load, |document| html! {
                    <div class="consent__text" role="region" tabindex="0" aria-label={i18n.t("consent.text")}>
                        { markdown(&document.body) }
                    </div>
                }) }
            }
        </details>
    }
}

//! Who has what, from which day until which, and the way to end it.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api::ApiError,
    browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    task::use_task,
};
use shared_types::{language::Language, staff::Standing, taiwan_time};
use std::{future::Future, pin::Pin};
use time::Date;
use uuid::Uuid;
use yew::prelude::*;

/// A role or a class that somebody has, will have or had.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub id: Uuid,
    pub name: String,
    pub email_masked: String,
    /// The role or the class.
    pub what: AttrValue,
    pub from: Date,
    pub until: Option<Date>,
    pub standing: Standing,
}

/// What comes of ending an entry.
pub type Ending = Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// Ends an entry.
pub type End = Callback<Uuid, Ending>;

#[derive(Properties, PartialEq)]
pub struct EntriesProps {
    pub caption: AttrValue,
    /// The heading of what is had.
    pub what: AttrValue,
    pub entries: Vec<Entry>,
    /// None for who only reads.
    #[prop_or_default]
    pub end: Option<End>,
    pub on_ended: Callback<Entry>,
}

/// `115/11/21`, or as the language has it.
pub fn day_words(i18n: &I18n, day: Date) -> String {
    match i18n.language() {
        Language::TraditionalChinese => taiwan_time::roc_date(taiwan_time::start_of_day(day)),
        _ => day.to_string(),
    }
}

/// A table, cards on a phone; ending asks first.
#[component]
pub fn Entries(props: &EntriesProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let asked = use_state_eq(|| None::<Entry>);
    let failure = use_state_eq(|| None::<AttrValue>);
    if props.entries.is_empty() {
        return html! { <div class="empty"><h2>{ i18n.t("staff.none") }</h2></div> };
    }
    let ask = |entry: Option<Entry>| {
        let (asked, failure) = (asked.clone(), failure.clone());
        Callback::from(move |()| {
            failure.set(None);
            asked.set(entry.clone());
        })
    };
    let columns = [
        i18n.t("staff.person"),
        props.what.clone(),
        i18n.t("staff.from"),
        i18n.t("staff.until"),
        i18n.t("staff.standing"),
    ];
    let [person, what, from, until, standing] = columns.clone();
    let row = |entry: &Entry| {
        let kind = match entry.standing {
            Standing::InForce => TagKind::Ok,
            Standing::Upcoming => TagKind::Info,
            Standing::Over => TagKind::Plain,
        };
        let can_end = props.end.is_some() && entry.standing != Standing::Over;
        html! {
            <tr key={entry.id.to_string()}>
                <th scope="row" data-label={person.clone()}>
                    <span>{ &entry.name }<span class="grid__reason">{ &entry.email_masked }</span></span>
                </th>
                <td data-label={what.clone()}>{ entry.what.clone() }</td>
                <td class="num" data-label={from.clone()}>{ day_words(&i18n, entry.from) }</td>
                <td class="num" data-label={until.clone()}>
                    { entry.until.map_or_else(|| "--".to_owned(), |day| day_words(&i18n, day)) }
                </td>
                <td data-label={standing.clone()}>
                    <span class="row">
                        { tag(kind, i18n.t(&format!("staff.standing.{}", entry.standing.code()))) }
                        if can_end {
                            <Button look={Look::Link} small=true onclick={ask(Some(entry.clone()))}>
                                { i18n.t("staff.end") }<span class="visually-hidden">{ &entry.name }{ entry.what.clone() }</span>
                            </Button>
                        }
                    </span>
                </td>
            </tr>
        }
    };
    let dialog = (*asked).clone().zip(props.end.clone()).map(|(entry, end)| {
        let title = i18n.with("staff.end_title", &[("name", &entry.name), ("what", &entry.what)]);
        let onclick = {
            let (task, asked, failure, i18n) = (task.clone(), asked.clone(), failure.clone(), i18n.clone());
            let on_ended = props.on_ended.clone();
            Callback::from(move |()| {
                let (asked, failure, i18n, entry) = (asked.clone(), failure.clone(), i18n.clone(), entry.clone());
                let (on_ended, ending) = (on_ended.clone(), end.emit(entry.id));
                task.run(async move {
                    match ending.await {
                        Ok(()) => {
                            asked.set(None);
                            browser::focus_heading();
                            on_ended.emit(entry);
                        }
                        Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                        Err(error) => failure.set(Some(error.message(&i18n))),
                    }
                });
            })
        };
        let actions = html! {
            <>
                <Button look={Look::Quiet} onclick={ask(None)}>{ i18n.t("review.back") }</Button>
                <Button look={Look::Danger} busy={task.is_running()} {onclick}>{ i18n.t("staff.end") }</Button>
            </>
        };
        html! {
            <Dialog id="end" {title} on_close={ask(None)} {actions}>
                if let Some(words) = &*failure { <Notice kind={NoticeKind::Bad} live=true>{ words }</Notice> }
                <p>{ i18n.t("staff.end_effect") }</p>
            </Dialog>
        }
    });
    html! {
        <>
            <div class="grid-wrap" role="region" aria-labelledby="entries-caption" tabindex="0">
                <table class="grid grid--plain">
                    <caption id="entries-caption" class="visually-hidden">{ props.caption.clone() }</caption>
                    <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                    <tbody>{ for props.entries.iter().map(row) }</tbody>
                </table>
            </div>
            { dialog.unwrap_or_default() }
        </>
    }
}

/// Those in force and to come, or those that are over.
pub fn over_switch(i18n: &I18n, over: bool, on_change: &Callback<bool>) -> Html {
    let onchange = on_change.reform(move |_: Event| !over);
    html! { <label class="check"><input type="checkbox" checked={over} {onchange} /><span>{ i18n.t("staff.show_over") }</span></label> }
}

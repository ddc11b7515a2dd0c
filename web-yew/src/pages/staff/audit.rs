//! 稽核紀錄: who did what and saw what, for auditors. What is searched for is in the address.

use super::{Here, data::use_loaded, staff_page};
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api, browser,
    components::{
        button::Button,
        field::{TextField, value_of},
        notice::{Failed, Notice, NoticeKind, Skeleton},
    },
    form::{FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
    task::use_task,
};
use serde::{Deserialize, Serialize};
use shared_types::{
    account::Role,
    audit::{AuditAction, AuditEvent, FoundActor, LookUpActor},
    taiwan_time::Day,
};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;
use yew_router::{prelude::*, query::ToQuery};

const PERSON: &str = "person";
const SCHOOL: &str = "school_code";
const ID: &str = "id";
const FROM: &str = "from";
const UNTIL: &str = "until";

/// For auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::AuditTrail, |(_, onerror): Here| html! { <Trail {onerror} /> })
}

/// As the address has it; an empty text is nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Search {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<AuditAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    school_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<Uuid>,
}

impl Search {
    /// As the API is asked: days become moments.
    fn asked(&self) -> String {
        let days = Self { from: None, until: None, ..self.clone() };
        let mut query = days.to_query().map(|query| query.into_owned()).unwrap_or_default();
        for (name, moment) in [("from", self.from.map(Day::start)), ("until", self.until.map(Day::end))] {
            if let Some(text) = moment.and_then(|moment| moment.format(&Rfc3339).ok()) {
                query.push_str(&format!("&{name}={text}"));
            }
        }
        query
    }
}

#[derive(Properties, PartialEq)]
struct TrailProps {
    onerror: Callback<bool>,
}

#[component]
fn Trail(props: &TrailProps) -> Html {
    let i18n = use_i18n();
    let navigator = use_navigator();
    // What was typed for whose acts are shown: it stays out of the address.
    let named = use_state_eq(|| None::<Named>);
    let search = use_location().and_then(|location| location.query::<Search>().ok()).unwrap_or_default();
    let (found, load) = use_loaded(search.asked(), |query| async move { api::staff::audit_events(&query).await });
    let show = Callback::from(move |search: Search| {
        if let Some(navigator) = &navigator {
            // A search can't fail to encode.
            let _ = navigator.push_with_query(&StaffRoute::AuditTrail, search);
        }
    });
    let content = match &found {
        Loaded::Present(page) if page.items.is_empty() => {
            html! { <div class="empty"><h2>{ i18n.t("staff.audit.none") }</h2></div> }
        }
        Loaded::Present(page) => {
            let older = page.next_cursor.map(|cursor| Search { cursor: Some(cursor), ..search.clone() });
            html! {
                <>
                    { table(&i18n, &page.items, &search, &show) }
                    if let Some(older) = older {
                        <div class="actions"><Button onclick={show.reform(move |()| older.clone())}>{ i18n.t("staff.audit.older") }</Button></div>
                    }
                </>
            }
        }
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            <p class="soft small">{ i18n.t("staff.audit.hint") }</p>
            <Form key={search.asked()} search={search.clone()} named={named} on_search={show.clone()}
                onerror={props.onerror.clone()} />
            { content }
        </>
    }
}

/// An account, and what the auditor called it.
type Named = (Uuid, AttrValue);

#[derive(Properties, PartialEq)]
struct FormProps {
    search: Search,
    named: UseStateHandle<Option<Named>>,
    on_search: Callback<Search>,
    onerror: Callback<bool>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let i18n = use_i18n();
    let action = use_state_eq(|| props.search.action);
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (person, school, id) = (use_node_ref(), use_node_ref(), use_node_ref());
    let (from, until) = (use_node_ref(), use_node_ref());
    // Of another search, as a link in the list leads to it, nothing was typed.
    let named = (*props.named).clone().filter(|(account, _)| props.search.actor_id == Some(*account));
    let onchange = {
        let action = action.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).ok().and_then(|index| index.checked_sub(1));
            action.set(index.and_then(|index| AuditAction::ALL.get(index).copied()));
        })
    };
    let onsubmit = {
        let onerror = props.onerror.clone();
        let nodes = (person.clone(), school.clone(), id.clone(), from.clone(), until.clone());
        let (action, on_search, known) = (*action, props.on_search.clone(), named.clone());
        let (i18n, errors, task, named) = (i18n.clone(), errors.clone(), task.clone(), props.named.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (person, school, id, from, until) = &nodes;
            let text = |node: &NodeRef| Some(value_of(node).trim().to_owned()).filter(|text| !text.is_empty());
            let day = |node: &NodeRef| text(node).and_then(|text| Day::try_from(text).ok());
            let mut wrong = FormErrors::default();
            let subject_id = text(id).and_then(|id| Uuid::parse_str(&id).ok());
            if text(id).is_some() && subject_id.is_none() {
                wrong.add(ID, i18n.t("staff.audit.subject_id"), i18n.t("staff.audit.no_id"));
            }
            let (from, until) = (day(from), day(until));
            if from.zip(until).is_some_and(|(from, until)| from > until) {
                wrong.add(UNTIL, i18n.t("staff.audit.until"), i18n.t("staff.audit.range"));
            }
            let first = wrong.fields.first().map(|message| message.field);
            errors.set(wrong);
            onerror.emit(first.is_some());
            if let Some(field) = first {
                browser::focus(field);
                return;
            }
            let found = Search { action, school_code: text(school), from, until, subject_id, ..Search::default() };
            let (on_search, onerror, typed) = (on_search.clone(), onerror.clone(), text(person));
            match (typed, &known) {
                (None, _) => on_search.emit(found),
                (Some(typed), Some((account, name))) if *name == typed => {
                    on_search.emit(Search { actor_id: Some(*account), ..found });
                }
                (Some(typed), _) => {
                    let (i18n, errors, named) = (i18n.clone(), errors.clone(), named.clone());
                    task.run(async move {
                        match api::staff::audit_actor(&LookUpActor { person: typed.clone() }).await {
                            Ok(FoundActor { actor_id }) => {
                                named.set(Some((actor_id, typed.into())));
                                on_search.emit(Search { actor_id: Some(actor_id), ..found });
                            }
                            Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                            Err(error) => {
                                let label = i18n.t("staff.audit.person");
                                let place = FieldPlace { pointer: "/person".into(), field: PERSON, label };
                                errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                                onerror.emit(true);
                                browser::focus(PERSON);
                            }
                        }
                    });
                }
            }
        })
    };
    let option = |one: AuditAction| {
        html! { <option selected={*action == Some(one)}>{ i18n.t(&format!("staff.audit.{}", one.code())) }</option> }
    };
    let shown = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let subject = props.search.subject_id.map(|id| id.to_string()).unwrap_or_default();
    let shown_name = named.map(|(_, name)| name).unwrap_or_default();
    html! {
        <form class="card card--tight search" {onsubmit} novalidate=true>
            if let Some(words) = &errors.general { <Notice kind={NoticeKind::Bad} live=true><p>{ words }</p></Notice> }
            <div class="field">
                <label for="action">{ i18n.t("staff.audit.action") }</label>
                <select id="action" class="input" {onchange}>
                    <option selected={action.is_none()}>{ i18n.t("review.filter_all") }</option>
                    { for AuditAction::ALL.into_iter().map(option) }
                </select>
            </div>
            <TextField id={PERSON} label={i18n.t("staff.audit.person")} hint={i18n.t("staff.audit.person_hint")} node={person}
                value={shown_name} error={errors.of(PERSON)} />
            <TextField id={SCHOOL} label={i18n.t("staff.audit.school")} node={school} inputmode="numeric"
                value={props.search.school_code.clone().unwrap_or_default()} />
            <TextField id={ID} label={i18n.t("staff.audit.subject_id")} node={id} value={subject} error={errors.of(ID)} />
            <TextField id={FROM} kind="date" label={i18n.t("staff.audit.from")} node={from} value={shown(props.search.from)} />
            <TextField id={UNTIL} kind="date" label={i18n.t("staff.audit.until")} node={until} value={shown(props.search.until)}
                error={errors.of(UNTIL)} />
            <div class="actions"><Button busy={task.is_running()}>{ i18n.t("staff.audit.search") }</Button></div>
        </form>
    }
}

fn table(i18n: &I18n, events: &[AuditEvent], search: &Search, show: &Callback<Search>) -> Html {
    let columns = ["time", "actor", "action", "subject", "reason", "sequence"]
        .map(|column| i18n.t(&format!("staff.audit.{column}")));
    let [time, actor, action, subject, reason, sequence] = columns.clone();
    let of = |label: &str, next: Search| {
        html! { <Button look={crate::components::button::Look::Link} small=true onclick={show.reform(move |()| next.clone())}>{ i18n.t(label) }</Button> }
    };
    let row = |event: &AuditEvent| {
        let who = event
            .actor_name
            .clone()
            .unwrap_or_else(|| i18n.t(&format!("staff.audit.by.{}", event.actor.code())).to_string());
        let by_actor = event
            .actor_id
            .filter(|id| search.actor_id != Some(*id))
            .map(|id| of("staff.audit.of_actor", Search { actor_id: Some(id), ..Search::default() }));
        let by_subject = event
            .subject_id
            .filter(|id| search.subject_id != Some(*id))
            .map(|id| of("staff.audit.of_subject", Search { subject_id: Some(id), ..Search::default() }));
        html! {
            <tr key={event.id.to_string()}>
                <th scope="row" class="num" data-label={time.clone()}>{ i18n.date_time(event.occurred_at) }</th>
                <td data-label={actor.clone()}>
                    <span>
                        { who }
                        if let Some(role) = event.role { <span class="grid__reason">{ role_words(i18n, role) }</span> }
                        { by_actor.unwrap_or_default() }
                    </span>
                </td>
                <td data-label={action.clone()}>{ i18n.t(&format!("staff.audit.{}", event.action.code())) }</td>
                <td data-label={subject.clone()}>
                    <span>
                        if let Some(kind) = event.subject { { i18n.t(&format!("staff.audit.subject.{}", kind.code())) } }
                        if let Some(id) = event.subject_id { <span class="grid__reason audit__id">{ id.to_string() }</span> }
                        if let Some(school) = &event.school_code {
                            <span class="grid__reason num">{ i18n.with("staff.audit.at_school", &[("school", school)]) }</span>
                        }
                        { by_subject.unwrap_or_default() }
                    </span>
                </td>
                <td data-label={reason.clone()} data-empty={event.reason.is_none().then_some("")}>
                    <span>
                        if let Some(reason) = event.reason { { i18n.t(&format!("review.unmask.{}", reason.code())) } }
                        if let Some(note) = &event.note { <span class="grid__reason">{ note }</span> }
                    </span>
                </td>
                <td class="num" data-label={sequence.clone()}>{ event.sequence.map_or_else(|| "--".to_owned(), |place| place.to_string()) }</td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="audit-caption" tabindex="0">
            <table class="grid grid--plain grid--text">
                <caption id="audit-caption" class="visually-hidden">{ i18n.t("staff.audit") }</caption>
                <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for events.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn role_words(i18n: &I18n, role: Role) -> AttrValue {
    i18n.t(match role {
        Role::Guardian => "staff.role.guardian",
        Role::HomeroomTeacher => "staff.role.homeroom_teacher",
        Role::Registrar => "staff.role.registrar",
        Role::BureauOfficer => "staff.role.bureau_officer",
        Role::ProtectionOfficer => "staff.role.protection_officer",
        Role::Auditor => "staff.role.auditor",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_days_in_taipei() {
        let day = Day::try_from("2026-11-22".to_owned()).ok();
        let search = Search { action: Some(AuditAction::SignedIn), from: day, until: day, ..Search::default() };
        assert_eq!(search.asked(), "action=signed_in&from=2026-11-21T16:00:00Z&until=2026-11-22T16:00:00Z");
    }
}

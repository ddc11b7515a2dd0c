//! 委託照顧: children who are entrusted to a carer for a time. Officers record and end, auditors read.

mod ending;
mod record_form;

use super::{Here, data::use_loaded, entries::day_words, paging::paging, staff_page};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
};
use ending::EndingDialog;
use record_form::RecordForm;
use shared_types::{account::Role, delegation::CarerDelegation, staff::Standing};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::Delegations, |(session, onerror): Here| {
        let may_record = session.account.roles.contains(&Role::BureauOfficer);
        html! { <Delegations {may_record} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct DelegationsProps {
    may_record: bool,
    onerror: Callback<bool>,
}

/// Those that the list can be narrowed to, what matters most first.
const STANDINGS: [Option<Standing>; 4] =
    [Some(Standing::InForce), Some(Standing::Upcoming), Some(Standing::Over), None];

/// The form, the list, and the dialog that ends one.
#[component]
fn Delegations(props: &DelegationsProps) -> Html {
    let i18n = use_i18n();
    let (standing, page) = (use_state_eq(|| STANDINGS[0]), use_state_eq(|| 1_u32));
    let is_open = use_state_eq(|| false);
    let asked = use_state_eq(|| None::<CarerDelegation>);
    let told = use_state_eq(|| None::<AttrValue>);
    // Once form or dialog is closed: until then nothing outside of it takes the focus.
    use_effect_with((*told).clone(), |told| {
        if told.is_some() {
            browser::focus_heading();
        }
    });
    let (list, load) = use_loaded((*standing, *page), |(standing, page)| api::delegation::list(standing, page));
    let onchange = {
        let (standing, page, told) = (standing.clone(), page.clone(), told.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).unwrap_or_default();
            told.set(None);
            page.set(1);
            standing.set(STANDINGS[index.min(STANDINGS.len() - 1)]);
        })
    };
    let set_open = |open: bool| {
        let (is_open, told, onerror) = (is_open.clone(), told.clone(), props.onerror.clone());
        Callback::from(move |()| {
            told.set(None);
            is_open.set(open);
            onerror.emit(false);
            // An open form has it.
            if !open {
                browser::focus_heading();
            }
        })
    };
    let done = |key: &'static str| {
        let (told, load, i18n) = (told.clone(), load.clone(), i18n.clone());
        Callback::from(move |delegation: CarerDelegation| {
            told.set(Some(i18n.with(key, &[("name", &delegation.child.name)])));
            load.emit(());
        })
    };
    let on_recorded = {
        let (is_open, standing, page) = (is_open.clone(), standing.clone(), page.clone());
        let done = done("staff.delegation.done");
        Callback::from(move |recorded: CarerDelegation| {
            is_open.set(false);
            // Where it is to be seen.
            standing.set(Some(recorded.standing));
            page.set(1);
            done.emit(recorded);
        })
    };
    let close = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(None))
    };
    let on_ended = {
        let (close, done) = (close.clone(), done("staff.delegation.ended"));
        Callback::from(move |ended: CarerDelegation| {
            close.emit(());
            done.emit(ended);
        })
    };
    let ask = props.may_record.then(|| {
        let (asked, told) = (asked.clone(), told.clone());
        Callback::from(move |delegation: CarerDelegation| {
            told.set(None);
            asked.set(Some(delegation));
        })
    });
    let words = |one: Option<Standing>| match one {
        Some(one) => i18n.t(&format!("staff.standing.{}", one.code())),
        None => i18n.t("staff.delegation.all"),
    };
    let option = |one: Option<Standing>| html! { <option selected={one == *standing}>{ words(one) }</option> };
    let content = match &list {
        Loaded::Present(list) if list.total == 0 => {
            html! { <div class="empty"><h2>{ i18n.t("staff.none") }</h2></div> }
        }
        Loaded::Present(list) => {
            html! { <>{ table(&i18n, &list.items, ask.as_ref()) }{ paging(&i18n, list, &page) }</> }
        }
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            if let Some(words) = &*told { <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice> }
            if *is_open {
                <RecordForm onerror={props.onerror.clone()} {on_recorded} on_close={set_open(false)} />
            } else if props.may_record {
                <div class="actions"><Button onclick={set_open(true)}>{ i18n.t("staff.delegation.record") }</Button></div>
            }
            <label class="review__pick">
                <span class="label">{ i18n.t("staff.standing") }</span>
                <select class="input input--short" {onchange}>{ for STANDINGS.into_iter().map(option) }</select>
            </label>
            { content }
            if let Some(delegation) = &*asked {
                <EndingDialog delegation={delegation.clone()} on_close={close} {on_ended} />
            }
        </>
    }
}

fn table(i18n: &I18n, delegations: &[CarerDelegation], ask: Option<&Callback<CarerDelegation>>) -> Html {
    let columns = [
        "review.column.student",
        "staff.delegation.carer",
        "staff.delegation.document",
        "staff.delegation.days",
        "staff.standing",
    ];
    let columns = columns.map(|key| i18n.t(key));
    let [student, carer, document, days, standing] = columns.clone();
    let row = |one: &CarerDelegation| {
        let kind = match one.standing {
            Standing::InForce => TagKind::Ok,
            Standing::Upcoming => TagKind::Info,
            Standing::Over => TagKind::Plain,
        };
        // The carer has had all data deleted.
        let name = if one.carer_name.is_empty() { "--" } else { &one.carer_name };
        let (from, until) = (day_words(i18n, one.from), day_words(i18n, one.until));
        let end = ask.filter(|_| one.standing != Standing::Over).map(|ask| {
            let asked = one.clone();
            html! {
                <Button look={Look::Link} small=true onclick={ask.reform(move |()| asked.clone())}>
                    { i18n.t("staff.delegation.end") }<span class="visually-hidden">{ &one.child.name }{ name }</span>
                </Button>
            }
        });
        html! {
            <tr key={one.id.to_string()}>
                <th scope="row" data-label={student.clone()}>
                    <span>
                        { &one.child.name }
                        <span class="grid__reason">{ &one.child.school_name }{ " " }{ &one.child.class_name }</span>
                    </span>
                </th>
                <td data-label={carer.clone()}>
                    <span>{ name }<span class="grid__reason num">{ &one.carer_national_id_masked }</span></span>
                </td>
                <td data-label={document.clone()}>
                    <span>
                        { &one.document_reference }
                        if let Some(note) = &one.note { <span class="grid__reason">{ note }</span> }
                    </span>
                </td>
                <td class="num" data-label={days.clone()}>
                    { i18n.with("staff.delegation.from_until", &[("from", &from), ("until", &until)]) }
                </td>
                <td data-label={standing.clone()}>
                    <span>
                        { tag(kind, i18n.t(&format!("staff.standing.{}", one.standing.code()))) }{ " " }
                        { end.unwrap_or_default() }
                        { history(i18n, one) }
                    </span>
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="delegations-caption" tabindex="0">
            <table class="grid grid--plain grid--text">
                <caption id="delegations-caption" class="visually-hidden">{ i18n.t("staff.delegations") }</caption>
                <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for delegations.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// Who recorded it and when, and how it came to an early end.
fn history(i18n: &I18n, one: &CarerDelegation) -> Html {
    let line = |key: &str, name: &str, time: AttrValue| {
        html! { <span class="grid__reason num">{ i18n.with(key, &[("name", name), ("time", &time)]) }</span> }
    };
    let ended = one.ending.as_ref().map(|ending| {
        let time = i18n.date_time(ending.ended_at);
        html! {
            <>
                { match &ending.ended_by {
                    Some(name) => line("staff.delegation.ended_by", name, time),
                    None => line("staff.delegation.ended_otherwise", "", time),
                } }
                if let Some(reason) = &ending.reason { <span class="grid__reason">{ reason }</span> }
            </>
        }
    });
    html! {
        <>
            { line("staff.delegation.recorded_by", &one.recorded_by, i18n.date_time(one.recorded_at)) }
            { ended.unwrap_or_default() }
        </>
    }
}

//! 重複身分: people who may be known twice, side by side, and what the bureau makes of it.

mod resolving;

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
    },
    i18n::{I18n, use_i18n},
    pages::staff::{Here, data::use_loaded, paging::paging, staff_page},
    route::staff::StaffRoute,
    session::Loaded,
};
use resolving::Resolving;
use shared_types::duplicate::{DuplicateAccount, DuplicateKind, DuplicatePerson, DuplicateStudent};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// For officers of the bureau.
pub fn page() -> Html {
    staff_page(StaffRoute::Duplicates, |_: Here| html! { <Duplicates /> })
}

/// Those of one kind, and the dialog that resolves one.
#[component]
fn Duplicates() -> Html {
    let i18n = use_i18n();
    let (kind, page) = (use_state_eq(|| DuplicateKind::SameContact), use_state_eq(|| 1_u32));
    let asked = use_state_eq(|| None::<DuplicatePerson>);
    let told = use_state_eq(|| None::<AttrValue>);
    // Once the dialog is closed: its button goes with the people it was about.
    use_effect_with((*told).clone(), |told| {
        if told.is_some() {
            browser::focus_heading();
        }
    });
    let (list, load) = use_loaded((*kind, *page), api::bureau::duplicates);
    let onchange = {
        let (kind, page, told) = (kind.clone(), page.clone(), told.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).ok();
            told.set(None);
            page.set(1);
            kind.set(index.and_then(|index| DuplicateKind::ALL.get(index).copied()).unwrap_or(*kind));
        })
    };
    // Whether resolved or not: somebody else may have done it meanwhile.
    let close = {
        let (asked, page, load) = (asked.clone(), page.clone(), load.clone());
        Callback::from(move |()| {
            asked.set(None);
            page.set(1);
            load.emit(());
        })
    };
    let on_resolved = {
        let (told, close) = (told.clone(), close.clone());
        Callback::from(move |words: AttrValue| {
            told.set(Some(words));
            close.emit(());
        })
    };
    let ask = {
        let (asked, told) = (asked.clone(), told.clone());
        Callback::from(move |person| {
            told.set(None);
            asked.set(Some(person));
        })
    };
    let option = |one: DuplicateKind| {
        html! { <option selected={one == *kind}>{ i18n.t(&format!("bureau.duplicate.{}", one.code())) }</option> }
    };
    let content = match &list {
        Loaded::Present(list) if list.total == 0 => {
            html! { <div class="empty"><h2>{ i18n.t("bureau.duplicate.none") }</h2></div> }
        }
        Loaded::Present(list) => html! {
            <>
                { for list.items.iter().enumerate().map(|(index, person)| compared(&i18n, index, person, &ask)) }
                { paging(&i18n, list, &page) }
            </>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            if let Some(words) = &*told { <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice> }
            <label class="review__pick">
                <span class="label">{ i18n.t("bureau.duplicate.kind") }</span>
                <select class="input input--short" {onchange}>{ for DuplicateKind::ALL.into_iter().map(option) }</select>
            </label>
            <p class="soft">{ i18n.t(&format!("bureau.duplicate.{}.hint", kind.code())) }</p>
            { content }
            if let Some(person) = &*asked {
                <Resolving person={person.clone()} on_close={close} {on_resolved} />
            }
        </>
    }
}

/// The rows of one person, side by side.
fn compared(i18n: &I18n, index: usize, person: &DuplicatePerson, ask: &Callback<DuplicatePerson>) -> Html {
    let onclick = {
        let asked = person.clone();
        ask.reform(move |()| asked.clone())
    };
    let name = person.accounts.first().map(|account| account.name.clone()).unwrap_or_default();
    let id = format!("duplicate-{index}");
    html! {
        <section key={id.clone()} class="card stack" aria-labelledby={id.clone()}>
            <h2 {id}>{ &name }</h2>
            <div class="compared">
                { for person.accounts.iter().enumerate().map(|(index, one)| account(i18n, index, one)) }
                { for person.students.iter().map(|one| student(i18n, one)) }
            </div>
            <div class="actions">
                <Button look={Look::Quiet} {onclick}>
                    { i18n.t("bureau.duplicate.resolve") }<span class="visually-hidden">{ name }</span>
                </Button>
            </div>
        </section>
    }
}

fn facts(title: AttrValue, facts: &[(AttrValue, AttrValue)]) -> Html {
    let fact = |(name, value): &(AttrValue, AttrValue)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> };
    html! {
        <div class="stack stack--tight">
            <h3>{ title }</h3>
            <dl class="facts num">{ for facts.iter().map(fact) }</dl>
        </div>
    }
}

fn account(i18n: &I18n, index: usize, one: &DuplicateAccount) -> Html {
    let rows = [
        (i18n.t("bureau.duplicate.name"), one.name.clone().into()),
        (i18n.t("review.column.national_id"), one.national_id_masked.clone().into()),
        (i18n.t("review.column.email"), one.email_masked.clone().into()),
        (i18n.t("bureau.duplicate.children"), one.children.to_string().into()),
        (i18n.t("bureau.duplicate.opened_at"), i18n.date_time(one.opened_at)),
    ];
    facts(account_title(i18n, index), &rows)
}

/// 「帳號一」: the accounts of a person in the order of the list.
fn account_title(i18n: &I18n, index: usize) -> AttrValue {
    i18n.with("bureau.duplicate.account", &[("number", &(index + 1).to_string())])
}

fn student(i18n: &I18n, one: &DuplicateStudent) -> Html {
    let rows = [
        (i18n.t("bureau.duplicate.name"), one.name.clone().into()),
        (i18n.t("staff.school"), one.school_name.clone().into()),
        (i18n.t("review.class"), one.class_name.clone().into()),
    ];
    facts(i18n.t("review.column.student"), &rows)
}

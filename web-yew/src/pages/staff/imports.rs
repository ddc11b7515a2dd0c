//! 學籍匯入: a registrar brings the school's list, reads what it would change, and has it carried out.

mod report;
mod upload;

use super::{
    Here,
    data::use_loaded,
    own_school::{OwnSchool, OwnSchools},
    staff_page,
};
use crate::{
    api,
    components::{
        notice::{Failed, Notice, NoticeKind, Skeleton},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
};
use gloo_timers::callback::Timeout;
use report::Report;
use shared_types::roster::{RosterImport, RosterImportStatus};
use upload::Upload;
use yew::prelude::*;

/// Milliseconds between two questions for how far a check has got.
const PATIENCE: u32 = 1_000;

/// For registrars.
pub fn page() -> Html {
    staff_page(StaffRoute::Imports, |(_, onerror): Here| {
        let content = Callback::from(move |OwnSchool { code, .. }: OwnSchool| {
            html! { <Imports key={code.clone()} school_code={code.clone()} onerror={onerror.clone()} /> }
        });
        html! { <OwnSchools {content} /> }
    })
}

#[derive(Properties, PartialEq)]
struct ImportsProps {
    school_code: String,
    onerror: Callback<bool>,
}

#[component]
fn Imports(props: &ImportsProps) -> Html {
    let i18n = use_i18n();
    let key = props.school_code.clone();
    let (list, load) = use_loaded(key, |code| async move { api::roster::imports(&code).await });
    let done = use_state_eq(|| false);
    let newest = list.present().and_then(|list| list.items.first()).cloned();
    let is_checking = newest.as_ref().is_some_and(|one| one.status == RosterImportStatus::Checking);
    {
        // As long as it is checked, whether or not the last answer said anything new.
        let (load, asked) = (load.clone(), use_state_eq(|| 0_u32));
        use_effect_with((is_checking, *asked), move |(is_checking, count)| {
            let next = count.wrapping_add(1);
            let ask = move || {
                load.emit(());
                asked.set(next);
            };
            let timer = is_checking.then(|| Timeout::new(PATIENCE, ask));
            move || drop(timer)
        });
    }
    let on_changed = {
        let (done, load) = (done.clone(), load.clone());
        Callback::from(move |import: RosterImport| {
            done.set(import.status == RosterImportStatus::CarriedOut);
            load.emit(());
        })
    };
    let list = match &list {
        Loaded::Present(list) => list,
        Loaded::Failed(error) => return html! { <Failed error={error.clone()} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let is_open =
        |one: &&RosterImport| !matches!(one.status, RosterImportStatus::CarriedOut | RosterImportStatus::Discarded);
    html! {
        <>
            if *done {
                <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t("staff.import.done") }</p></Notice>
            }
            <Upload school_code={props.school_code.clone()} onerror={props.onerror.clone()} on_sent={on_changed.clone()} />
            if let Some(import) = newest.as_ref().filter(is_open) {
                <Report key={import.id.to_string()} import={import.clone()} on_confirmed={on_changed} on_stale={load} />
            }
            if !list.items.is_empty() { { history(&i18n, &list.items) } }
        </>
    }
}

/// The newest ones.
fn history(i18n: &I18n, imports: &[RosterImport]) -> Html {
    let item = |one: &RosterImport| {
        let kind = match one.status {
            RosterImportStatus::Checking | RosterImportStatus::Ready => TagKind::Wait,
            RosterImportStatus::CarriedOut => TagKind::Ok,
            RosterImportStatus::Refused => TagKind::No,
            RosterImportStatus::Discarded => TagKind::Plain,
        };
        html! {
            <li key={one.id.to_string()}>
                <span>
                    <span class="num">{ i18n.date_time(one.uploaded_at) }</span>{ " " }{ &one.uploaded_by }
                    if let Some(name) = &one.file_name { <span class="small soft import__file">{ name }</span> }
                </span>
                { tag(kind, i18n.t(&format!("staff.import.status.{}", one.status.code()))) }
            </li>
        }
    };
    html! {
        <section class="stack stack--tight" aria-labelledby="imports-title">
            <h2 id="imports-title">{ i18n.t("staff.import.history") }</h2>
            <ul class="evidence__list">{ for imports.iter().map(item) }</ul>
        </section>
    }
}

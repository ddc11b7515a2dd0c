//! 學校: the city's schools by district, and the form that adds or changes one. Auditors read.

mod school_form;

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    pages::staff::{Here, data::use_loaded, paging::paging, staff_page},
    route::staff::StaffRoute,
    session::Loaded,
};
use school_form::SchoolForm;
use shared_types::{
    Page,
    account::Role,
    limits,
    school::SchoolLevel,
    school_register::{DISTRICTS, SchoolRecord},
    text,
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::Schools, |(session, onerror): Here| {
        let may_change = session.account.roles.contains(&Role::BureauOfficer);
        html! { <Schools {may_change} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct SchoolsProps {
    may_change: bool,
    onerror: Callback<bool>,
}

/// Which schools are looked for.
#[derive(Clone, PartialEq, Default)]
struct Search {
    /// A part of the name, or how the code begins.
    words: String,
    district: Option<&'static str>,
    closed_only: bool,
}

impl Search {
    fn finds(&self, school: &SchoolRecord) -> bool {
        (self.words.is_empty()
            || school.name.contains(&self.words)
            || school.code.starts_with(&self.words.to_ascii_uppercase()))
            && self.district.is_none_or(|district| school.district == district)
            && (!self.closed_only || school.is_closed)
    }
}

#[component]
fn Schools(props: &SchoolsProps) -> Html {
    let i18n = use_i18n();
    let (schools, load) = use_loaded((), |()| api::bureau::schools());
    let (search, page) = (use_state_eq(Search::default), use_state_eq(|| 1_u32));
    // The form is open: for a new school, or for that one.
    let asked = use_state_eq(|| None::<Option<SchoolRecord>>);
    let told = use_state_eq(|| None::<AttrValue>);
    let schools = match schools {
        Loaded::Present(schools) => schools,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let narrow = |change: fn(&mut Search, Event)| {
        let (search, page) = (search.clone(), page.clone());
        Callback::from(move |event: Event| {
            let mut next = (*search).clone();
            change(&mut next, event);
            page.set(1);
            search.set(next);
        })
    };
    let oninput = narrow(|search, event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        search.words = text::normalise_line(&input.value());
    })
    .reform(|event: InputEvent| event.into());
    let on_district = narrow(|search, event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let index = usize::try_from(select.selected_index()).ok().and_then(|index| index.checked_sub(1));
        search.district = index.and_then(|index| DISTRICTS.get(index).copied());
    });
    let on_closed = narrow(|search, _| search.closed_only = !search.closed_only);
    let show = {
        let (asked, told, onerror) = (asked.clone(), told.clone(), props.onerror.clone());
        Callback::from(move |form: Option<Option<SchoolRecord>>| {
            told.set(None);
            onerror.emit(false);
            // An open form has it.
            if form.is_none() {
                browser::focus_heading();
            }
            asked.set(form);
        })
    };
    let on_done = {
        let (i18n, show, told, load) = (i18n.clone(), show.clone(), told.clone(), load.clone());
        Callback::from(move |school: SchoolRecord| {
            show.emit(None);
            told.set(Some(i18n.with("bureau.school.saved", &[("name", &school.name)])));
            load.emit(());
        })
    };
    let found: Vec<&SchoolRecord> = schools.iter().filter(|school| search.finds(school)).collect();
    let size = limits::PAGE_SIZE as usize;
    let shown: Vec<&SchoolRecord> = found.iter().skip((*page as usize - 1) * size).take(size).copied().collect();
    let list = Page { items: shown, page: *page, page_size: limits::PAGE_SIZE, total: found.len() as u64 };
    let option =
        |district: &'static str| html! { <option selected={search.district == Some(district)}>{ district }</option> };
    html! {
        <>
            if let Some(words) = &*told { <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice> }
            if let Some(school) = &*asked {
                <SchoolForm key={school.as_ref().map(|one| one.code.clone()).unwrap_or_default()} school={school.clone()}
                    {on_done} on_close={show.reform(|()| None)} onerror={props.onerror.clone()} />
            } else if props.may_change {
                <div class="actions">
                    <Button onclick={show.reform(|()| Some(None))}>{ i18n.t("bureau.school.add") }</Button>
                </div>
            }
            <div class="row" role="search">
                <label class="review__pick">
                    <span class="label">{ i18n.t("bureau.school.search") }</span>
                    <input class="input input--short" type="search" autocomplete="off" spellcheck="false" {oninput} />
                </label>
                <label class="review__pick">
                    <span class="label">{ i18n.t("staff.census.by_district") }</span>
                    <select class="input input--short" onchange={on_district}>
                        <option selected={search.district.is_none()}>{ i18n.t("staff.census.city") }</option>
                        { for DISTRICTS.into_iter().map(option) }
                    </select>
                </label>
                <label class="check">
                    <input type="checkbox" checked={search.closed_only} onchange={on_closed} />
                    <span>{ i18n.t("bureau.school.closed_only") }</span>
                </label>
            </div>
            if list.items.is_empty() {
                <div class="empty"><h2>{ i18n.t("bureau.school.none") }</h2></div>
            } else {
                { table(&i18n, &list.items, props.may_change.then_some(&show)) }
                { paging(&i18n, &list, &page) }
            }
        </>
    }
}

/// The words for a school's levels.
fn level_words(i18n: &I18n, levels: &[SchoolLevel]) -> String {
    let words: Vec<String> =
        levels.iter().map(|level| i18n.t(&format!("level.{}", level.code())).to_string()).collect();
    words.join(&i18n.t("bureau.comma"))
}

fn table(i18n: &I18n, schools: &[&SchoolRecord], show: Option<&Callback<Option<Option<SchoolRecord>>>>) -> Html {
    let columns = [
        "staff.school",
        "staff.census.by_district",
        "staff.census.by_level",
        "staff.census.students",
        "staff.standing",
    ];
    let columns = columns.map(|key| i18n.t(key));
    let [name, district, levels, children, standing] = columns.clone();
    let row = |school: &&SchoolRecord| {
        let change = show.map(|show| {
            let asked = (*school).clone();
            let onclick = show.reform(move |()| Some(Some(asked.clone())));
            html! {
                <Button look={Look::Link} small=true {onclick}>
                    { i18n.t("action.change") }<span class="visually-hidden">{ &school.name }</span>
                </Button>
            }
        });
        let (kind, words) = match school.is_closed {
            true => (TagKind::Plain, "bureau.school.closed"),
            false => (TagKind::Ok, "bureau.school.open"),
        };
        html! {
            <tr key={school.code.clone()}>
                <th scope="row" data-label={name.clone()}>
                    <span>{ &school.name }<span class="grid__reason num">{ &school.code }</span></span>
                </th>
                <td data-label={district.clone()}>{ &school.district }</td>
                <td data-label={levels.clone()}>{ level_words(i18n, &school.levels) }</td>
                <td class="num" data-label={children.clone()}>{ school.children }</td>
                <td data-label={standing.clone()}>
                    <span class="row">{ tag(kind, i18n.t(words)) }{ change.unwrap_or_default() }</span>
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="schools-caption" tabindex="0">
            <table class="grid grid--plain">
                <caption id="schools-caption" class="visually-hidden">{ i18n.t("bureau.schools") }</caption>
                <thead><tr>{ for columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for schools.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neihu() -> SchoolRecord {
        SchoolRecord {
            code: "403601".into(),
            name: "市立內湖國小".into(),
            district: "內湖區".into(),
            levels: vec![SchoolLevel::Elementary],
            is_closed: false,
            version: 0,
            children: 3,
            levels_in_use: Vec::new(),
        }
    }

    #[test]
    fn a_school_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code() {
        let search = |words: &str| Search { words: words.into(), ..Search::default() };
        assert!(["", "內湖", "4036"].iter().all(|words| search(words).finds(&neihu())));
        assert!(["士林", "3601"].iter().all(|words| !search(words).finds(&neihu())));
        assert!(!Search { district: Some("士林區"), ..Search::default() }.finds(&neihu()));
        assert!(!Search { closed_only: true, ..Search::default() }.finds(&neihu()));
    }
}

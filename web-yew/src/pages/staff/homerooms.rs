//! 導師與代理: who has which class of a school, by its registrar.

use super::{
    Here,
    data::use_loaded,
    entries::{End, Ending, Entries, Entry, over_switch},
    give_form::Gives,
    giving::{giving, use_giving},
    paging::paging,
    staff_page,
};
use crate::{
    api,
    components::notice::{Failed, Skeleton},
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
};
use shared_types::{review::ReviewClass, staff::HomeroomAssignment};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// For registrars.
pub fn page() -> Html {
    staff_page(StaffRoute::Homerooms, |(_, onerror): Here| html! { <Schools {onerror} /> })
}

#[derive(Properties, PartialEq)]
struct SchoolsProps {
    onerror: Callback<bool>,
}

/// The own schools are those of the classes that a registrar reads.
#[component]
fn Schools(props: &SchoolsProps) -> Html {
    let i18n = use_i18n();
    let (classes, load) = use_loaded((), |()| api::review::classes());
    let chosen = use_state_eq(|| 0_usize);
    let classes = match classes {
        Loaded::Present(classes) => classes,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let mut schools: Vec<(String, String)> = Vec::new();
    for class in &classes {
        if !schools.iter().any(|(code, _)| *code == class.school_code) {
            schools.push((class.school_code.clone(), class.school_name.clone()));
        }
    }
    let Some((code, name)) = schools.get(*chosen).or(schools.first()).cloned() else {
        return html! { <div class="empty"><h2>{ i18n.t("review.no_class") }</h2><p>{ i18n.t("review.no_class_hint") }</p></div> };
    };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            chosen.set(usize::try_from(select.selected_index()).unwrap_or_default());
        })
    };
    let option = |(index, (_, name)): (usize, &(String, String))| html! { <option selected={index == *chosen}>{ name }</option> };
    let of_school: Vec<ReviewClass> = classes.into_iter().filter(|class| class.school_code == code).collect();
    html! {
        <>
            if schools.len() > 1 {
                <label class="review__pick">
                    <span class="label">{ i18n.t("staff.school") }</span>
                    <select class="input input--short" {onchange}>{ for schools.iter().enumerate().map(option) }</select>
                </label>
            } else {
                <p class="soft">{ name }</p>
            }
            <Homerooms key={code.clone()} school_code={code.clone()} classes={of_school} onerror={props.onerror.clone()} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct HomeroomsProps {
    school_code: String,
    classes: Vec<ReviewClass>,
    onerror: Callback<bool>,
}

#[component]
fn Homerooms(props: &HomeroomsProps) -> Html {
    let i18n = use_i18n();
    let (over, page) = (use_state_eq(|| false), use_state_eq(|| 1_u32));
    let key = (props.school_code.clone(), *over, *page);
    let (list, load) =
        use_loaded(key, |(code, over, page)| async move { api::staff::homerooms(&code, over, page).await });
    let gives = Gives::Class { school_code: props.school_code.clone(), classes: props.classes.clone() };
    let form = use_giving(load.clone());
    let on_over = {
        let (over, page) = (over.clone(), page.clone());
        Callback::from(move |now| {
            page.set(1);
            over.set(now);
        })
    };
    let end = {
        let code = props.school_code.clone();
        End::from(move |id| -> Ending {
            let code = code.clone();
            Box::pin(async move { api::staff::end_homeroom(&code, id).await })
        })
    };
    let content = match &list {
        Loaded::Present(list) => html! {
            <>
                <Entries caption={i18n.t("staff.homerooms")} what={i18n.t("review.class")} {end} on_ended={form.on_ended(&i18n)}
                    entries={list.items.iter().map(|one| entry(&i18n, one)).collect::<Vec<_>>()} />
                { paging(&i18n, list, &page) }
            </>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            { giving(&i18n, &form, "staff.assign", gives, props.onerror.clone()) }
            { over_switch(&i18n, *over, &on_over) }
            { content }
        </>
    }
}

fn entry(i18n: &I18n, one: &HomeroomAssignment) -> Entry {
    let kind = if one.is_substitute { "staff.substitute" } else { "staff.teacher" };
    Entry {
        id: one.id,
        name: one.name.clone(),
        email_masked: one.email_masked.clone(),
        what: i18n.with(kind, &[("class", &one.class_name)]),
        from: one.from,
        until: one.until,
        standing: one.standing,
    }
}

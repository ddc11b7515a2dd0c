//! 導師與代理: who has which class of a school, by its registrar.

use super::{
    Here,
    data::use_loaded,
    entries::{End, Ending, Entries, Entry, over_switch},
    give_form::Gives,
    giving::{giving, use_giving},
    own_school::{OwnSchool, OwnSchools},
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
use yew::prelude::*;

/// For registrars.
pub fn page() -> Html {
    staff_page(StaffRoute::Homerooms, |(_, onerror): Here| {
        let content = Callback::from(move |school: OwnSchool| {
            let (code, onerror) = (school.code, onerror.clone());
            html! { <Homerooms key={code.clone()} school_code={code.clone()} classes={school.classes} {onerror} /> }
        });
        html! { <OwnSchools {content} /> }
    })
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

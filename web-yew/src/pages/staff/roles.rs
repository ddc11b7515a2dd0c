//! 職務與授權: who may act as what in the city. Officers grant and end, auditors read.

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
use shared_types::{account::Role, school::School, staff::GrantedRole};
use yew::prelude::*;

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::Roles, |(session, onerror): Here| {
        let may_grant = session.account.roles.contains(&Role::BureauOfficer);
        html! { <Roles {may_grant} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct RolesProps {
    may_grant: bool,
    onerror: Callback<bool>,
}

#[component]
fn Roles(props: &RolesProps) -> Html {
    let i18n = use_i18n();
    let (over, page) = (use_state_eq(|| false), use_state_eq(|| 1_u32));
    let (list, load) = use_loaded((*over, *page), |(over, page)| api::staff::roles(over, page));
    let (schools, load_schools) = use_loaded((), |()| api::student::schools());
    let form = use_giving(load.clone());
    let on_over = {
        let (over, page) = (over.clone(), page.clone());
        Callback::from(move |now| {
            page.set(1);
            over.set(now);
        })
    };
    let end = props.may_grant.then(|| End::from(|id| -> Ending { Box::pin(api::staff::end_role(id)) }));
    let (list, schools) = match (list, schools) {
        (Loaded::Present(list), Loaded::Present(schools)) => (list, schools),
        (Loaded::Failed(error), _) => return html! { <Failed {error} retry={load} /> },
        (_, Loaded::Failed(error)) => return html! { <Failed {error} retry={load_schools} /> },
        _ => return html! { <Skeleton /> },
    };
    html! {
        <>
            if props.may_grant {
                { giving(&i18n, &form, "staff.grant", Gives::Role(schools.clone()), props.onerror.clone()) }
            }
            { over_switch(&i18n, *over, &on_over) }
            <Entries caption={i18n.t("staff.roles")} what={i18n.t("staff.role")} {end} on_ended={form.on_ended(&i18n)}
                entries={list.items.iter().map(|one| entry(&i18n, &schools, one)).collect::<Vec<_>>()} />
            { paging(&i18n, &list, &page) }
        </>
    }
}

fn entry(i18n: &I18n, schools: &[School], one: &GrantedRole) -> Entry {
    let role = i18n.t(&format!("staff.role.{}", one.role.code()));
    let school = one.school_code.as_ref().and_then(|code| schools.iter().find(|school| school.code == *code));
    Entry {
        id: one.id,
        name: one.name.clone(),
        email_masked: one.email_masked.clone(),
        what: match school {
            Some(school) => i18n.with("staff.role_at", &[("role", &role), ("school", &school.name)]),
            None => role,
        },
        from: one.from,
        until: one.until,
        standing: one.standing,
    }
}

//! The ways between the staff's pages: those that somebody's roles have, and to the own children.

use crate::{
    i18n::I18n,
    route::{Route, staff::StaffRoute},
};
use shared_types::account::Role;
use yew::prelude::*;
use yew_router::prelude::*;

/// Each page, the key of its title, and who has it.
const AREAS: [(StaffRoute, &str, &[Role]); 14] = [
    (StaffRoute::Review, "review.title", &[Role::HomeroomTeacher, Role::Registrar]),
    (StaffRoute::Homerooms, "staff.homerooms", &[Role::Registrar]),
    (StaffRoute::Objections, "staff.objections", &[Role::Registrar]),
    (StaffRoute::School, "staff.own_school", &[Role::Registrar]),
    (StaffRoute::Census, "staff.census", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::Imports, "staff.imports", &[Role::Registrar]),
    (StaffRoute::Roles, "staff.roles", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::Delegations, "staff.delegations", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::Schools, "bureau.schools", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::ConsentTexts, "bureau.consents", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::Policies, "bureau.policies", &[Role::BureauOfficer, Role::Auditor]),
    (StaffRoute::Duplicates, "bureau.duplicates", &[Role::BureauOfficer]),
    (StaffRoute::Protection, "staff.protection", &[Role::ProtectionOfficer]),
    (StaffRoute::AuditTrail, "staff.audit", &[Role::Auditor]),
];

/// The key of a page's title, and whose it is.
pub fn area_of(route: StaffRoute) -> (&'static str, &'static [Role]) {
    AREAS
        .iter()
        .find(|(area, ..)| *area == route)
        .map_or(("not_found.title", &[]), |(_, title, roles)| (*title, *roles))
}

fn areas_of(roles: &[Role]) -> impl Iterator<Item = (StaffRoute, &'static str)> {
    let has = |of: &[Role]| of.iter().any(|role| roles.contains(role));
    AREAS.into_iter().filter(move |(_, _, of)| has(of)).map(|(route, title, _)| (route, title))
}

/// Where somebody with those roles begins.
pub fn first_area(roles: &[Role]) -> Option<StaffRoute> {
    areas_of(roles).next().map(|(route, _)| route)
}

/// Always in the same order. Who has one page alone sees the way to the own children.
pub fn ways(i18n: &I18n, roles: &[Role], shown: StaffRoute) -> Html {
    let areas: Vec<_> = areas_of(roles).collect();
    lines(i18n, if areas.len() > 1 { &areas } else { &[] }, Some(shown))
}

/// The same beside the ways between the pages of a class, which is shown.
pub fn other_ways(i18n: &I18n, roles: &[Role]) -> Html {
    let areas: Vec<_> = areas_of(roles).filter(|(area, _)| *area != StaffRoute::Review).collect();
    lines(i18n, &areas, None)
}

/// The way to a page, or that it is the one shown.
pub fn way(i18n: &I18n, to: StaffRoute, title: &str, shown: Option<StaffRoute>) -> Html {
    let title = i18n.t(title);
    match Some(to) == shown {
        true => html! { <span class="btn btn--small" aria-current="page">{ title }</span> },
        false => html! { <Link<StaffRoute> {to} classes="btn btn--small btn--quiet">{ title }</Link<StaffRoute>> },
    }
}

/// On a phone they fold into one button: what they lead to must not push the work down.
fn lines(i18n: &I18n, areas: &[(StaffRoute, &str)], shown: Option<StaffRoute>) -> Html {
    let line = |class: &'static str| {
        let class = classes!("ways__line", class);
        html! { <nav {class} aria-label={i18n.t("staff.ways")}>{ for areas.iter().map(|(to, title)| way(i18n, *to, title, shown)) }</nav> }
    };
    html! {
        <div class="ways">
            if !areas.is_empty() {
                { line("wide-only") }
                <details class="ways__folded narrow-only">
                    <summary class="btn btn--small btn--quiet">{ i18n.t("staff.ways") }</summary>
                    { line("") }
                </details>
            }
            <Link<Route> to={Route::Children} classes="btn btn--small btn--link">{ i18n.t("children.title") }</Link<Route>>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(roles: &[Role]) -> Vec<&'static str> {
        areas_of(roles).map(|(_, title)| title).collect()
    }

    const OF_AUDITORS: [&str; 7] = [
        "staff.census",
        "staff.roles",
        "staff.delegations",
        "bureau.schools",
        "bureau.consents",
        "bureau.policies",
        "staff.audit",
    ];

    #[test]
    fn everybody_sees_the_pages_of_their_roles_alone() {
        assert_eq!(titles(&[Role::Guardian, Role::HomeroomTeacher]), ["review.title"]);
        let of_registrars =
            ["review.title", "staff.homerooms", "staff.objections", "staff.own_school", "staff.imports"];
        assert_eq!(titles(&[Role::Registrar]), of_registrars);
        assert_eq!(titles(&[Role::Auditor]), OF_AUDITORS);
        assert_eq!(first_area(&[Role::BureauOfficer]), Some(StaffRoute::Census));
        assert_eq!(first_area(&[Role::Guardian]), None);
    }
}

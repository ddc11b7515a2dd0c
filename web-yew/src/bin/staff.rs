//! The bundle of roles and the school's office: classes, rosters, settings, objections.

use shared_types::pages::Bundle;
use web_yew::{
    pages::*,
    route::{Route, staff::StaffRoute},
};
use yew::prelude::*;
use yew_router::prelude::*;

fn main() {
    web_yew::start(Bundle::Staff, page);
}

fn page(_: Route) -> Html {
    html! { <Switch<StaffRoute> render={staff_page} /> }
}

fn staff_page(route: StaffRoute) -> Html {
    match route {
        StaffRoute::Homerooms => staff::homerooms::page(),
        StaffRoute::Objections => staff::objections::page(),
        StaffRoute::School => staff::school::page(),
        StaffRoute::Roles => staff::roles::page(),
        StaffRoute::Imports => staff::imports::page(),
        _ => html! { <not_found::NotFoundPage /> },
    }
}

//! The bundle of the protection desk, which decides as the review does, and of the audit trail.

use shared_types::pages::Bundle;
use web_yew::{
    pages::*,
    route::{Route, staff::StaffRoute},
};
use yew::prelude::*;
use yew_router::prelude::*;

fn main() {
    web_yew::start(Bundle::Protection, page);
}

fn page(_: Route) -> Html {
    html! { <Switch<StaffRoute> render={staff_page} /> }
}

fn staff_page(route: StaffRoute) -> Html {
    match route {
        StaffRoute::Protection => staff::protection::page(),
        StaffRoute::AuditTrail => staff::audit::page(),
        _ => html! { <not_found::NotFoundPage /> },
    }
}

//! The bundle of the city's pages: census, and what the bureau decides.

use shared_types::pages::Bundle;
use web_yew::{
    pages::*,
    route::{Route, staff::StaffRoute},
};
use yew::prelude::*;
use yew_router::prelude::*;

fn main() {
    web_yew::start(Bundle::Bureau, page);
}

fn page(_: Route) -> Html {
    html! { <Switch<StaffRoute> render={bureau_page} /> }
}

fn bureau_page(route: StaffRoute) -> Html {
    match route {
        StaffRoute::Census => staff::census::page(),
        StaffRoute::Delegations => staff::delegations::page(),
        StaffRoute::Policies => bureau::policies::page(),
        StaffRoute::Schools => bureau::schools::page(),
        StaffRoute::ConsentTexts => bureau::consents::page(),
        StaffRoute::Duplicates => bureau::duplicates::page(),
        _ => html! { <not_found::NotFoundPage /> },
    }
}

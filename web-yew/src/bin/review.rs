//! The bundle of the review.

use shared_types::pages::Bundle;
use web_yew::{
    pages::*,
    route::{Route, staff::StaffRoute},
};
use yew::prelude::*;
use yew_router::prelude::*;

fn main() {
    web_yew::start(Bundle::Review, page);
}

/// The parents' routes know of the staff's pages only where they begin.
fn page(_: Route) -> Html {
    html! { <Switch<StaffRoute> render={staff_page} /> }
}

fn staff_page(route: StaffRoute) -> Html {
    match route {
        StaffRoute::Review => html! { <review::ReviewPage class_id={None::<uuid::Uuid>} /> },
        StaffRoute::ReviewClass { class_id } => html! { <review::ReviewPage class_id={Some(class_id)} /> },
        StaffRoute::ReviewStudents { class_id } => {
            html! { <review::ReviewPage class_id={Some(class_id)} shows={review::Shows::Students} /> }
        }
        _ => html! { <not_found::NotFoundPage /> },
    }
}

//! The bundle of the staff: the homeroom teachers' review.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start(Bundle::Review, page);
}

fn page(route: Route) -> Html {
    match route {
        Route::Review => html! { <review::ReviewPage class_id={None::<uuid::Uuid>} /> },
        Route::ReviewClass { class_id } => html! { <review::ReviewPage class_id={Some(class_id)} /> },
        Route::ReviewStudents { class_id } => {
            html! { <review::ReviewPage class_id={Some(class_id)} shows={review::Shows::Students} /> }
        }
        _ => html! { <not_found::NotFoundPage /> },
    }
}

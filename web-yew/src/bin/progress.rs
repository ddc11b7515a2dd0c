//! The bundle of what comes after the four steps: progress, corrections, cancelling, confirming an address, what now for
//! who refused, and the first password.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start_with_answers(Bundle::Progress, page);
}

fn is_at(path: &str) -> bool {
    web_yew::browser::window().location().pathname().is_ok_and(|here| here == path)
}

fn page(route: Route) -> Html {
    match route {
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::CancelApplication { id } => html! { <cancel::CancelPage {id} /> },
        Route::Correct { id } => html! { <correct::CorrectPage {id} /> },
        Route::ApplyRefused => html! { <refused::RefusedPage /> },
        Route::Activate => html! { <activate::ActivatePage /> },
        Route::ConfirmEmail => html! { <confirm_email::ConfirmEmailPage /> },
        _ if is_at(school_contacts::PATH) => html! { <school_contacts::SchoolContactsPage /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

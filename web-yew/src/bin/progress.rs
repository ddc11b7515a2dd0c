//! The bundle of what comes after sending: progress, corrections, cancelling, confirming an address.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start_with_answers(Bundle::Progress, page);
}

fn page(route: Route) -> Html {
    match route {
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::CancelApplication { id } => html! { <cancel::CancelPage {id} /> },
        Route::Correct { id } => html! { <correct::CorrectPage {id} /> },
        Route::ConfirmEmail => html! { <confirm_email::ConfirmEmailPage /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

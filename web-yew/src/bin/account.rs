//! The bundle of what comes after sending: progress and corrections, signing in, and the signed-in area.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start(Bundle::Account, page);
}

fn page(route: Route) -> Html {
    match route {
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::CancelApplication { id } => html! { <cancel::CancelPage {id} /> },
        Route::Correct { id } => html! { <correct::CorrectPage {id} /> },
        Route::SignIn => html! { <sign_in::SignInPage /> },
        Route::Activate => html! { <activate::ActivatePage /> },
        Route::Password => html! { <password::PasswordPage /> },
        Route::Children => html! { <children::ChildrenPage /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

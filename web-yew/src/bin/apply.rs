//! The bundle that every parent loads: home, the four steps, progress and corrections.

use web_yew::{components::elsewhere::Elsewhere, pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start(page);
}

fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <home::HomePage /> },
        Route::ApplyContact => html! { <apply::contact::ContactPage /> },
        Route::ApplyCode => html! { <apply::code::CodePage /> },
        Route::ApplyStudents => apply::students::page(),
        Route::ApplyConsent => apply::consent::page(),
        Route::ApplyRefused => html! { <apply::refused::RefusedPage /> },
        Route::ApplyParent => apply::parent::page(),
        Route::ApplyCheck => apply::check::page(),
        Route::ApplyDone => html! { <apply::done::DonePage /> },
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::CancelApplication { id } => html! { <cancel::CancelPage {id} /> },
        Route::Correct { id } => html! { <correct::CorrectPage {id} /> },
        Route::NotFound => html! { <not_found::NotFoundPage /> },
        _ => html! { <Elsewhere /> },
    }
}

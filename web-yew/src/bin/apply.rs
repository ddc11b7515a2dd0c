//! The bundle that every parent loads: home and the four steps.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start_with_answers(Bundle::Apply, page);
}

fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <home::HomePage /> },
        Route::ApplyContact => html! { <apply::contact::ContactPage /> },
        Route::ApplyCode => html! { <apply::code::CodePage /> },
        Route::ApplyStudents => apply::students::page(),
        Route::ApplyConsent => apply::consent::page(),
        Route::ApplyParent => apply::parent::page(),
        Route::ApplyCheck => apply::check::page(),
        Route::ApplyDone => html! { <apply::done::DonePage /> },
        _ => html! { <not_found::NotFoundPage /> },
    }
}

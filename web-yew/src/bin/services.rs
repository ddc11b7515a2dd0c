//! The bundle of signing in elsewhere: whom a service sends to sign in, to be asked, or to sign out, and what a person
//! has allowed and agreed to.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start_with_answers(Bundle::Services, page);
}

fn page(route: Route) -> Html {
    // The other bundles are spared routes that only services lead to.
    match web_yew::browser::window().location().pathname().unwrap_or_default().as_str() {
        services::sign_in::PATH => html! { <services::sign_in::ServiceSignInPage /> },
        services::consent::PATH => html! { <services::consent::ConsentRequestPage /> },
        services::sign_out::PATH => html! { <services::sign_out::SignOutRequestPage /> },
        _ if route == Route::Consents => consents::page(),
        _ => html! { <not_found::NotFoundPage /> },
    }
}

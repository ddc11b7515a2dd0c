//! The bundle of people with an account: signing in, passwords, children, the own account.

use shared_types::pages::Bundle;
use web_yew::{pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start_with_answers(Bundle::Account, page);
}

fn page(route: Route) -> Html {
    match route {
        Route::SignIn => html! { <sign_in::SignInPage /> },
        Route::Password => html! { <password::PasswordPage /> },
        Route::Children => children::page(),
        Route::Unbind { .. } => unbind::page(),
        Route::Account => own::page(),
        _ => html! { <not_found::NotFoundPage /> },
    }
}

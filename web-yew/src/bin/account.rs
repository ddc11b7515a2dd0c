//! The bundle of people with an account: signing in, passwords, bound children, and the teachers' review.

use web_yew::{components::elsewhere::Elsewhere, pages::*, route::Route};
use yew::prelude::*;

fn main() {
    web_yew::start(page);
}

fn page(route: Route) -> Html {
    match route {
        Route::SignIn => html! { <sign_in::SignInPage /> },
        Route::Activate => html! { <activate::ActivatePage /> },
        Route::Password => html! { <password::PasswordPage /> },
        Route::Children => html! { <children::ChildrenPage /> },
        Route::Review => html! { <review::ReviewPage class_id={None::<uuid::Uuid>} /> },
        Route::ReviewClass { class_id } => html! { <review::ReviewPage class_id={Some(class_id)} /> },
        _ => html! { <Elsewhere /> },
    }
}

//! Kinbind's browser app: the parents' four steps, accounts, and the homeroom teachers' review.
//!
//! It speaks the public API only. Pages live in [`pages`], what they share in [`components`].

pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod crash;
pub mod draft;
pub mod environment;
pub mod form;
pub mod i18n;
pub mod pages;
pub mod route;
pub mod session;
pub mod task;

use components::{elsewhere::Elsewhere, news};
use futures_util::future::join;
use shared_types::pages::Bundle;
use yew::prelude::*;

/// Starts a bundle of parents' pages.
pub fn start_with_answers(bundle: Bundle, page: fn(route::Route) -> Html) {
    draft::keep_answers();
    start(bundle, page);
}

/// Starts a bundle, whose pages `page` shows. Those of another one are left to the server.
pub fn start(bundle: Bundle, page: fn(route::Route) -> Html) {
    std::panic::set_hook(Box::new(|panic| crash::show(&panic.to_string())));
    let page = Callback::from(move |route| {
        news::forget_beyond(route);
        // By the address and not the route: that of a page that there isn't says nothing of where it isn't.
        let path = browser::window().location().pathname().unwrap_or_default();
        if Bundle::of(&path) == bundle {
            page(route)
        } else {
            html! { <Elsewhere /> }
        }
    });
    wasm_bindgen_futures::spawn_local(render(page));
}

/// Loads what every page needs first: until then the shell of index.html stays, so nothing flickers or moves.
async fn render(page: Callback<route::Route, Html>) {
    let language = i18n::preferred_language();
    let (words, ()) = join(i18n::load_words(language), environment::load_environment()).await;
    let (Some(root), Some(words)) = (browser::document().get_element_by_id("app"), words) else {
        crash::show("the words could not be loaded");
        return;
    };
    let props = app::AppProps { language, words, page };
    yew::Renderer::<app::App>::with_root_and_props(root, props).render();
}

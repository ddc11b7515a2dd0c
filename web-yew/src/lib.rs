//! Kinbind's browser app: the parents' four steps, accounts, and the homeroom teachers' review.
//!
//! It speaks the public API only. Pages live in [`pages`], what they share in [`components`].

pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod crash;
pub mod draft;
pub mod form;
pub mod i18n;
pub mod pages;
pub mod route;
pub mod session;
pub mod task;

use yew::{Callback, Html};

/// Starts the bundle whose pages `page` shows.
pub fn start(page: fn(route::Route) -> Html) {
    std::panic::set_hook(Box::new(|panic| crash::show(&panic.to_string())));
    wasm_bindgen_futures::spawn_local(render(Callback::from(page)));
}

/// Loads the words first: until then the shell of index.html stays, so nothing flickers.
async fn render(page: Callback<route::Route, Html>) {
    let language = i18n::preferred_language();
    let (Some(root), Some(words)) = (browser::document().get_element_by_id("app"), i18n::load_words(language).await)
    else {
        crash::show("the words could not be loaded");
        return;
    };
    yew::Renderer::<app::App>::with_root_and_props(root, app::AppProps { language, words, page }).render();
}

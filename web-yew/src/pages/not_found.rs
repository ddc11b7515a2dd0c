//! No such page.

use crate::{components::page::Page, i18n::use_i18n, route::Route};
use yew::prelude::*;
use yew_router::prelude::*;

/// Says so, and leads back.
#[component]
pub fn NotFoundPage() -> Html {
    let i18n = use_i18n();
    html! {
        <Page title={i18n.t("not_found.title")}>
            <p>{ i18n.t("not_found.text") }</p>
            <p><Link<Route> to={Route::Home} classes="btn">{ i18n.t("not_found.home") }</Link<Route>></p>
        </Page>
    }
}

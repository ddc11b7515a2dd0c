//! 不同意並退出: what now.

use crate::{
    components::{page::Page, rules::rules},
    i18n::use_i18n,
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// The refusal is kept; how to change one's mind.
#[component]
pub fn RefusedPage() -> Html {
    let i18n = use_i18n();
    html! {
        <Page title={i18n.t("refused.title")}>
            <p>{ i18n.t("refused.kept") }</p>
            <h2>{ i18n.t("refused.now") }</h2>
            { rules(&i18n, &["refused.later", "refused.paper", "refused.help"]) }
            <div class="actions">
                <Link<Route> to={Route::Home} classes="btn btn--quiet">{ i18n.t("not_found.home") }</Link<Route>>
            </div>
        </Page>
    }
}

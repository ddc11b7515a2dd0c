//! The front page: what this is, and the ways in.

use crate::{
    components::{
        notice::{Notice, NoticeKind},
        outside_line::outside_line,
        page::Page,
        rules::rules,
    },
    draft::use_draft,
    i18n::use_i18n,
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

/// Apply, look up progress, sign in.
#[component]
pub fn HomePage() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let way = |to: Route, key: &str| {
        html! {
            <Link<Route> {to} classes="card card--link stack stack--tight">
                <h2>{ i18n.t(&format!("home.{key}")) }</h2>
                <p class="soft">{ i18n.t(&format!("home.{key}_text")) }</p>
            </Link<Route>>
        }
    };
    html! {
        <Page title={i18n.t("home.title")}>
            if !draft.left.is_empty() {
                <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t(&draft.left) }</p></Notice>
            }
            { outside_line(&i18n) }
            <p>{ i18n.t("home.intro") }</p>
            <section class="card stack" aria-labelledby="home-apply">
                <h2 id="home-apply">{ i18n.t("home.apply") }</h2>
                <p>{ i18n.t("home.apply_text") }</p>
                { rules(&i18n, &["home.need_email", "home.need_student", "home.need_parent"]) }
                <div class="actions">
                    <Link<Route> to={Route::ApplyContact} classes="btn">{ i18n.t("home.start") }</Link<Route>>
                </div>
            </section>
            { way(Route::Progress, "progress") }
            { way(Route::Children, "children") }
            { way(Route::Review, "review") }
        </Page>
    }
}

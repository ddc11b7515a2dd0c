//! The frame of the signed-in area: the gate, and the ways between its pages.

use crate::{
    components::{
        notice::{Failed, Skeleton},
        page::Page,
    },
    form::use_wrong,
    i18n::use_i18n,
    route::Route,
    session::{Loaded, use_session, use_signed_in},
};
use shared_types::account::Session;
use yew::prelude::*;
use yew_router::prelude::*;

const AREA: [(Route, &str); 3] =
    [(Route::Children, "children.title"), (Route::Account, "own.title"), (Route::Consents, "privacy.title")];

/// Who is signed in, and the way to say that a form is wrong.
pub type Here = (Session, Callback<bool>);

#[derive(Properties, PartialEq)]
struct SignedInProps {
    route: Route,
    /// The key of its words.
    title: &'static str,
    content: Callback<Here, Html>,
}

/// A page of those who are signed in; others are led to sign in. The key makes each a page of its own.
pub fn signed_in(route: Route, title: &'static str, content: fn(Here) -> Html) -> Html {
    html! { <SignedIn key={title} {route} {title} content={Callback::from(content)} /> }
}

#[component]
fn SignedIn(props: &SignedInProps) -> Html {
    let i18n = use_i18n();
    let account = use_signed_in();
    let session = use_session();
    let (error, onerror) = use_wrong();
    let content = match account {
        Loaded::Present(session) => props.content.emit((session, onerror)),
        Loaded::Failed(error) => {
            html! { <Failed {error} retry={Callback::from(move |()| session.reload_account())} /> }
        }
        _ => html! { <Skeleton /> },
    };
    let way = |(to, key): (Route, &str)| match to == props.route {
        true => html! { <span aria-current="page">{ i18n.t(key) }</span> },
        false => html! { <Link<Route> {to}>{ i18n.t(key) }</Link<Route>> },
    };
    html! {
        <Page title={i18n.t(props.title)} {error}>
            <nav class="seg" aria-label={i18n.t("own.area")}>{ for AREA.into_iter().map(way) }</nav>
            { content }
        </Page>
    }
}

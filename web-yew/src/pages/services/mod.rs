//! Signing in elsewhere through us: what people see whom a service sends.

pub mod consent;
pub mod grants;
pub mod sign_in;
pub mod sign_out;

use crate::{
    browser,
    components::notice::{Notice, NoticeKind},
    i18n::I18n,
    route::Route,
};
use shared_types::oauth::Scope;
use yew::prelude::*;
use yew_router::prelude::*;

/// What the API begins the name of a kept request with (RFC 9126).
const REQUEST_URI: &str = "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A";

/// The request that the address names, if it is written like one: it becomes part of other addresses.
fn request() -> Option<String> {
    browser::asked("request").filter(|request| is_handle(request))
}

fn is_handle(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Where the browser goes back to after signing in: the authorization endpoint here, and nowhere else.
fn own_return(asked: Option<String>) -> Option<String> {
    asked.filter(|to| to.starts_with("/oauth/authorize?") && !to.contains(['\\', '\r', '\n', '\t']))
}

/// The authorization endpoint with a request that is kept there.
fn way_back(client_id: &str, request: &str) -> String {
    format!("/oauth/authorize?client_id={client_id}&request_uri={REQUEST_URI}{request}")
}

/// Signing in for a service, which comes back to its request.
fn sign_in_for(client_id: &str, request: &str) -> String {
    let back = String::from(js_sys::encode_uri_component(&way_back(client_id, request)));
    format!("{}?request={request}&return={back}", sign_in::PATH)
}

/// The words for what a scope lets a service know or do. `None` for those that no person is asked for.
fn scope_words(i18n: &I18n, scope: Scope) -> Option<AttrValue> {
    (!scope.is_of_machines()).then(|| i18n.t(&format!("services.scope.{}", scope.code())))
}

/// Something is over or wrong, what to do, and the way on that is always there.
fn dead_end(i18n: &I18n, words: &[AttrValue]) -> Html {
    html! {
        <Notice kind={NoticeKind::Warn} live=true>
            { for words.iter().map(|words| html! { <p>{ words.clone() }</p> }) }
            <Link<Route> to={Route::Home} classes="btn btn--quiet">{ i18n.t("not_found.home") }</Link<Route>>
        </Notice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_comes_back_to_our_authorization_endpoint_and_goes_nowhere_else() {
        let back = |to: &str| own_return(Some(to.into()));
        let own = way_back("0192", "a-b_C");
        assert_eq!(back(&own), Some(own));
        for to in [
            "",
            "/",
            "/children",
            "https://evil.example/oauth/authorize?",
            "//evil.example/oauth/authorize?",
            "/\\evil.example/oauth/authorize?",
            "/oauth",
            "/oauth/logout?x=1",
            "/oauth/../children",
            "/oauth/authorize",
            "/oauth/authorize/../../children",
            "/oauth/authorize?\\x",
            "oauth/authorize?x",
            " /oauth/authorize?x",
            "javascript:alert(1)//oauth/authorize?",
        ] {
            assert_eq!(back(to), None, "{to}");
        }
        assert_eq!(own_return(None), None);
    }

    #[test]
    fn a_request_is_written_as_ours_are() {
        assert!(is_handle("x7-_A"));
        for text in ["", "..", "a/b", "a?b", "a#b", "a%2fb", "a b"] {
            assert!(!is_handle(text), "{text}");
        }
    }
}

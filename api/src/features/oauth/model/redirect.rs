//! Where answers may go: exact, but for the port of an app that listens on its own device (RFC 8252 7.3).

use reqwest::Url;
use shared_types::{oauth::ClientKind, problem::FieldCode};

const LOOPBACK: [&str; 2] = ["127.0.0.1", "[::1]"];

fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http" && url.host_str().is_some_and(|host| LOOPBACK.contains(&host))
}

/// Whether it may be registered: written as browsers write it, without a fragment, a user or a joker; `https`, or for
/// apps a scheme that holds a dot (RFC 8252 7.1) or the device itself by number.
pub(super) fn check(uri: &str, kind: ClientKind) -> Result<(), FieldCode> {
    let url = Url::parse(uri).map_err(|_| FieldCode::Format)?;
    let is_plain = url.as_str() == uri && !uri.contains(['#', '*', '\\']) && url.username().is_empty();
    let is_reachable = match url.scheme() {
        "https" => url.host_str().is_some() && url.password().is_none(),
        "http" => kind == ClientKind::Public && is_loopback(&url),
        scheme => kind == ClientKind::Public && scheme.contains('.') && url.host_str().is_none(),
    };
    if is_plain && is_reachable { Ok(()) } else { Err(FieldCode::Format) }
}

/// Whether `asked` is the registered one.
pub(in super::super) fn matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    let (Ok(mut own), Ok(mut given)) = (Url::parse(registered), Url::parse(asked)) else { return false };
    if given.as_str() != asked || !is_loopback(&own) || !is_loopback(&given) {
        return false;
    }
    own.set_port(None).is_ok() && given.set_port(None).is_ok() && own == given
}

/// Whether anybody's app on the device could take the answer, so that the person is asked each time (RFC 8252 8.6).
pub(in super::super) fn is_unassured(uri: &str) -> bool {
    !uri.starts_with("https:")
}

/// What a person knows the target by.
pub(in super::super) fn host_of(uri: &str) -> String {
    let url = Url::parse(uri).ok();
    let host = url.as_ref().map(|url| url.host_str().unwrap_or(url.scheme()).to_owned());
    host.unwrap_or_default()
}

/// The address with these parameters behind its own.
pub(in super::super) fn with_parameters(uri: &str, parameters: &[(&str, Option<&str>)]) -> String {
    // What was registered parses; an address that doesn't is left as it is.
    let Ok(mut url) = Url::parse(uri) else { return uri.to_owned() };
    let given = parameters.iter().filter_map(|(name, value)| value.map(|value| (*name, value)));
    let mut given = given.peekable();
    if given.peek().is_some() {
        url.query_pairs_mut().extend_pairs(given);
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_else_can_take_is_registered() {
        let may = |uri, kind| check(uri, kind).is_ok();
        assert!(may("https://pay.example/cb", ClientKind::Confidential));
        assert!(may("tw.edu.tp.app:/cb", ClientKind::Public) && !may("tw.edu.tp.app:/cb", ClientKind::Confidential));
        assert!(
            may("http://127.0.0.1/cb", ClientKind::Public) && !may("http://127.0.0.1/cb", ClientKind::Confidential)
        );
        for uri in [
            "http://pay.example/cb",
            "https://pay.example/cb#x",
            "https://*.pay.example/cb",
            "https://me@pay.example/cb",
            "https://PAY.example/cb",
            "https://pay.example/a/../cb",
            "app:/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://localhost/cb",
            "http://127.0.0.1.evil.example/cb",
            "not an address",
            "",
        ] {
            assert!(!may(uri, ClientKind::Public), "{uri}");
        }
    }

    #[test]
    fn every_letter_counts_but_the_port_of_the_own_device() {
        let web = "https://pay.example/cb";
        assert!(matches(web, web));
        for other in [
            "https://pay.example/CB",
            "https://pay.example/cb/",
            "https://pay.example:443/cb",
            "https://pay.example:8443/cb",
            "https://pay.example/cb?x=1",
            "https://PAY.example/cb",
            "https://pay.example.evil.example/cb",
            "http://pay.example/cb",
        ] {
            assert!(!matches(web, other), "{other}");
        }
        assert!(matches("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"));
        assert!(matches("http://[::1]/cb", "http://[::1]:51004/cb"));
        for other in [
            "http://127.0.0.1:51004/other",
            "http://localhost:51004/cb",
            "https://127.0.0.1:51004/cb",
            "http://127.0.0.1:51004@evil.example/cb",
            "http://me@127.0.0.1:51004/cb",
            "http://127.0.0.1:51004/cb#x",
        ] {
            assert!(!matches("http://127.0.0.1/cb", other), "{other}");
        }
        assert!(!matches("tw.edu.app:/cb", "tw.edu.app:/CB"));
    }

    #[test]
    fn parameters_follow_those_of_the_address() {
        assert_eq!(
            with_parameters("https://a.example/cb?x=1", &[("code", Some("a b")), ("state", None)]),
            "https://a.example/cb?x=1&code=a+b"
        );
        assert_eq!(with_parameters("tw.edu.app:/cb", &[("code", Some("c"))]), "tw.edu.app:/cb?code=c");
        assert_eq!(with_parameters("https://a.example/cb", &[("state", None)]), "https://a.example/cb");
    }
}

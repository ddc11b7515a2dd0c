use super::redirect;
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet};
use reqwest::Url;
use shared_types::{
    language::Language,
    limits,
    oauth::{ClientAuthMethod, ClientKind, ClientSettings, RegisterClient, Scope},
    problem::{FieldCode, FieldError},
};

/// Redirect URIs, names and the like: more than any client needs.
const MOST: usize = 20;
const MOST_JWKS_BYTES: usize = 16 * 1024;

/// What is wrong with a client's settings, by JSON pointers below `/settings`. `insecure` takes a back-channel address
/// without TLS, as the demo does.
pub(in super::super) fn check_settings(
    kind: ClientKind,
    method: ClientAuthMethod,
    settings: &ClientSettings,
    insecure: bool,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut at = |field: &str, code| errors.push(FieldError { pointer: format!("/settings/{field}"), code });
    if !settings.names.iter().any(|name| name.language == Language::default()) {
        at("names", FieldCode::Required);
    }
    for (index, name) in settings.names.iter().enumerate() {
        if settings.names[..index].iter().any(|other| other.language == name.language) {
            at(&format!("names/{index}"), FieldCode::Duplicate);
        }
        match name.name.trim().chars().count() {
            0 => at(&format!("names/{index}/name"), FieldCode::Required),
            n if n > limits::NAME_CHARS => at(&format!("names/{index}/name"), FieldCode::TooLong),
            _ => {}
        }
    }
    let is_machine = kind == ClientKind::Machine;
    for (field, uris) in
        [("redirect_uris", &settings.redirect_uris), ("post_logout_redirect_uris", &settings.post_logout_redirect_uris)]
    {
        if uris.len() > MOST || (is_machine && !uris.is_empty()) {
            at(field, FieldCode::TooMany);
        }
        for (index, uri) in uris.iter().enumerate() {
            if let Err(code) = redirect::check(uri, kind) {
                at(&format!("{field}/{index}"), code);
            }
        }
    }
    if !is_machine && settings.redirect_uris.is_empty() {
        at("redirect_uris", FieldCode::Required);
    }
    if let Some(uri) = &settings.backchannel_logout_uri {
        let url = Url::parse(uri).ok().filter(|url| url.as_str() == uri && url.fragment().is_none());
        let is_right = url.is_some_and(|url| url.scheme() == "https" || (insecure && url.scheme() == "http"));
        if is_machine || !is_right {
            at("backchannel_logout_uri", FieldCode::Format);
        }
    }
    if let Some(index) = settings.scopes.iter().position(|scope| scope.is_of_machines() != is_machine) {
        at(&format!("scopes/{index}"), FieldCode::NotOffered);
    }
    if !is_machine && !settings.scopes.contains(&Scope::OpenId) {
        at("scopes", FieldCode::Required);
    }
    let jwks = settings.jwks.as_deref().map(check_jwks);
    match (method, jwks) {
        (ClientAuthMethod::PrivateKeyJwt, None) => at("jwks", FieldCode::Required),
        (_, Some(Err(code))) => at("jwks", code),
        _ => {}
    }
    errors
}

/// Public keys only: a private one was sent to us by mistake and is known to too many now.
fn check_jwks(text: &str) -> Result<(), FieldCode> {
    if text.len() > MOST_JWKS_BYTES {
        return Err(FieldCode::TooLong);
    }
    let set: JwkSet = serde_json::from_str(text).map_err(|_| FieldCode::Format)?;
    let plain: serde_json::Value = serde_json::from_str(text).map_err(|_| FieldCode::Format)?;
    let holds_private = plain["keys"].as_array().into_iter().flatten().any(|key| !key["d"].is_null());
    let is_asymmetric = |jwk: &jsonwebtoken::jwk::Jwk| {
        !matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_))
    };
    if set.keys.is_empty() || holds_private || !set.keys.iter().all(is_asymmetric) {
        return Err(FieldCode::Format);
    }
    Ok(())
}

/// The sector of a new client (OpenID Connect Core 8.1): as given, or the host that its redirect URIs share.
pub(in super::super) fn sector_of(asked: &RegisterClient) -> Result<String, FieldCode> {
    if let Some(sector) = &asked.sector {
        let is_host = Url::parse(&format!("https://{sector}/")).is_ok_and(|url| url.host_str() == Some(sector));
        return if is_host { Ok(sector.clone()) } else { Err(FieldCode::Format) };
    }
    let mut hosts: Vec<String> = asked.settings.redirect_uris.iter().map(|uri| redirect::host_of(uri)).collect();
    hosts.dedup();
    match hosts.as_slice() {
        [host] => Ok(host.clone()),
        _ => Err(FieldCode::Required),
    }
}

/// What the client is called in that language, else in Chinese.
pub(in super::super) fn name_in(settings: &ClientSettings, language: Language) -> String {
    let of = |language| settings.names.iter().find(|name| name.language == language);
    of(language).or_else(|| of(Language::default())).map(|name| name.name.trim().to_owned()).unwrap_or_default()
}

/// Whether method and kind go together: only an app on somebody's device has no way to prove itself.
pub(in super::super) fn fits(kind: ClientKind, method: ClientAuthMethod) -> bool {
    (kind == ClientKind::Public) == (method == ClientAuthMethod::None)
}

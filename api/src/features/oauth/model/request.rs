//! What a client may ask the authorization endpoint for.

use super::{OauthError, Parameters, redirect};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared_types::{
    language::Language,
    oauth::{ClientSettings, Scope},
};

/// Longest `state` and `nonce`: they travel in addresses.
const MOST_CHARS: usize = 1_024;

/// What the person must be asked again (OpenID Connect Core 3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Prompt {
    None,
    Login,
    Consent,
}

/// A request that holds by itself and fits its client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in super::super) struct AuthorizationParameters {
    pub redirect_uri: String,
    pub scopes: Vec<Scope>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: String,
    pub prompts: Vec<Prompt>,
    /// Seconds since the password was entered.
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    /// Whom an ID token hint names: nobody else is signed in silently.
    pub subject: Option<String>,
    pub language: Option<Language>,
}

impl AuthorizationParameters {
    /// The redirect URI alone: until it is known to be the client's, no error goes there.
    ///
    /// # Errors
    /// `invalid_request`
    pub fn redirect_uri(settings: &ClientSettings, parameters: &Parameters) -> Result<String, OauthError> {
        let asked = parameters.required("redirect_uri")?;
        let is_own = settings.redirect_uris.iter().any(|own| redirect::matches(own, asked));
        if is_own { Ok(asked.into()) } else { Err(OauthError::invalid_request("redirect_uri is not registered")) }
    }

    /// # Errors
    /// As RFC 6749 4.1.2.1, RFC 7636 4.4.1 and OpenID Connect Core 3.1.2.6 name them.
    pub fn read(settings: &ClientSettings, parameters: &Parameters) -> Result<Self, OauthError> {
        if parameters.get("request").is_some() {
            return Err(OauthError::request_not_supported("request objects are not supported"));
        }
        if parameters.required("response_type")? != "code" {
            return Err(OauthError::unsupported_response_type("response_type is code"));
        }
        if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(OauthError::invalid_request("response_mode is query"));
        }
        let short = |name| match parameters.get(name) {
            Some(value) if value.len() > MOST_CHARS => Err(OauthError::invalid_request("state or nonce is too long")),
            value => Ok(value.map(String::from)),
        };
        Ok(Self {
            redirect_uri: Self::redirect_uri(settings, parameters)?,
            scopes: known_scopes(settings, parameters.required("scope")?)?,
            state: short("state")?,
            nonce: short("nonce")?,
            code_challenge: challenge(parameters)?,
            prompts: prompts(parameters.get("prompt").unwrap_or_default())?,
            max_age: match parameters.get("max_age").map(str::parse) {
                Some(Ok(seconds @ 0..)) => Some(seconds),
                Some(_) => return Err(OauthError::invalid_request("max_age is a number of seconds")),
                None => None,
            },
            login_hint: parameters.get("login_hint").map(|hint| hint.chars().take(MOST_CHARS).collect()),
            subject: None,
            language: parameters.get("ui_locales").map(|tags| Language::negotiate(&tags.replace(' ', ","))),
        })
    }

    pub fn asks(&self, prompt: Prompt) -> bool {
        self.prompts.contains(&prompt)
    }
}

/// PKCE with S256, always (RFC 9700 2.1.1).
fn challenge(parameters: &Parameters) -> Result<String, OauthError> {
    let challenge = parameters.get("code_challenge");
    let challenge = challenge.ok_or(OauthError::invalid_request("code_challenge is missing: PKCE is required"))?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(OauthError::invalid_request("code_challenge_method is S256"));
    }
    match BASE64URL_NOPAD.decode(challenge.as_bytes()) {
        Ok(hash) if hash.len() == 32 => Ok(challenge.into()),
        _ => Err(OauthError::invalid_request("code_challenge is not a SHA-256 hash in Base64url")),
    }
}

/// Whether the challenge was made of that verifier (RFC 7636 4.1 and 4.6).
pub(in super::super) fn verifies(verifier: &str, challenge: &str) -> bool {
    let is_written_so = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(is_written_so)
        && BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes())) == challenge
}

fn prompts(text: &str) -> Result<Vec<Prompt>, OauthError> {
    let read = |word| match word {
        "none" => Ok(Prompt::None),
        "login" | "select_account" => Ok(Prompt::Login),
        "consent" => Ok(Prompt::Consent),
        _ => Err(OauthError::invalid_request("prompt is none, login or consent")),
    };
    let prompts: Vec<Prompt> = text.split_ascii_whitespace().map(read).collect::<Result<_, _>>()?;
    if prompts.contains(&Prompt::None) && prompts.len() > 1 {
        return Err(OauthError::invalid_request("prompt none stands alone"));
    }
    Ok(prompts)
}

/// The scopes of a list, if the client may ask for each; `openid` among them for people.
///
/// # Errors
/// `invalid_scope`
pub(in super::super) fn known_scopes(settings: &ClientSettings, text: &str) -> Result<Vec<Scope>, OauthError> {
    let mut scopes = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let scope = Scope::from_code(word).filter(|scope| settings.scopes.contains(scope));
        let scope = scope.ok_or(OauthError::invalid_scope("the client may not ask for one of the scopes"))?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() || !(scopes.contains(&Scope::OpenId) || scopes[0].is_of_machines()) {
        return Err(OauthError::invalid_scope("openid is missing"));
    }
    Ok(scopes)
}

/// What [`scopes_text`] wrote; a word that isn't known any more is gone.
pub(in super::super) fn scopes_from(text: &str) -> Vec<Scope> {
    text.split(' ').filter_map(Scope::from_code).collect()
}

pub(in super::super) fn scopes_text(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_the_standard_verifies_and_no_other() {
        // RFC 7636, appendix B.
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(verifies(verifier, challenge));
        assert!(!verifies(challenge, challenge), "that would be plain");
        assert!(!verifies("", challenge));
    }

    #[test]
    fn prompt_none_stands_alone() {
        assert_eq!(prompts("login consent").unwrap(), [Prompt::Login, Prompt::Consent]);
        assert!(prompts("none login").is_err());
        assert!(prompts("create").is_err());
        assert!(prompts("").unwrap().is_empty());
    }
}

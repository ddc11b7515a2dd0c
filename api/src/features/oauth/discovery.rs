//! What this provider can do (OpenID Connect Discovery 3, RFC 8414).

use super::tokens::ACR;
use crate::state::State;
use serde::Serialize;
use serde_json::{Value, json};
use shared_types::{
    language::Language,
    oauth::{ClientAuthMethod, Scope, TokenAlgorithm},
};

const ASSERTION_ALGORITHMS: [&str; 5] = ["ES256", "ES384", "RS256", "PS256", "EdDSA"];

pub(super) fn document(state: &State) -> impl Serialize + use<> {
    let at = |path: &str| state.page_url(path);
    let methods = ClientAuthMethod::ALL.map(ClientAuthMethod::code);
    let proving = &methods[1..];
    let algorithms = TokenAlgorithm::ALL.map(TokenAlgorithm::code);
    let mut document: Value = json!({
        "issuer": state.config.server.public_url,
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "jwks_uri": at("/oauth/jwks"),
        "pushed_authorization_request_endpoint": at("/oauth/par"),
        "revocation_endpoint": at("/oauth/revoke"),
        "introspection_endpoint": at("/oauth/introspect"),
        "end_session_endpoint": at("/oauth/logout"),
        "scopes_supported": Scope::ALL.map(Scope::code),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "acr_values_supported": [ACR],
        "prompt_values_supported": ["none", "login", "consent"],
        "claims_supported": ["sub", "name", "locale", "email", "email_verified", "phone_number", "children",
            "auth_time", "acr", "amr", "nonce", "sid"],
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        // Only those that the pushed request's answer names.
        "request_uri_parameter_supported": false,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "service_documentation": at("/api/v1/openapi.json"),
    });
    for (endpoint, methods) in [("token", methods.as_slice()), ("revocation", &methods), ("introspection", proving)] {
        document[format!("{endpoint}_endpoint_auth_methods_supported")] = json!(methods);
        document[format!("{endpoint}_endpoint_auth_signing_alg_values_supported")] = json!(ASSERTION_ALGORITHMS);
    }
    document
}

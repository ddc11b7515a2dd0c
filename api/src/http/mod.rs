//! What lies between actix-web and the slices: authority as types, bodies, limits, traces.

pub mod assets;
pub mod authority;
pub mod body;
pub mod client_ip;
pub mod cookies;
pub mod headers;
pub mod origin;
pub mod trace;

use actix_web::HttpRequest;
use shared_types::language::Language;

/// The language the caller asked for.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get(actix_web::http::header::ACCEPT_LANGUAGE);
    Language::negotiate(header.and_then(|value| value.to_str().ok()).unwrap_or_default())
}

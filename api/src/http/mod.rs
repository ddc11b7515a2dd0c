//! What lies between actix-web and the slices: authority as types, bodies, limits, traces.

pub mod assets;
pub mod authority;
pub mod body;
pub mod client_ip;
pub mod cookies;
pub mod headers;
pub mod origin;
pub mod trace;

use actix_web::{
    HttpRequest,
    http::header::{
        AcceptEncoding, Charset, ContentDisposition, ContentEncoding, DispositionParam, DispositionType, Encoding,
        EntityTag, ExtendedValue, Header, IfNoneMatch, Preference, Quality,
    },
};
use shared_types::language::Language;

/// A browser's name for itself is kept as evidence, within reason.
const CLIENT_CHARS: usize = 200;

/// The browser's or app's name for itself.
pub fn client_name(request: &HttpRequest) -> String {
    let header = request.headers().get(actix_web::http::header::USER_AGENT);
    header.and_then(|value| value.to_str().ok()).unwrap_or_default().chars().take(CLIENT_CHARS).collect()
}

/// The language the caller asked for.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get(actix_web::http::header::ACCEPT_LANGUAGE);
    Language::negotiate(header.and_then(|value| value.to_str().ok()).unwrap_or_default())
}

/// Whether the caller takes a body that is compressed in that way.
pub fn accepts_encoding(request: &HttpRequest, encoding: ContentEncoding) -> bool {
    let wanted = Preference::Specific(Encoding::Known(encoding));
    let accepted = AcceptEncoding::parse(request).map(|header| header.0).unwrap_or_default();
    accepted.iter().any(|item| item.item == wanted && item.quality > Quality::ZERO)
}

/// Whether the caller has that version already.
pub fn has_version(request: &HttpRequest, etag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(etag)),
        Ok(IfNoneMatch::Any) => true,
        Err(_) => false,
    }
}

/// Whether a browser shows its user the answer, as it does when a link is followed. Old ones don't say so, but that they
/// take pages.
pub fn is_navigation(request: &HttpRequest) -> bool {
    let sent = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match sent("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => sent("accept").is_some_and(|types| types.contains("text/html")),
    }
}

/// A file to save under that name; old programs, which read no Chinese, get what of it is Latin.
pub fn attachment(file_name: &str) -> ContentDisposition {
    let latin: String = file_name.chars().filter(char::is_ascii_graphic).collect();
    let whole = ExtendedValue { charset: Charset::Ext("UTF-8".into()), language_tag: None, value: file_name.into() };
    let latin = match latin.trim_start_matches('-') {
        ending if ending.starts_with('.') => format!("kinbind{ending}"),
        name => name.into(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(latin), DispositionParam::FilenameExt(whole)],
    }
}

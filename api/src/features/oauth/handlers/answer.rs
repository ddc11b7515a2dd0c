//! Forms as OAuth sends them, and answers as it expects them: its own errors, no problem documents.

use crate::{
    features::oauth::{
        client_auth::Credentials,
        failure::Failure,
        model::{OauthError, Parameters},
    },
    http::trace,
    problem::{ApiError, status_of},
};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web,
};
use data_encoding::BASE64;
use serde::Serialize;
use serde_json::json;
use shared_types::problem::ProblemCode;

const FORM: &str = "application/x-www-form-urlencoded";

fn parse(text: &str) -> Result<Parameters, OauthError> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(text);
    let pairs = pairs.map_err(|_| OauthError::invalid_request("the parameters are not a form"))?;
    Parameters::new(pairs.into_inner())
}

/// The form of a `POST`.
pub(super) fn form(request: &HttpRequest, body: &[u8]) -> Result<Parameters, OauthError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM));
    let text = std::str::from_utf8(body).ok().filter(|_| is_form);
    parse(text.ok_or(OauthError::invalid_request("the body is not a form"))?)
}

/// The form, or, where the browser was sent by a link, the query.
pub(super) fn form_or_query(request: &HttpRequest, body: &[u8]) -> Result<Parameters, OauthError> {
    if request.method() == actix_web::http::Method::POST { form(request, body) } else { parse(request.query_string()) }
}

/// What the client proves itself with.
pub(super) fn credentials<'a>(request: &HttpRequest, parameters: &'a Parameters) -> Credentials<'a> {
    let value = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let basic =
        value.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let decoded = basic.and_then(|(_, encoded)| BASE64.decode(encoded.trim().as_bytes()).ok());
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let basic = text.and_then(|text| text.split_once(':').map(|(name, secret)| (plain(name), plain(secret))));
    Credentials { basic, parameters }
}

/// A name or secret without the form encoding of RFC 6749 2.3.1. Some clients leave it out, which changes none of ours,
/// and some write even `-` in it.
fn plain(encoded: &str) -> String {
    let is_one_value = !encoded.contains(['&', '=']);
    let decoded = is_one_value.then(|| parse(&format!("v={encoded}")).ok()).flatten();
    decoded.and_then(|value| value.get("v").map(String::from)).unwrap_or_else(|| encoded.to_owned())
}

/// Never kept by anybody on the way (RFC 6749 5.1).
pub(super) fn json_of(result: Result<impl Serialize, Failure>) -> HttpResponse {
    match result {
        Ok(body) => unkept(StatusCode::OK).json(body),
        Err(failure) => error(failure),
    }
}

fn unkept(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache"));
    response
}

/// As RFC 6749 5.2 and RFC 6750 3 have it.
pub(super) fn error(failure: Failure) -> HttpResponse {
    let told = told(failure);
    let (status, challenge) = match told.code {
        "invalid_client" => (StatusCode::UNAUTHORIZED, Some("Basic realm=\"kinbind\"".to_owned())),
        "invalid_token" => (StatusCode::UNAUTHORIZED, Some(format!("Bearer error=\"{}\"", told.code))),
        "insufficient_scope" => (StatusCode::FORBIDDEN, Some(format!("Bearer error=\"{}\"", told.code))),
        "server_error" => (StatusCode::INTERNAL_SERVER_ERROR, None),
        "temporarily_unavailable" => (StatusCode::SERVICE_UNAVAILABLE, None),
        _ => (StatusCode::BAD_REQUEST, None),
    };
    let mut response = unkept(status);
    if let Some(challenge) = challenge {
        response.insert_header((header::WWW_AUTHENTICATE, challenge));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((header::RETRY_AFTER, "5"));
    }
    response.json(json!({ "error": told.code, "error_description": told.description }))
}

/// What the client is told; a fault of ours is logged.
pub(super) fn told(failure: Failure) -> OauthError {
    match failure {
        Failure::Told(error) => error,
        Failure::Ours(fault) => of_fault(&fault),
    }
}

fn of_fault(fault: &ApiError) -> OauthError {
    if matches!(fault.code, ProblemCode::Unavailable | ProblemCode::TooManyRequests) {
        return OauthError::temporarily_unavailable("come back in a moment");
    }
    if status_of(fault.code).is_client_error() {
        // Somebody was faster, or signed out meanwhile.
        return OauthError::invalid_request("the request is over");
    }
    tracing::error!(trace_id = trace::current(), cause = fault.in_words(), "a request failed");
    OauthError::server_error("the fault is ours")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_basic_is_form_encoded_or_not() {
        for (encoded, is) in [
            ("0192-ab_c", "0192-ab_c"),
            ("0192%2Dab%5Fc", "0192-ab_c"),
            ("a%26b+c", "a&b c"),
            ("a&b", "a&b"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(plain(encoded), is, "{encoded}");
        }
    }
}

//! Request bodies: JSON of the documented shape, checked, or a problem that says where it isn't.

use crate::problem::{ApiError, ApiResult};
use actix_web::{FromRequest, HttpRequest, dev, http::header::CONTENT_TYPE, web};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use shared_types::{
    check::server::field_errors,
    problem::{FieldCode, FieldError, ProblemCode},
};
use std::{future::Future, pin::Pin, time::Duration};
use validator::Validate;

/// The largest body anyone needs: a form with the longest signature takes half of it.
pub const BODY_LIMIT: usize = 256 * 1024;

/// How long a body may be on its way: a slow phone sends the longest in ten seconds.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A request body that passed `Validate`.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), web::Payload::from_request(request, payload));
        Box::pin(async move {
            if !is_json(&request) {
                return Err(ProblemCode::UnsupportedMediaType.into());
            }
            let payload = payload.await.map_err(|_| ApiError::new(ProblemCode::MalformedBody))?;
            let bytes = tokio::time::timeout(BODY_TIME, payload.to_bytes_limited(BODY_LIMIT))
                .await
                .map_err(|_| ApiError::new(ProblemCode::MalformedBody))?
                .map_err(|_| ApiError::new(ProblemCode::BodyTooLarge))?
                .map_err(|_| ApiError::new(ProblemCode::MalformedBody))?;
            let value: T = parse(&bytes)?;
            value.validate().map_err(|errors| ApiError::fields(field_errors(&errors)))?;
            Ok(Self(value))
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    refuse_nul(bytes)?;
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let is_shape = error.inner().classify() == serde_json::error::Category::Data;
        ApiError::malformed(if is_shape { vec![shape_error(&error)] } else { Vec::new() })
    })?;
    json.end().map_err(|_| ApiError::new(ProblemCode::MalformedBody))?;
    Ok(value)
}

/// PostgreSQL can't keep the character U+0000, and no text of a person holds it.
fn refuse_nul(bytes: &[u8]) -> ApiResult<()> {
    const ESCAPED: &[u8] = b"\\u0000";
    if !bytes.windows(ESCAPED.len()).any(|six| six == ESCAPED) {
        return Ok(());
    }
    // A body that isn't JSON is told so next.
    let body = serde_json::from_slice(bytes).unwrap_or_default();
    let found = pointers_to_nul(&body, String::new());
    if found.is_empty() { Ok(()) } else { Err(ApiError::fields(found)) }
}

fn pointers_to_nul(value: &Value, at: String) -> Vec<FieldError> {
    match value {
        Value::String(text) if text.contains('\0') => vec![FieldError { pointer: at, code: FieldCode::Character }],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, item)| pointers_to_nul(item, format!("{at}/{i}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, field)| pointers_to_nul(field, format!("{at}/{name}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// serde names a missing, unknown or doubled field only in its message.
fn shape_error(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    let at = pointer(error.path());
    let below = |code| FieldError {
        pointer: if at.ends_with(&format!("/{named}")) { at.clone() } else { format!("{at}/{named}") },
        code,
    };
    if message.starts_with("missing field") {
        below(FieldCode::Required)
    } else if message.starts_with("unknown field") {
        below(FieldCode::Unknown)
    } else if message.starts_with("duplicate field") {
        below(FieldCode::Duplicate)
    } else {
        FieldError { pointer: at, code: FieldCode::Type }
    }
}

fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{key}")),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::account::SignIn;

    fn error_of(json: &str) -> Vec<(String, FieldCode)> {
        let error = parse::<SignIn>(json.as_bytes()).unwrap_err();
        assert_eq!(error.code, ProblemCode::MalformedBody);
        error.field_errors().iter().map(|e| (e.pointer.clone(), e.code)).collect()
    }

    #[test]
    fn a_body_of_another_shape_is_told_where() {
        assert_eq!(error_of(r#"{"login":"a"}"#), [("/password".into(), FieldCode::Required)]);
        assert_eq!(error_of(r#"{"login":"a","password":"b","x":1}"#), [("/x".into(), FieldCode::Unknown)]);
        assert_eq!(error_of(r#"{"login":"a","login":"b","password":"c"}"#), [("/login".into(), FieldCode::Duplicate)]);
        assert_eq!(error_of(r#"{"login":7,"password":"c"}"#), [("/login".into(), FieldCode::Type)]);
        assert_eq!(error_of("{"), []);
        assert_eq!(error_of(r#"{"login":"a","password":"b"} trailing"#), []);
    }
}

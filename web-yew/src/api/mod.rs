//! The API as the pages call it: one file per resource.

pub mod account;
pub mod application;
pub mod bureau;
pub mod consent;
pub mod delegation;
pub mod environment;
pub mod oauth;
pub mod protection;
pub mod review;
pub mod roster;
pub mod school;
pub mod staff;
pub mod student;
pub mod verification;

use crate::{browser, i18n::I18n};
use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::callback::Timeout;
use serde::{Serialize, de::DeserializeOwned};
use shared_types::problem::{Problem, ProblemCode};
use wasm_bindgen::JsValue;
use web_sys::AbortController;
use yew::AttrValue;

/// Milliseconds. What is asked and answered is small: later than that, the connection has stalled.
const PATIENCE: u32 = 30_000;

/// Why a call didn't succeed.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// No answer: the connection is down, or has stalled.
    Offline,
    /// The API says what is wrong.
    Problem(Problem),
    /// An answer that isn't the API's.
    Unexpected,
}

impl ApiError {
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    pub fn code(&self) -> Option<ProblemCode> {
        self.problem().map(|problem| problem.code)
    }

    /// The session is missing or has ended.
    pub fn is_not_signed_in(&self) -> bool {
        self.code() == Some(ProblemCode::NotSignedIn)
    }

    /// Fit to show, in the chosen language.
    pub fn message(&self, i18n: &I18n) -> AttrValue {
        match self {
            Self::Offline => i18n.t("error.offline"),
            Self::Unexpected => i18n.t("problem.internal"),
            Self::Problem(Problem { code: ProblemCode::TooManyRequests, retry_after: Some(seconds), .. }) => {
                i18n.with("error.retry_after", &[("minutes", &seconds.div_ceil(60).max(1).to_string())])
            }
            Self::Problem(problem) => i18n.t(&format!("problem.{}", problem.code.code())),
        }
    }
}

/// # Errors
/// As [`ApiError`] says; so for all calls.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    read(call(Method::GET, path, None).await?)
}

pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, ApiError> {
    read(call(Method::POST, path, Some(write(body)?)).await?)
}

/// A `POST` without a body.
pub async fn post_empty<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    read(call(Method::POST, path, None).await?)
}

/// Sends a file as it is.
pub async fn post_file<T: DeserializeOwned>(path: &str, file: JsValue, kind: &'static str) -> Result<T, ApiError> {
    read(call(Method::POST, path, Some((file, kind))).await?)
}

pub async fn put<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, ApiError> {
    read(call(Method::PUT, path, Some(write(body)?)).await?)
}

pub async fn delete(path: &str) -> Result<(), ApiError> {
    call(Method::DELETE, path, None).await.map(drop)
}

/// A body and its media type.
type Content = (JsValue, &'static str);

fn write<B: Serialize>(body: &B) -> Result<Content, ApiError> {
    let json = serde_json::to_string(body).map_err(|_| ApiError::Unexpected)?;
    Ok((json.into(), "application/json"))
}

/// An answer without a body is read as nothing: `()`.
fn read<T: DeserializeOwned>(text: String) -> Result<T, ApiError> {
    serde_json::from_str(if text.is_empty() { "null" } else { &text }).map_err(|_| ApiError::Unexpected)
}

/// Not generic, so that the app holds it once.
async fn call(method: Method, path: &str, body: Option<Content>) -> Result<String, ApiError> {
    let controller = AbortController::new().map_err(|_| ApiError::Unexpected)?;
    let signal = controller.signal();
    // Until this function ends.
    let _patience = Timeout::new(PATIENCE, move || controller.abort());
    let language = browser::document().document_element().and_then(|root| root.get_attribute("lang"));
    let builder = RequestBuilder::new(&format!("/api/v1{path}"))
        .method(method)
        .abort_signal(Some(&signal))
        .header("Accept", "application/json, application/problem+json")
        .header("Accept-Language", language.as_deref().unwrap_or_default());
    let request = match body {
        Some((body, kind)) => builder.header("Content-Type", kind).body(body),
        None => builder.build(),
    };
    let response = request.map_err(|_| ApiError::Unexpected)?.send().await.map_err(|_| ApiError::Offline)?;
    browser::hear_time(&response.headers().get("date").unwrap_or_default());
    let ok = response.ok();
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    if ok {
        return Ok(text);
    }
    Err(serde_json::from_str(&text).map_or(ApiError::Unexpected, ApiError::Problem))
}

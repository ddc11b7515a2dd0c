//! A trace id for every request, one log line, and errors in the caller's language.
//!
//! The line names the route's pattern, never the path or query as sent: they may hold ids.

use crate::{ambient::random_bytes, http::language_of, problem::ApiError, throttle};
use actix_web::{
    Error, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
};
use shared_types::problem::ProblemCode;
use std::time::Instant;

const TRACE_HEADER: HeaderName = HeaderName::from_static("x-trace-id");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

tokio::task_local! {
    static TRACE_ID: String;
}

/// The trace id of the request that is being answered; none for jobs and commands.
pub fn current() -> Option<String> {
    TRACE_ID.try_with(Clone::clone).ok()
}

/// The outermost middleware of the API.
pub async fn trace<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let trace_id = data_encoding::HEXLOWER.encode(&random_bytes::<8>());
    let started = Instant::now();
    // Middleware of ours answers errors, it doesn't pass them on: what arrives here is a response.
    let (response, used) = TRACE_ID.scope(trace_id.clone(), throttle::noting(next.call(request))).await;
    let response = response?;
    let mut response = match response.response().error().map(|error| as_problem(error, &trace_id)) {
        Some(problem) => problem_response(response.into_parts().0, problem, &trace_id),
        None => response.map_into_left_body(),
    };
    let value = HeaderValue::from_str(&trace_id).expect("hex is a header value");
    response.headers_mut().insert(TRACE_HEADER, value);
    if let Some((policy, left)) = throttle::headers(&used) {
        for (name, text) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
            let value = HeaderValue::from_str(&text).expect("names and numbers are a header value");
            response.headers_mut().insert(name, value);
        }
    }
    log(&response, &trace_id, started);
    Ok(response)
}

/// Our own errors as they are; actix-web's by their status.
fn as_problem(error: &Error, trace_id: &str) -> ApiError {
    if let Some(own) = error.as_error::<ApiError>() {
        if let Some(cause) = own.cause() {
            tracing::error!(trace_id, code = own.code.code(), cause = format!("{cause:#}"), "a request failed");
        }
        return own.without_cause();
    }
    let status = error.as_response_error().status_code();
    match status.as_u16() {
        404 => ProblemCode::NotFound.into(),
        400 => ProblemCode::MalformedParameter.into(),
        405 => ProblemCode::MethodNotAllowed.into(),
        413 => ProblemCode::BodyTooLarge.into(),
        415 => ProblemCode::UnsupportedMediaType.into(),
        _ => {
            tracing::error!(trace_id, %status, "a request failed outside the handlers");
            ProblemCode::Internal.into()
        }
    }
}

fn problem_response<B>(
    request: HttpRequest,
    problem: ApiError,
    trace_id: &str,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let response = problem.response(language_of(&request), Some(trace_id.into()));
    ServiceResponse::new(request, response.map_into_right_body())
}

/// HTTP allows any word as a method; a metric must not grow by each.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn log<B>(response: &ServiceResponse<B>, trace_id: &str, started: Instant) {
    let request = response.request();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".into());
    let (method, status) = (known_method(request.method()), response.status().as_u16());
    let elapsed = started.elapsed();
    metrics::histogram!("kinbind_http_request_seconds", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .record(elapsed.as_secs_f64());
    tracing::info!(trace_id, method, route, status, milliseconds = elapsed.as_millis() as u64, "request");
}

//! Writes must come from our own pages: cookies travel with any request a browser makes, whoever
//! wrote the page that made it.

use crate::{problem::ApiError, state::State};
use actix_web::{
    Error,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web,
};
use shared_types::problem::ProblemCode;

/// Refuses writes without a token of their own whose `Sec-Fetch-Site` isn't `same-origin` and whose `Origin` isn't ours.
pub async fn require_own_origin<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_own(&request) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    Ok(request.error_response(ApiError::new(ProblemCode::CrossSiteWrite)).map_into_right_body())
}

fn is_own(request: &ServiceRequest) -> bool {
    let header = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    // Not a cookie, which travels by itself: another page's script may not set it without being asked first.
    if header(header::AUTHORIZATION).is_some() {
        return true;
    }
    if let Some(site) = header(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let state = request.app_data::<web::Data<State>>();
    state.is_some_and(|state| header(header::ORIGIN) == Some(state.config.server.public_url.as_str()))
}

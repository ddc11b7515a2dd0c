use super::service;
use crate::{
    crypto::SessionKind,
    http::{
        authority::{Applicant, SignedIn},
        body::Body,
        client_ip::client_network,
        cookies,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use shared_types::verification::{ApplicantSession, ContactVerification, RequestCode, TryCode};
use uuid::Uuid;

/// Ask for a one-time code
///
/// Anyone. Sends six digits, valid for one hour, to the address; a newer code replaces an older one.
/// At most one in 60 seconds, 3 an hour and 10 a day for an address.
#[utoipa::path(
    tag = "contact-verifications",
    request_body = RequestCode,
    responses(
        (status = 201, description = "The code is on its way.", body = ContactVerification),
        (status = 429, description = "`too_many_requests`"),
    ),
)]
#[post("/contact-verifications")]
pub(super) async fn request_code(
    state: web::Data<State>,
    request: HttpRequest,
    body: Body<RequestCode>,
) -> ApiResult<HttpResponse> {
    let sent = service::request_code(&state, &client_network(&request), body.0).await?;
    Ok(HttpResponse::Created().json(sent))
}

/// Enter the code
///
/// Anyone who has the verification's id. The right code opens an applicant session of two hours, once, and sets its
/// cookie; five wrong tries kill the code.
#[utoipa::path(
    tag = "contact-verifications",
    params(("id" = Uuid, Path, description = "From the request for the code.")),
    request_body = TryCode,
    responses(
        (status = 201, description = "The session is open; its cookie is set.", body = ApplicantSession),
        (status = 404, description = "`not_found`"),
        (status = 410, description = "`code_expired`, `code_used_up`"),
        (status = 422, description = "`wrong_code`"),
    ),
)]
#[post("/contact-verifications/{id}/attempts")]
pub(super) async fn try_code(
    state: web::Data<State>,
    id: web::Path<Uuid>,
    body: Body<TryCode>,
) -> ApiResult<HttpResponse> {
    let applicant = service::try_code(&state, *id, &body.0).await?;
    let cookie = cookies::session_cookie(&state, SessionKind::Applicant, applicant.session, applicant.expires_at);
    Ok(HttpResponse::Created().cookie(cookie).json(service::session_view(&state, applicant).await?))
}

/// Apply for another child from an account
///
/// Anyone signed in. Opens an applicant session of two hours without a code, and sets its cookie.
#[utoipa::path(
    tag = "contact-verifications",
    responses(
        (status = 201, description = "The session is open; its cookie is set.", body = ApplicantSession),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[post("/applicant-sessions")]
pub(super) async fn open_applicant_session(state: web::Data<State>, signed_in: SignedIn) -> ApiResult<HttpResponse> {
    let applicant = service::open_for_account(&state, &signed_in).await?;
    let cookie = cookies::session_cookie(&state, SessionKind::Applicant, applicant.session, applicant.expires_at);
    Ok(HttpResponse::Created().cookie(cookie).json(service::session_view(&state, applicant).await?))
}

/// The applicant session in force
#[utoipa::path(
    tag = "contact-verifications",
    description = "The applicant.",
    responses(
        (status = 200, description = "The session.", body = ApplicantSession),
    ),
    security(("applicant_session" = [])),
)]
#[get("/applicant-sessions/current")]
pub(super) async fn get_applicant_session(
    state: web::Data<State>,
    applicant: Applicant,
) -> ApiResult<web::Json<ApplicantSession>> {
    Ok(web::Json(service::session_view(&state, applicant).await?))
}

/// Leave
#[utoipa::path(
    tag = "contact-verifications",
    description = "The applicant. Ends the session and takes its cookie away.",
    responses(
        (status = 204, description = "The session has ended."),
    ),
    security(("applicant_session" = [])),
)]
#[delete("/applicant-sessions/current")]
pub(super) async fn end_applicant_session(state: web::Data<State>, applicant: Applicant) -> ApiResult<HttpResponse> {
    service::end_session(&state, &applicant).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::removal_cookie(&state, SessionKind::Applicant)).finish())
}

use super::{model::AuditQuery, service};
use crate::{
    http::{authority::Auditor, body::Body},
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, http::header, post, web};
use shared_types::{
    audit::{AuditPage, FoundActor, LookUpActor},
    problem::ProblemCode,
};

/// Search the audit trail
#[utoipa::path(
    tag = "audit-events",
    description = "An auditor. The newest first; each search is an event itself, which says what was searched for.",
    params(AuditQuery),
    responses(
        (status = 200, description = "A part of the trail.", body = AuditPage),
        (status = 400, description = "`malformed_parameter`: `/until` where it is before `from`."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/audit-events")]
pub(super) async fn list_audit_events(
    state: web::Data<State>,
    auditor: Auditor,
    query: Result<web::Query<AuditQuery>, actix_web::Error>,
) -> ApiResult<web::Json<AuditPage>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    query.check()?;
    Ok(web::Json(service::search(&state, &auditor, &query).await?))
}

/// Find whose acts to search for
///
/// An auditor, by what the person signs in with or the person's ID number, which so stays out of addresses and logs. 120
/// an hour, found or not; each is an event itself.
#[utoipa::path(
    tag = "audit-events",
    request_body = LookUpActor,
    responses(
        (status = 200, description = "The account, for `actor_id`.", body = FoundActor),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 422, description = "`invalid_fields`: `/person` has no account."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/audit-actors")]
pub(super) async fn look_up_audit_actor(
    state: web::Data<State>,
    auditor: Auditor,
    body: Body<LookUpActor>,
) -> ApiResult<HttpResponse> {
    let found = service::look_up_actor(&state, &auditor, &body.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(found))
}

use super::{model::AuditQuery, service};
use crate::{
    http::authority::Auditor,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{get, web};
use shared_types::{audit::AuditPage, problem::ProblemCode};

/// Search the audit trail
#[utoipa::path(
    tag = "audit-events",
    description = "An auditor. The newest first; each search is an event itself.",
    params(AuditQuery),
    responses(
        (status = 200, description = "A part of the trail.", body = AuditPage),
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
    if !query.is_within_bounds() {
        return Err(ProblemCode::MalformedParameter.into());
    }
    Ok(web::Json(service::search(&state, &auditor, &query).await?))
}

//! What staff do to bindings.

use crate::{
    features::account::revoking,
    http::{authority::Revoker, body::Body},
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpResponse, post, web};
use shared_types::objection::RevokeBinding;
use uuid::Uuid;

/// Revoke a binding
///
/// The registrar of the child's school, or an officer of the bureau, with a reason that the guardian reads in a mail. The
/// application that led to it ends too; another can be sent.
#[utoipa::path(
    tag = "bindings",
    params(("id" = Uuid, Path, description = "The binding.")),
    request_body = RevokeBinding,
    responses(
        (status = 204, description = "The binding has ended."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: over already, or of another's school."),
        (status = 409, description = "`second_person_needed`: whoever is bound to the child or has applied for it."),
    ),
    security(("account_session" = [])),
)]
#[post("/bindings/{id}/revocations")]
pub(in super::super) async fn revoke_binding(
    state: web::Data<State>,
    revoker: Revoker,
    id: web::Path<Uuid>,
    body: Body<RevokeBinding>,
) -> ApiResult<HttpResponse> {
    revoking::revoke_own(&state, &revoker, *id, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Revoke an approval
///
/// The registrar of the child's school, or an officer of the bureau, with a reason that the parent reads in a mail: the
/// binding that the approval led to ends, or, while no account has been opened, the application alone. Another can be
/// sent.
#[utoipa::path(
    tag = "binding-applications",
    params(("id" = Uuid, Path, description = "The application.")),
    request_body = RevokeBinding,
    responses(
        (status = 204, description = "The application has ended."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: not approved, over already, or of another's school."),
        (status = 409, description = "`second_person_needed`: whoever is bound to the child or has applied for it; \
            `stale`: its account opens this moment."),
    ),
    security(("account_session" = [])),
)]
#[post("/binding-applications/{id}/revocations")]
pub(in super::super) async fn revoke_approval(
    state: web::Data<State>,
    revoker: Revoker,
    id: web::Path<Uuid>,
    body: Body<RevokeBinding>,
) -> ApiResult<HttpResponse> {
    revoking::revoke_approval(&state, &revoker, *id, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

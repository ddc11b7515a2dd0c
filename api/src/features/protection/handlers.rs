use super::{
    lifting::{self, Act},
    lookup,
    model::{DeskQuery, SealQuery},
    seals,
};
use crate::{
    features::review,
    http::{authority::ProtectionOfficer, body::Body},
    paging::Paging,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, http::header, post, web};
use shared_types::{
    List, Page,
    problem::ProblemCode,
    protection::{LookUpProtected, ProtectedChild, ProtectionApplication, ProtectiveSeal, SealChild},
};
use uuid::Uuid;

/// Find the child that an order is about
///
/// A protection officer, by the child's ID number: the child at each school that has it, and who is bound to it. Sixty
/// an hour; each goes into the audit trail.
#[utoipa::path(
    tag = "protective-seals",
    request_body = LookUpProtected,
    responses(
        (status = 200, description = "The child, or nothing.", body = List<ProtectedChild>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/protection-lookups")]
pub(super) async fn look_up_protected(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    body: Body<LookUpProtected>,
) -> ApiResult<HttpResponse> {
    let found = lookup::look_up(&state, &officer, &body.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(found))
}

/// Protective seals
#[utoipa::path(
    tag = "protective-seals",
    description = "A protection officer. The newest first. That they were read goes into the audit trail.",
    params(SealQuery),
    responses(
        (status = 200, description = "A page of seals.", body = Page<ProtectiveSeal>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/protective-seals")]
pub(super) async fn list_seals(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    query: Result<web::Query<SealQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<ProtectiveSeal>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(seals::list(&state, &officer, &query).await?))
}

/// Seal a child
///
/// A protection officer. At once: the bindings that the order names end, with every session of those accounts;
/// approvals that haven't been carried out wait for the desk; applications for the child, present and to come, leave the
/// school's sight and are decided at the protection desk. Applicants go on reading 待審核. The same order once more
/// finds its seal, and ends what it names besides.
#[utoipa::path(
    tag = "protective-seals",
    request_body = SealChild,
    responses(
        (status = 200, description = "Sealed before by the same order.", body = ProtectiveSeal),
        (status = 201, description = "Sealed.", body = ProtectiveSeal),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 409, description = "`second_person_needed`: the order ends bindings, and the officer has a part in the \
            child."),
    ),
    security(("account_session" = [])),
)]
#[post("/protective-seals")]
pub(super) async fn seal_child(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    body: Body<SealChild>,
) -> ApiResult<HttpResponse> {
    let (seal, is_new) = seals::seal(&state, &officer, body.0).await?;
    let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(seal))
}

/// Ask for a seal to be lifted
#[utoipa::path(
    tag = "protective-seals",
    description = "A protection officer. It stays in force until another one approves. Asking again is answered alike.",
    params(("id" = Uuid, Path, description = "The seal.")),
    responses(
        (status = 200, description = "Asked for.", body = ProtectiveSeal),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`wrong_state`: lifted, or somebody else has asked for it; \
            `second_person_needed`: the officer has a part in the child."),
    ),
    security(("account_session" = [])),
)]
#[post("/protective-seals/{id}/lift-requests")]
pub(super) async fn request_lift(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ProtectiveSeal>> {
    Ok(web::Json(lifting::act(&state, &officer, *id, Act::Request).await?))
}

/// Withdraw the request to lift a seal
#[utoipa::path(
    tag = "protective-seals",
    description = "A protection officer, whoever asked for it. Where nobody has, nothing changes.",
    params(("id" = Uuid, Path, description = "The seal.")),
    responses(
        (status = 200, description = "In force.", body = ProtectiveSeal),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`wrong_state`: lifted; `second_person_needed`: the officer has a part in the child."),
    ),
    security(("account_session" = [])),
)]
#[post("/protective-seals/{id}/lift-withdrawals")]
pub(super) async fn withdraw_lift(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ProtectiveSeal>> {
    Ok(web::Json(lifting::act(&state, &officer, *id, Act::Withdraw).await?))
}

/// Approve that a seal is lifted
#[utoipa::path(
    tag = "protective-seals",
    description = "A protection officer other than the one who asked for it. What waits for the child is then the \
        school's again; bindings that ended stay ended. Approving again is answered alike.",
    params(("id" = Uuid, Path, description = "The seal.")),
    responses(
        (status = 200, description = "Lifted.", body = ProtectiveSeal),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`second_person_needed`: whoever asked for it, or has a part in the child; \
            `wrong_state`: nobody has asked for it, or another has lifted it."),
    ),
    security(("account_session" = [])),
)]
#[post("/protective-seals/{id}/lift-approvals")]
pub(super) async fn approve_lift(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ProtectiveSeal>> {
    Ok(web::Json(lifting::act(&state, &officer, *id, Act::Approve).await?))
}

/// The grid of the protection desk
#[utoipa::path(
    tag = "protective-seals",
    description = "A protection officer. What was sent for sealed children of the whole city, the oldest first; it is \
        decided by `POST /review-decisions`. What the school had approved and nobody has carried out waits too (`is_held`); \
        approving it has it carried out. That it was read goes into the audit trail.",
    params(DeskQuery),
    responses(
        (status = 200, description = "A page of applications.", body = Page<ProtectionApplication>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/protection-applications")]
pub(super) async fn list_protection_applications(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    query: Result<web::Query<DeskQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<ProtectionApplication>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    let paging = Paging::new(query.page, query.page_size)?;
    Ok(web::Json(review::desk(&state, &officer, query.state, paging).await?))
}

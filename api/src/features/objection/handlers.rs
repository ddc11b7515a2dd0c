use super::{model::ObjectionQuery, notices, objections, settling};
use crate::{
    http::{
        authority::{ProtectionOfficer, Registrar, Settler, SignedIn},
        body::Body,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, post, web};
use shared_types::{
    List, Page,
    objection::{BindingObjection, GuardianNotice, OwnObjection, RaiseObjection, SettleObjection},
    problem::ProblemCode,
};
use uuid::Uuid;

/// Applications of others for the own children
#[utoipa::path(
    tag = "binding-objections",
    description = "Anyone signed in: who else has applied for a child since it was bound to the own account, masked, \
        and for 90 days after that was decided. The newest first, 200 at most.",
    responses(
        (status = 200, description = "What others have applied for.", body = List<GuardianNotice>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/guardian-notices")]
pub(super) async fn list_guardian_notices(
    state: web::Data<State>,
    signed_in: SignedIn,
) -> ApiResult<web::Json<List<GuardianNotice>>> {
    Ok(web::Json(notices::list(&state, &signed_in).await?))
}

/// Own objections
#[utoipa::path(
    tag = "binding-objections",
    description = "Anyone signed in. The newest first.",
    responses(
        (status = 200, description = "Own objections.", body = List<OwnObjection>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/binding-objections")]
pub(super) async fn list_own_objections(
    state: web::Data<State>,
    signed_in: SignedIn,
) -> ApiResult<web::Json<List<OwnObjection>>> {
    Ok(web::Json(objections::list_own(&state, &signed_in).await?))
}

/// Object to an application for the own child
///
/// A guardian who is bound to the child, to what `GET /guardian-notices` shows. Until the school's registrar has
/// settled it nobody approves the application, and an approval opens no account. Once for an application and the
/// person whom it names; the same request again finds it. Ten a day.
#[utoipa::path(
    tag = "binding-objections",
    request_body = RaiseObjection,
    responses(
        (status = 200, description = "Raised before.", body = OwnObjection),
        (status = 201, description = "Raised.", body = OwnObjection),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: not of a bound child, or over."),
        (status = 409, description = "`wrong_state`: settled; `stale`: the application was corrected since the notice."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/binding-objections")]
pub(super) async fn raise_objection(
    state: web::Data<State>,
    signed_in: SignedIn,
    body: Body<RaiseObjection>,
) -> ApiResult<HttpResponse> {
    let (objection, is_new) = objections::raise(&state, &signed_in, body.0).await?;
    let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(objection))
}

/// Objections at a school
#[utoipa::path(
    tag = "binding-objections",
    description = "The school's registrar. Those that wait come first, the oldest first.",
    params(("code" = String, Path, description = "The school."), ObjectionQuery),
    responses(
        (status = 200, description = "A page of objections.", body = Page<BindingObjection>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/schools/{code}/binding-objections")]
pub(super) async fn list_school_objections(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
    query: Result<web::Query<ObjectionQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<BindingObjection>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(settling::list(&state, &registrar, &code, &query).await?))
}

/// Objections about protected children
#[utoipa::path(
    tag = "binding-objections",
    description = "A protection officer. Of the whole city; those that wait come first, the oldest first. That they were \
        read goes into the audit trail.",
    params(ObjectionQuery),
    responses(
        (status = 200, description = "A page of objections.", body = Page<BindingObjection>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/protection-objections")]
pub(super) async fn list_protection_objections(
    state: web::Data<State>,
    officer: ProtectionOfficer,
    query: Result<web::Query<ObjectionQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<BindingObjection>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(settling::list_sealed(&state, &officer, &query).await?))
}

/// Settle an objection
///
/// The registrar of the child's school; about a protected child, a protection officer alone. Dismissed: the application
/// goes on. Upheld: what has opened no account is returned to its applicant, who is asked for papers, and what has ends;
/// nobody is told that somebody objected. Whoever objected is told the outcome by mail. The same outcome again is
/// answered alike, whoever settled it.
#[utoipa::path(
    tag = "binding-objections",
    params(("id" = Uuid, Path, description = "The objection.")),
    request_body = SettleObjection,
    responses(
        (status = 200, description = "Settled.", body = BindingObjection),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, of another's school, of a protected child, or against somebody \
            whom the application doesn't name any more."),
        (status = 409, description = "`wrong_state`: settled otherwise, or the household registry is still being asked; \
            `stale`: the application changed this moment; `second_person_needed`: who objected, has applied for the \
            child, or is bound to it."),
    ),
    security(("account_session" = [])),
)]
#[post("/binding-objections/{id}/settlements")]
pub(super) async fn settle_objection(
    state: web::Data<State>,
    settler: Settler,
    id: web::Path<Uuid>,
    body: Body<SettleObjection>,
) -> ApiResult<web::Json<BindingObjection>> {
    Ok(web::Json(settling::settle(&state, &settler, *id, body.0).await?))
}

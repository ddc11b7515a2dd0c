use super::{ending, listing, lookup, model::DelegationQuery, recording};
use crate::{
    http::{
        authority::{BureauOfficer, RoleReader},
        body::Body,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, http::header, post, web};
use shared_types::{
    Page,
    delegation::{CarerDelegation, DelegationLookup, EndDelegation, LookUpDelegation, RecordDelegation},
    problem::ProblemCode,
};
use uuid::Uuid;

/// Find the child and the carer of a delegation
///
/// An officer of the bureau, by the numbers in the papers: the child at that school, and the carer's account, masked,
/// where there is one. 120 an hour, with those that are recorded; each goes into the audit trail.
#[utoipa::path(
    tag = "carer-delegations",
    request_body = LookUpDelegation,
    responses(
        (status = 200, description = "What was found.", body = DelegationLookup),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`student_not_found`"),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/carer-delegation-lookups")]
pub(super) async fn look_up_delegation(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<LookUpDelegation>,
) -> ApiResult<HttpResponse> {
    let found = lookup::look_up(&state, &officer, &body.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(found))
}

/// Delegations
#[utoipa::path(
    tag = "carer-delegations",
    description = "An officer of the bureau, or an auditor. The newest first.",
    params(DelegationQuery),
    responses(
        (status = 200, description = "A page of delegations.", body = Page<CarerDelegation>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/carer-delegations")]
pub(super) async fn list_delegations(
    state: web::Data<State>,
    _: RoleReader,
    query: Result<web::Query<DelegationQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<CarerDelegation>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(listing::list(&state, &query).await?))
}

/// Record a delegation
///
/// An officer of the bureau, from papers. From the first day to the last, on Taipei's calendar, the child is among the
/// carer's. A carer without an account gets one, and by mail a link to set a password; one with an account, and the
/// child's guardians, are told by mail. The same request again finds what it recorded. What follows a delegation is
/// another one, on later days.
#[utoipa::path(
    tag = "carer-delegations",
    request_body = RecordDelegation,
    responses(
        (status = 200, description = "Recorded before.", body = CarerDelegation),
        (status = 201, description = "Recorded.", body = CarerDelegation),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`student_not_found`: nobody of that number is at that school."),
        (status = 409, description = "`already_applied`: the carer is bound to the child as a guardian; `wrong_state`: \
            the carer has the child for some of these days, or by the same papers for others; \
            `second_person_needed`: the carer is the officer, or the officer has a part in the child."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/carer-delegations")]
pub(super) async fn record_delegation(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<RecordDelegation>,
) -> ApiResult<HttpResponse> {
    let (delegation, is_new) = recording::record(&state, &officer, body.0).await?;
    let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(delegation))
}

/// End a delegation before its last day
#[utoipa::path(
    tag = "carer-delegations",
    description = "An officer of the bureau, with a reason. At once: the child is no longer among the carer's, whose \
        sessions stay. Carer and guardians are told by mail. The same officer again is answered alike.",
    params(("id" = Uuid, Path, description = "The delegation.")),
    request_body = EndDelegation,
    responses(
        (status = 200, description = "Ended.", body = CarerDelegation),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`wrong_state`: it is over; `second_person_needed`: the officer has a part in the child."),
    ),
    security(("account_session" = [])),
)]
#[post("/carer-delegations/{id}/endings")]
pub(super) async fn end_delegation(
    state: web::Data<State>,
    officer: BureauOfficer,
    id: web::Path<Uuid>,
    body: Body<EndDelegation>,
) -> ApiResult<web::Json<CarerDelegation>> {
    Ok(web::Json(ending::end(&state, &officer, *id, &body.0).await?))
}

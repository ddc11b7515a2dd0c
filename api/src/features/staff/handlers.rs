use super::{
    homeroom,
    model::{HomeroomQuery, RoleQuery},
    roles,
};
use crate::{
    http::{
        authority::{BureauOfficer, Registrar, RoleReader},
        body::Body,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, delete, get, post, web};
use serde::Serialize;
use shared_types::{
    List, Page,
    problem::ProblemCode,
    staff::{AssignHomeroom, GrantRole, GrantedRole, HomeroomAssignment, OwnSchool},
};
use uuid::Uuid;

/// Who has which role
#[utoipa::path(
    tag = "staff-roles",
    description = "An officer of the bureau, or an auditor. By role and school.",
    params(RoleQuery),
    responses(
        (status = 200, description = "A page of roles.", body = Page<GrantedRole>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/staff-roles")]
pub(super) async fn list_staff_roles(
    state: web::Data<State>,
    _: RoleReader,
    query: Result<web::Query<RoleQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<GrantedRole>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(roles::list(&state, &query).await?))
}

/// Grant a role
///
/// An officer of the bureau, to somebody else who has an account. 120 people an hour can be named. The same request
/// again finds what it granted.
#[utoipa::path(
    tag = "staff-roles",
    request_body = GrantRole,
    responses(
        (status = 200, description = "Granted before.", body = GrantedRole),
        (status = 201, description = "Granted.", body = GrantedRole),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 409, description = "`wrong_state`: the person has the role for other days, which have to be ended \
            first; `second_person_needed`: to oneself."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/staff-roles")]
pub(super) async fn grant_staff_role(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<GrantRole>,
) -> ApiResult<HttpResponse> {
    Ok(granted(roles::grant(&state, &officer, body.0).await?))
}

/// End a role
#[utoipa::path(
    tag = "staff-roles",
    description = "An officer of the bureau, somebody else's. The person's next request is without it.",
    params(("id" = Uuid, Path, description = "The role.")),
    responses(
        (status = 204, description = "Ended."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or over already."),
        (status = 409, description = "`second_person_needed`: the own role."),
    ),
    security(("account_session" = [])),
)]
#[delete("/staff-roles/{id}")]
pub(super) async fn end_staff_role(
    state: web::Data<State>,
    officer: BureauOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    roles::end(&state, &officer, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The own schools
#[utoipa::path(
    tag = "staff-roles",
    description = "A registrar: the schools of the own roles that are in force, by code, also those that have no classes yet.",
    responses(
        (status = 200, description = "The schools.", body = List<OwnSchool>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/own-schools")]
pub(super) async fn list_own_schools(
    state: web::Data<State>,
    registrar: Registrar,
) -> ApiResult<web::Json<List<OwnSchool>>> {
    Ok(web::Json(roles::own_schools(&state, &registrar).await?))
}

/// Homeroom teachers of a school
#[utoipa::path(
    tag = "homeroom-assignments",
    description = "The school's registrar. Of the classes of its present year, and of one to come.",
    params(("code" = String, Path, description = "The school."), HomeroomQuery),
    responses(
        (status = 200, description = "A page, by class.", body = Page<HomeroomAssignment>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/schools/{code}/homeroom-assignments")]
pub(super) async fn list_homeroom_assignments(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
    query: Result<web::Query<HomeroomQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<HomeroomAssignment>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(homeroom::list(&state, &registrar, &code, &query).await?))
}

/// Give a class to a homeroom teacher or a substitute
///
/// The school's registrar, to somebody else who has an account. 120 people an hour can be named. The same request
/// again finds what it gave. The next import of `staff.csv` sets a class's teachers anew, and leaves substitutes.
#[utoipa::path(
    tag = "homeroom-assignments",
    params(("code" = String, Path, description = "The school.")),
    request_body = AssignHomeroom,
    responses(
        (status = 200, description = "Given before.", body = HomeroomAssignment),
        (status = 201, description = "Given.", body = HomeroomAssignment),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
        (status = 409, description = "`wrong_state`: the person has the class for other days, which have to be ended \
            first; `second_person_needed`: to oneself."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/schools/{code}/homeroom-assignments")]
pub(super) async fn assign_homeroom(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
    body: Body<AssignHomeroom>,
) -> ApiResult<HttpResponse> {
    Ok(granted(homeroom::assign(&state, &registrar, &code, body.0).await?))
}

/// Take a class from a homeroom teacher
#[utoipa::path(
    tag = "homeroom-assignments",
    description = "The school's registrar. The teacher's next request is without it.",
    params(
        ("code" = String, Path, description = "The school."),
        ("id" = Uuid, Path, description = "What was given."),
    ),
    responses(
        (status = 204, description = "Ended."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, over already, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[delete("/schools/{code}/homeroom-assignments/{id}")]
pub(super) async fn end_homeroom_assignment(
    state: web::Data<State>,
    registrar: Registrar,
    path: web::Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    let (code, id) = path.into_inner();
    homeroom::end(&state, &registrar, &code, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn granted((granted, is_new): (impl Serialize, bool)) -> HttpResponse {
    let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    response.json(granted)
}

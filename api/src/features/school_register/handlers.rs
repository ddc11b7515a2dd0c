use super::service;
use crate::{
    http::{
        authority::{BureauOfficer, RoleReader},
        body::Body,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpResponse, get, post, put, web};
use shared_types::{
    List,
    school_register::{AddSchool, ChangeSchool, SchoolRecord},
};

/// The schools with what holds them open
#[utoipa::path(
    tag = "schools",
    description = "An officer of the bureau, or an auditor. All of them by code, closed ones too, with how many children \
        are there.",
    responses(
        (status = 200, description = "All schools.", body = List<SchoolRecord>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/school-records")]
pub(super) async fn list_school_records(
    state: web::Data<State>,
    _: RoleReader,
) -> ApiResult<web::Json<List<SchoolRecord>>> {
    Ok(web::Json(service::list(&state).await?))
}

/// Add a school
///
/// An officer of the bureau. Parents find it at once, and its registrar can bring its children.
#[utoipa::path(
    tag = "schools",
    request_body = AddSchool,
    responses(
        (status = 201, description = "Added.", body = SchoolRecord),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 409, description = "`wrong_state` at `/code`: a school has that code, open or closed."),
    ),
    security(("account_session" = [])),
)]
#[post("/schools")]
pub(super) async fn add_school(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<AddSchool>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(service::add(&state, &officer, body.0).await?))
}

/// Change a school
///
/// An officer of the bureau, as a whole and with the version that was read. A closed school is on no list that parents
/// see, and no child comes to it; it can be opened again. The same request again finds what it changed.
#[utoipa::path(
    tag = "schools",
    params(("code" = String, Path, description = "The school.")),
    request_body = ChangeSchool,
    responses(
        (status = 200, description = "As it is now.", body = SchoolRecord),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: no such school."),
        (status = 409, description = "`stale`: somebody changed it meanwhile. `wrong_state` at `/is_closed`: children are \
            there (`children` of `GET /school-records` says how many); at `/levels`: classes of its newest school year \
            are of a level that is missing."),
    ),
    security(("account_session" = [])),
)]
#[put("/schools/{code}")]
pub(super) async fn change_school(
    state: web::Data<State>,
    officer: BureauOfficer,
    code: web::Path<String>,
    body: Body<ChangeSchool>,
) -> ApiResult<web::Json<SchoolRecord>> {
    Ok(web::Json(service::change(&state, &officer, &code, body.0).await?))
}

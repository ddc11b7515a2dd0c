use super::service;
use crate::{
    http::{authority::Registrar, body::Body},
    problem::ApiResult,
    state::State,
};
use actix_web::{get, put, web};
use shared_types::school_settings::{SchoolContacts, SchoolSettings};

/// Settings of a school
#[utoipa::path(
    tag = "schools",
    description = "The school's registrar.",
    params(("code" = String, Path, description = "The school.")),
    responses(
        (status = 200, description = "The settings.", body = SchoolSettings),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/schools/{code}/settings")]
pub(super) async fn get_school_settings(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
) -> ApiResult<web::Json<SchoolSettings>> {
    Ok(web::Json(service::own(&state, &registrar, &code).await?))
}

/// Change the settings of a school
///
/// The school's registrar, as a whole and with the version that was read. The same request again finds what it changed.
/// What was approved stays approved when the paper is required from now on.
#[utoipa::path(
    tag = "schools",
    params(("code" = String, Path, description = "The school.")),
    request_body = SchoolSettings,
    responses(
        (status = 200, description = "As they are now.", body = SchoolSettings),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
        (status = 409, description = "`stale`: somebody changed them meanwhile."),
    ),
    security(("account_session" = [])),
)]
#[put("/schools/{code}/settings")]
pub(super) async fn change_school_settings(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
    body: Body<SchoolSettings>,
) -> ApiResult<web::Json<SchoolSettings>> {
    Ok(web::Json(service::change(&state, &registrar, &code, body.0).await?))
}

/// Whom to call at a school
///
/// For everybody: until when the school expects applications, whether it wants the signed paper back, and its offices.
#[utoipa::path(
    tag = "schools",
    params(("code" = String, Path, description = "The school.")),
    responses(
        (status = 200, description = "As the school has set it.", body = SchoolContacts),
        (status = 404, description = "`not_found`: no such school."),
    ),
)]
#[get("/schools/{code}/contacts")]
pub(super) async fn get_school_contacts(
    state: web::Data<State>,
    code: web::Path<String>,
) -> ApiResult<web::Json<SchoolContacts>> {
    Ok(web::Json(service::contacts(&state, &code).await?))
}

use super::service;
use crate::{
    http::{
        authority::{BureauOfficer, RoleReader},
        body::Body,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{get, put, web};
use shared_types::policy::{DecidePolicies, Policies};

/// The city's policies
#[utoipa::path(
    tag = "policies",
    description = "An officer of the bureau, or an auditor.",
    responses(
        (status = 200, description = "Those in force.", body = Policies),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/policies")]
pub(super) async fn get_policies(state: web::Data<State>, _: RoleReader) -> ApiResult<web::Json<Policies>> {
    Ok(web::Json(service::read(&state).await?))
}

/// Decide the city's policies
///
/// An officer of the bureau, as a whole and with the version that was read. In force at once, for what is decided from
/// then on: what was approved and opened before stays as it is. The same request again finds what it changed.
#[utoipa::path(
    tag = "policies",
    request_body = DecidePolicies,
    responses(
        (status = 200, description = "As they are now.", body = Policies),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 409, description = "`stale`: somebody decided otherwise meanwhile."),
    ),
    security(("account_session" = [])),
)]
#[put("/policies")]
pub(super) async fn decide_policies(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<DecidePolicies>,
) -> ApiResult<web::Json<Policies>> {
    Ok(web::Json(service::decide(&state, &officer, &body.0).await?))
}

use super::service;
use crate::{http::authority::RoleReader, problem::ApiResult, state::State};
use actix_web::{get, web};
use shared_types::census::CityCensus;

/// How far the city has got
///
/// An officer of the bureau, or an auditor. Counts children of every school's present year, each once, at the furthest it
/// has got; counts alone, nobody's data.
#[utoipa::path(
    tag = "census",
    responses(
        (status = 200, description = "The counts.", body = CityCensus),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/census")]
pub(super) async fn get_census(state: web::Data<State>, _: RoleReader) -> ApiResult<web::Json<CityCensus>> {
    Ok(web::Json(service::census(&state).await?))
}

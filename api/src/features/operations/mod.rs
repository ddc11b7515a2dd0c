//! For operators and newcomers: health, metrics, what kind of installation this is, the demo's mailbox.

mod health;
mod mailbox;
mod metrics;

pub use metrics::install_recorder;

use crate::{features::contact_verification, state::State};
use actix_web::{HttpResponse, get, web};
use shared_types::environment::Environment;
use utoipa_actix_web::service_config::ServiceConfig;

/// Under `/api/v1`.
pub fn configure(config: &mut ServiceConfig) {
    config.service(get_environment).service(get_openapi_document);
}

/// Outside the API.
pub fn configure_plain(config: &mut web::ServiceConfig) {
    config
        .service(health::live)
        .service(health::ready)
        .service(metrics::scrape)
        .service(mailbox::page)
        .service(mailbox::json)
        .service(mailbox::attachment);
}

/// What kind of installation this is
#[utoipa::path(
    tag = "operations",
    description = "Anyone.",
    responses((status = 200, description = "The kind.", body = Environment)),
)]
#[get("/environment")]
async fn get_environment(state: web::Data<State>) -> web::Json<Environment> {
    web::Json(Environment { demo: state.config.is_demo(), contact_channels: contact_verification::offered(&state) })
}

/// This document
#[utoipa::path(
    tag = "operations",
    description = "Anyone. OpenAPI 3.1, of this very server.",
    responses((status = 200, description = "The document.", body = Object)),
)]
#[get("/openapi.json")]
async fn get_openapi_document(document: web::Data<utoipa::openapi::OpenApi>) -> HttpResponse {
    HttpResponse::Ok().json(document.get_ref())
}

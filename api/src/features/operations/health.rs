//! Whether the process runs, and whether it can serve.

use crate::state::State;
use actix_web::{HttpResponse, get, web};

#[get("/health/live")]
pub(super) async fn live() -> &'static str {
    "ok"
}

/// 503 while the database is away.
#[get("/health/ready")]
pub(super) async fn ready(state: web::Data<State>) -> HttpResponse {
    match state.database.reader().ping().await {
        Ok(()) => HttpResponse::Ok().body("ok"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().insert_header(("retry-after", "5")).body("the database is away")
        }
    }
}

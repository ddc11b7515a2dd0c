//! The demo's development mailbox. In production there is none, and these pages aren't there.

use crate::{
    gateways::mail::{DevelopmentMailbox, Mail},
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, web};
use minijinja::{Environment, context};
use shared_types::{problem::ProblemCode, taiwan_time};

fn mailbox(state: &State) -> ApiResult<&DevelopmentMailbox> {
    Ok(state.mailers.development.as_ref().ok_or(ProblemCode::NotFound)?)
}

#[get("/dev/mailbox.json")]
pub(super) async fn json(state: web::Data<State>) -> ApiResult<web::Json<Vec<Mail>>> {
    Ok(web::Json(mailbox(&state)?.mails().await.map_err(ApiError::internal)?))
}

#[get("/dev/mailbox")]
pub(super) async fn page(state: web::Data<State>) -> ApiResult<HttpResponse> {
    let mails = mailbox(&state)?.mails().await.map_err(ApiError::internal)?;
    let mails: Vec<_> = mails
        .into_iter()
        .map(|mail| {
            let lines: Vec<_> = mail.text.lines().map(|line| (line.starts_with("http"), line.to_owned())).collect();
            context! { to => mail.to, subject => mail.subject, at => taiwan_time::gregorian_date_time(mail.sent_at), lines }
        })
        .collect();
    let html = Environment::new()
        .render_named_str("mailbox.html", include_str!("../../../templates/mailbox.html"), context! { mails })
        .map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(html))
}

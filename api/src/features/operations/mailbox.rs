//! The demo's development mailbox. In production there is none, and these pages aren't there.

use crate::{
    gateways::mail::{DevelopmentMailbox, Mail},
    http,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, web};
use minijinja::{Environment, context};
use shared_types::{problem::ProblemCode, taiwan_time};
use uuid::Uuid;

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
            let files = mail.attachments.iter().enumerate();
            let attachments: Vec<_> = files
                .map(|(index, file)| (format!("/dev/mailbox/{}/attachments/{index}", mail.id), file.file_name.clone()))
                .collect();
            let at = taiwan_time::gregorian_date_time(mail.sent_at);
            context! { to => mail.to, subject => mail.subject, at, lines, attachments }
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

#[get("/dev/mailbox/{mail}/attachments/{index}")]
pub(super) async fn attachment(state: web::Data<State>, path: web::Path<(Uuid, usize)>) -> ApiResult<HttpResponse> {
    let (mail, index) = path.into_inner();
    let found = mailbox(&state)?.attachment(mail, index).await.map_err(ApiError::internal)?;
    let file = found.ok_or(ProblemCode::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header(http::attachment(&file.file_name))
        .body(file.bytes))
}

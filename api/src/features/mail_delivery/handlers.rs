use super::{bounce, resend, service};
use crate::{
    crypto::constant_time_eq,
    http::{
        authority::{Registrar, Reviewer},
        body::Body,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use serde::Deserialize;
use shared_types::{
    Page, limits,
    mail::{ReportBounce, UndeliveredMail},
    problem::ProblemCode,
};
use utoipa::IntoParams;
use uuid::Uuid;

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MailQuery {
    /// From 1.
    #[param(minimum = 1, default = 1)]
    page: u32,
    #[param(minimum = 1, maximum = 200, default = 30)]
    page_size: u32,
}

impl Default for MailQuery {
    fn default() -> Self {
        Self { page: 1, page_size: limits::PAGE_SIZE }
    }
}

/// Mails of a school that didn't arrive
///
/// The school's registrar. Mails about open applications that wait for the mail server, were refused or came back, the
/// oldest first; those that were sent again are gone from here.
#[utoipa::path(
    tag = "mail-deliveries",
    params(("code" = String, Path, description = "The school."), MailQuery),
    responses(
        (status = 200, description = "A page.", body = Page<UndeliveredMail>),
        (status = 400, description = "`malformed_parameter`"),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/schools/{code}/undelivered-mails")]
pub(super) async fn list_undelivered_mails(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
    query: Result<web::Query<MailQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<UndeliveredMail>>> {
    let query = query.ok().map(web::Query::into_inner);
    let is_within_bounds = |q: &MailQuery| q.page > 0 && (1..=limits::PAGE_SIZE_MAX).contains(&q.page_size);
    let query = query.filter(is_within_bounds).ok_or_else(|| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(service::undelivered(&state, &registrar, &code, query.page, query.page_size).await?))
}

/// Send a mail again
///
/// The homeroom teacher of the child's class, or the school's registrar. The mail is made anew, with what is true by
/// now, to the address that the application has now. 600 an hour; the same request again sends nothing more.
#[utoipa::path(
    tag = "mail-deliveries",
    params(("id" = Uuid, Path, description = "The mail.")),
    responses(
        (status = 204, description = "It goes out."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or not about a child of the own classes and schools."),
        (status = 409, description = "`wrong_state`: the application has gone on since; the mail would only confuse."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/mail-deliveries/{id}/resends")]
pub(super) async fn send_mail_again(
    state: web::Data<State>,
    reviewer: Reviewer,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    resend::resend(&state, &reviewer, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Report a mail that came back
///
/// For the mail service, with the token that the operator gave it (`KINBIND_MAIL_BOUNCE_TOKEN`). A mail that isn't known
/// is no error: services tell of every mail that they sent.
#[utoipa::path(
    tag = "mail-deliveries",
    request_body = ReportBounce,
    responses(
        (status = 204, description = "Noted, or nothing to note."),
        (status = 401, description = "`not_signed_in`: another token, or none."),
        (status = 404, description = "`not_found`: this installation takes no reports."),
    ),
    security(("mail_service" = [])),
)]
#[post("/mail-bounces")]
pub(super) async fn report_bounce(
    state: web::Data<State>,
    request: HttpRequest,
    body: Body<ReportBounce>,
) -> ApiResult<HttpResponse> {
    let token = state.config.mail.mail_bounce_token.as_deref().ok_or(ProblemCode::NotFound)?;
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if !constant_time_eq(sent.as_bytes(), token.as_bytes()) {
        return Err(ProblemCode::NotSignedIn.into());
    }
    if let Some(mail) = body.0.mail() {
        bounce::record(&state, &bounce::Bounce { mail, status: body.0.status }).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

use super::{email, form_pdf, service, submit};
use crate::{
    http::{
        attachment,
        authority::{Applicant, ApplicationOwner, ApplicationReader},
        body::Body,
        is_navigation,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use serde::Deserialize;
use shared_types::{
    List,
    account::ConfirmEmail,
    application::{BindingApplication, SendAgain, SubmitApplications},
    language::Language,
    problem::ProblemCode,
    school_settings::SchoolContacts,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Send a form
///
/// The applicant. One application for each child, all or none. Each goes to the homeroom teacher, where a household registry is
/// configured after that was asked (`registry_checking`).
#[utoipa::path(
    tag = "binding-applications",
    request_body = SubmitApplications,
    responses(
        (status = 201, description = "Received, in the order of the form.", body = List<BindingApplication>),
        (status = 409, description = "`already_applied`, `parent_places_full`, `consent_outdated`"),
        (status = 429, description = "`too_many_requests`: thirty forms and corrections an hour."),
    ),
    security(("applicant_session" = [])),
)]
#[post("/binding-applications")]
pub(super) async fn submit_applications(
    state: web::Data<State>,
    applicant: Applicant,
    body: Body<SubmitApplications>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(submit::submit(&state, &applicant, body.0).await?))
}

/// Own applications
#[utoipa::path(
    tag = "binding-applications",
    description = "The applicant: those sent with the verified address. A signed-in guardian: those of the own \
        account and ID number. The newest form first, its children as they were entered; 200 at most. \
        So does a service that the person allowed `applications`.",
    responses(
        (status = 200, description = "Own applications.", body = List<BindingApplication>),
        (status = 403, description = "`password_change_required`, `not_allowed`: the token is for something else."),
    ),
    security(("applicant_session" = []), ("account_session" = []), ("access_token" = ["applications"])),
)]
#[get("/binding-applications")]
pub(super) async fn list_applications(
    state: web::Data<State>,
    ApplicationReader(owner): ApplicationReader,
) -> ApiResult<web::Json<List<BindingApplication>>> {
    Ok(web::Json(service::list(&state, &owner).await?))
}

/// One own application
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant, or a service that the person allowed `applications`.",
    params(("id" = Uuid, Path, description = "The application.")),
    responses(
        (status = 200, description = "The application.", body = BindingApplication),
        (status = 403, description = "`password_change_required`, `not_allowed`: the token is for something else."),
        (status = 404, description = "`not_found`: absent or somebody else's."),
    ),
    security(("applicant_session" = []), ("account_session" = []), ("access_token" = ["applications"])),
)]
#[get("/binding-applications/{id}")]
pub(super) async fn get_application(
    state: web::Data<State>,
    ApplicationReader(owner): ApplicationReader,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<BindingApplication>> {
    Ok(web::Json(service::get(&state, &owner, *id).await?))
}

/// Correct a returned application and send it again
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant. The correction replaces what was returned and is signed anew.",
    params(("id" = Uuid, Path, description = "The application.")),
    request_body = SendAgain,
    responses(
        (status = 200, description = "Under review again, or asked about.", body = BindingApplication),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: absent or somebody else's."),
        (status = 409, description = "`wrong_state`, `stale`, `already_applied`, `parent_places_full`"),
        (status = 429, description = "`too_many_requests`: thirty forms and corrections an hour."),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[post("/binding-applications/{id}/resubmissions")]
pub(super) async fn send_again(
    state: web::Data<State>,
    owner: ApplicationOwner,
    id: web::Path<Uuid>,
    body: Body<SendAgain>,
) -> ApiResult<web::Json<BindingApplication>> {
    Ok(web::Json(service::send_again(&state, &owner, *id, body.0).await?))
}

/// Whom to call at the school of an application
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant: until when the child's school expects applications, whether it wants the signed form \
        back on paper, and its offices.",
    params(("id" = Uuid, Path, description = "The application.")),
    responses(
        (status = 200, description = "As the school has set it.", body = SchoolContacts),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: absent or somebody else's."),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[get("/binding-applications/{id}/school-contacts")]
pub(super) async fn get_contacts_of_application(
    state: web::Data<State>,
    owner: ApplicationOwner,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<SchoolContacts>> {
    Ok(web::Json(form_pdf::school_contacts(&state, &owner, *id).await?))
}

/// Cancel an application
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant, while it is being reviewed or was returned.",
    params(("id" = Uuid, Path, description = "The application.")),
    responses(
        (status = 200, description = "Cancelled.", body = BindingApplication),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: absent or somebody else's."),
        (status = 409, description = "`wrong_state`, `stale`"),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[post("/binding-applications/{id}/cancellations")]
pub(super) async fn cancel_application(
    state: web::Data<State>,
    owner: ApplicationOwner,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<BindingApplication>> {
    Ok(web::Json(service::cancel(&state, &owner, *id).await?))
}

/// Mail the link that confirms the e-mail address once more
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant. Three an hour. The account of an approved application opens once the link is used.",
    params(("id" = Uuid, Path, description = "The application.")),
    responses(
        (status = 202, description = "The link is on its way."),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: absent or somebody else's."),
        (status = 409, description = "`wrong_state`: the address is confirmed already."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[post("/binding-applications/{id}/email-confirmations")]
pub(super) async fn send_email_confirmation(
    state: web::Data<State>,
    owner: ApplicationOwner,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    email::send_link(&state, &owner, *id).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirm the e-mail address of an application
#[utoipa::path(
    tag = "binding-applications",
    description = "Whoever has the link. Using it twice does no harm.",
    request_body = ConfirmEmail,
    responses(
        (status = 204, description = "Confirmed."),
        (status = 410, description = "`link_expired`: the application names another address by now."),
    ),
)]
#[post("/email-confirmations")]
pub(super) async fn confirm_email(state: web::Data<State>, body: Body<ConfirmEmail>) -> ApiResult<HttpResponse> {
    email::confirm(&state, &body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct FormQuery {
    /// Of the form's labels; the language of the application when nothing else is asked for.
    language: Option<Language>,
}

/// A PDF file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its schema is used")]
struct PdfFile(Vec<u8>);

/// The application form as PDF
#[utoipa::path(
    tag = "binding-applications",
    description = "Its applicant. A tagged PDF (PDF/UA-1) with every child that was signed \
        for at once; not with those that were cancelled, or corrected and signed anew, since then.",
    params(("id" = Uuid, Path, description = "The application."), FormQuery),
    responses(
        (status = 200, description = "The form.", content_type = "application/pdf", body = inline(PdfFile),
            headers(("content-disposition" = String, description = "A file name with the reference number."))),
        (status = 303, description = "Instead of a problem, to a browser that follows a link: to `/progress`, with the \
            problem's code in the fragment."),
        (status = 403, description = "`password_change_required`; `not_allowed`: it has led to an account, which is \
            not signed in."),
        (status = 404, description = "`not_found`: absent or somebody else's."),
        (status = 429, description = "`too_many_requests`: twenty an hour."),
        (status = 503, description = "`unavailable`: too many forms are waiting, or no fonts are installed."),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[get("/binding-applications/{id}/form.pdf")]
pub(super) async fn get_application_form(
    state: web::Data<State>,
    request: HttpRequest,
    owner: ApiResult<ApplicationOwner>,
    id: web::Path<Uuid>,
    query: Result<web::Query<FormQuery>, actix_web::Error>,
) -> ApiResult<HttpResponse> {
    match application_form(&state, owner, *id, query).await {
        Err(problem) if is_navigation(&request) => {
            if let Some(cause) = problem.cause() {
                tracing::error!(code = problem.code.code(), cause = format!("{cause:#}"), "a form can't be downloaded");
            }
            // Nobody can read a problem document: the page says it in words, and asks for a code where one is needed.
            let place = format!("/progress#{}", problem.code.code());
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish())
        }
        answer => answer,
    }
}

async fn application_form(
    state: &State,
    owner: ApiResult<ApplicationOwner>,
    id: Uuid,
    query: Result<web::Query<FormQuery>, actix_web::Error>,
) -> ApiResult<HttpResponse> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    let file = form_pdf::of_application(state, &owner?, id, query.language).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(attachment(&file.name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file.pdf))
}

use super::service;
use crate::{
    http::{
        authority::{Applicant, ApplicationOwner, BureauOfficer, RoleReader},
        body::Body,
        client_name,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Deserialize;
use shared_types::{
    List,
    consent::{AnswerConsent, ConsentDocument, ConsentRecord, ConsentVersion, PublishConsent},
    language::Language,
    problem::ProblemCode,
};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentQuery {
    /// The language to read it in; the Chinese text is authoritative.
    #[serde(default)]
    language: Language,
}

/// The consent text in force
#[utoipa::path(
    tag = "consent-documents",
    description = "Anyone. The newest published version, in the language asked for or in Chinese.",
    params(DocumentQuery),
    responses(
        (status = 200, description = "The text.", body = ConsentDocument),
        (status = 404, description = "`not_found`: nothing has been published yet."),
    ),
)]
#[get("/consent-documents/current")]
pub(super) async fn get_consent_document(
    state: web::Data<State>,
    query: Result<web::Query<DocumentQuery>, actix_web::Error>,
) -> ApiResult<web::Json<ConsentDocument>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(service::current_document(&state, query.language).await?))
}

/// The versions of the consent text
#[utoipa::path(
    tag = "consent-documents",
    description = "An officer of the bureau, or an auditor. The newest first, with how many answered yes and no.",
    responses(
        (status = 200, description = "All versions.", body = List<ConsentVersion>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/consent-documents")]
pub(super) async fn list_consent_versions(
    state: web::Data<State>,
    _: RoleReader,
) -> ApiResult<web::Json<List<ConsentVersion>>> {
    Ok(web::Json(service::versions(&state).await?))
}

/// A published consent text
#[utoipa::path(
    tag = "consent-documents",
    description = "Anyone. One version in one language, in force or not: what an answer was given to.",
    params(("id" = Uuid, Path, description = "The text.")),
    responses(
        (status = 200, description = "The text.", body = ConsentDocument),
        (status = 404, description = "`not_found`"),
    ),
)]
#[get("/consent-documents/{id}")]
pub(super) async fn get_published_document(
    state: web::Data<State>,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ConsentDocument>> {
    Ok(web::Json(service::document(&state, *id).await?))
}

/// Publish a new version of the consent text
#[utoipa::path(
    tag = "consent-documents",
    description = "An officer of the bureau. In force at once: forms that are sent from then on need an answer to it. \
        What was published never changes.",
    request_body = PublishConsent,
    responses(
        (status = 201, description = "Published, in every language given.", body = List<ConsentDocument>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 409, description = "`stale`: that version or a higher one is published."),
    ),
    security(("account_session" = [])),
)]
#[post("/consent-documents")]
pub(super) async fn publish_consent(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<PublishConsent>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(service::publish_version(&state, &officer, body.0).await?))
}

/// Own answers
#[utoipa::path(
    tag = "consent-records",
    description = "The applicant: answers given with the verified address. Anyone signed in: those given from the \
        account, and those that applications of the own account and ID number rest on. The newest first; 200 at most.",
    responses(
        (status = 200, description = "Own answers.", body = List<ConsentRecord>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[get("/consent-records")]
pub(super) async fn list_consent_records(
    state: web::Data<State>,
    owner: ApplicationOwner,
) -> ApiResult<web::Json<List<ConsentRecord>>> {
    Ok(web::Json(service::ledger(&state, &owner).await?))
}

/// Withdraw a consent
#[utoipa::path(
    tag = "consent-records",
    description = "Whose answer it is. In the same moment, applications that rest on it are cancelled and bindings \
        that came of them end; a mail names the children of both.",
    params(("id" = Uuid, Path, description = "The answer.")),
    responses(
        (status = 200, description = "Withdrawn.", body = ConsentRecord),
        (status = 403, description = "`password_change_required`; `not_allowed`: an account is bound by it, and is \
            not signed in."),
        (status = 404, description = "`not_found`: absent or somebody else's."),
        (status = 409, description = "`wrong_state`: it was a no, or is withdrawn already."),
    ),
    security(("applicant_session" = []), ("account_session" = [])),
)]
#[post("/consent-records/{id}/withdrawals")]
pub(super) async fn withdraw_consent(
    state: web::Data<State>,
    owner: ApplicationOwner,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ConsentRecord>> {
    Ok(web::Json(service::withdraw(&state, &owner, *id).await?))
}

/// Answer the consent text
///
/// The applicant. Yes or no, the answer is kept with its time, the text's hash and the verified address; an
/// application names an accepted one.
#[utoipa::path(
    tag = "consent-records",
    request_body = AnswerConsent,
    responses(
        (status = 201, description = "The answer is kept.", body = ConsentRecord),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`consent_outdated`"),
    ),
    security(("applicant_session" = [])),
)]
#[post("/consent-records")]
pub(super) async fn answer_consent(
    state: web::Data<State>,
    request: HttpRequest,
    applicant: Applicant,
    body: Body<AnswerConsent>,
) -> ApiResult<HttpResponse> {
    let record = service::answer_consent(&state, &applicant, client_name(&request), body.0).await?;
    Ok(HttpResponse::Created().json(record))
}

use super::service;
use crate::{
    http::{authority::Applicant, body::Body, client_name},
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Deserialize;
use shared_types::{
    consent::{AnswerConsent, ConsentDocument, ConsentRecord},
    language::Language,
    problem::ProblemCode,
};
use utoipa::IntoParams;

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

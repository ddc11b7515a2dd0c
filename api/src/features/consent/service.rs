use super::repository;
use crate::{
    crypto::sha256_hex,
    database::millis,
    entity::{consent_document, consent_record},
    http::authority::Applicant,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::{
    consent::{AnswerConsent, ConsentAnswer, ConsentDocument, ConsentRecord},
    language::Language,
    problem::{FieldCode, ProblemCode},
    verification::{ContactAddress, ContactChannel},
};
use uuid::Uuid;

const ACCEPTED: &str = "accepted";
const REFUSED: &str = "refused";

pub(super) async fn current_document(state: &State, language: Language) -> ApiResult<ConsentDocument> {
    let newest = repository::newest(state.database.reader()).await?;
    let in_language = |wanted: Language| newest.iter().find(|d| d.language == wanted.tag());
    let document = in_language(language).or_else(|| in_language(Language::default())).ok_or(ProblemCode::NotFound)?;
    Ok(ConsentDocument {
        id: document.id,
        version: document.version as u32,
        language: Language::negotiate(&document.language),
        title: document.title.clone(),
        body: document.body.clone(),
        text_sha256: document.text_sha256.clone(),
        published_at: *document.published_at,
    })
}

pub(super) async fn answer_consent(
    state: &State,
    applicant: &Applicant,
    client: String,
    answer: AnswerConsent,
) -> ApiResult<ConsentRecord> {
    let transaction = state.database.begin().await?;
    let document =
        repository::find_document(&*transaction, answer.consent_document_id).await?.ok_or(ProblemCode::NotFound)?;
    if !is_newest(&*transaction, document.version).await? {
        return Err(ProblemCode::ConsentOutdated.into());
    }
    let (id, now) = (state.new_id(), state.now());
    let row = consent_record::Model {
        id,
        consent_document_id: document.id,
        applicant_session_id: applicant.session,
        channel: applicant.channel.code().into(),
        answer: if answer.answer == ConsentAnswer::Accepted { ACCEPTED } else { REFUSED }.into(),
        address_sealed: state.keys.seal(consent_record::ADDRESS, id, applicant.address.as_bytes()),
        address_index: applicant.address_index.clone(),
        text_sha256: document.text_sha256,
        client,
        answered_at: millis(now),
        withdrawn_at: None,
    };
    repository::insert_record(&*transaction, row.clone()).await?;
    transaction.commit().await?;
    view(state, row, document.version)
}

fn view(state: &State, row: consent_record::Model, version: i32) -> ApiResult<ConsentRecord> {
    let unknown = |what: &str| ApiError::internal(anyhow::anyhow!("consent record {} has an unknown {what}", row.id));
    let channel = ContactChannel::from_code(&row.channel).ok_or_else(|| unknown("channel"))?;
    let address = state.keys.open_text(consent_record::ADDRESS, row.id, &row.address_sealed)?;
    Ok(ConsentRecord {
        id: row.id,
        consent_document_id: row.consent_document_id,
        version: version as u32,
        answer: if row.answer == ACCEPTED { ConsentAnswer::Accepted } else { ConsentAnswer::Refused },
        answered_at: *row.answered_at,
        channel,
        address_masked: ContactAddress::parse(channel, &address).map_err(|_| unknown("address"))?.masked(),
        text_sha256: row.text_sha256,
        client: row.client,
        withdrawn_at: row.withdrawn_at.map(|at| *at),
    })
}

/// What a signature refers to.
pub struct AcceptedConsent {
    pub id: Uuid,
    pub text_sha256: String,
}

/// The accepted answer that an application names: by the same address, to the text in force.
///
/// # Errors
/// `invalid_fields` when there is no such answer or it was no; `consent_outdated`.
pub async fn accepted_consent(
    connection: &impl ConnectionTrait,
    applicant: &Applicant,
    id: Uuid,
) -> ApiResult<AcceptedConsent> {
    let missing = || ApiError::field("/consent_record_id", FieldCode::Required);
    let record = repository::find_record(connection, id, &applicant.address_index).await?.ok_or_else(missing)?;
    // A later no, in the session of the yes or in the present one, takes it back.
    let sessions = [record.applicant_session_id, applicant.session];
    let newest = repository::newest_answer(connection, sessions).await?.ok_or_else(missing)?;
    if record.answer != ACCEPTED || newest != ACCEPTED || record.withdrawn_at.is_some() {
        return Err(missing());
    }
    let document = repository::find_document(connection, record.consent_document_id).await?.ok_or_else(missing)?;
    if !is_newest(connection, document.version).await? {
        return Err(ProblemCode::ConsentOutdated.into());
    }
    Ok(AcceptedConsent { id: record.id, text_sha256: record.text_sha256 })
}

/// The fingerprint of the text that an answer was given to.
///
/// # Errors
/// `not_found`, or the database's.
pub async fn text_answered(connection: &impl ConnectionTrait, record: Uuid) -> ApiResult<String> {
    Ok(repository::text_answered(connection, record).await?.ok_or(ProblemCode::NotFound)?)
}

async fn is_newest(connection: &impl ConnectionTrait, version: i32) -> Result<bool, DbErr> {
    Ok(repository::newest(connection).await?.first().is_some_and(|newest| newest.version == version))
}

/// Publishes a text, once: what was published never changes, a change is a new version.
///
/// # Errors
/// Says so when another text was published under that version and language.
pub async fn publish(
    state: &State,
    connection: &impl ConnectionTrait,
    version: i32,
    language: Language,
    title: &str,
    body: &str,
) -> Result<(), PublishError> {
    let text_sha256 = sha256_hex(body);
    if let Some(published) = repository::find_version(connection, version, language.tag()).await? {
        return if published.text_sha256 == text_sha256 { Ok(()) } else { Err(PublishError::Different) };
    }
    let row = consent_document::Model {
        id: state.new_id(),
        version,
        language: language.tag().into(),
        title: title.into(),
        body: body.into(),
        text_sha256,
        published_at: millis(state.now()),
    };
    Ok(repository::insert_document(connection, row).await?)
}

/// Why a text wasn't published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("another text was published under this version; a changed text needs a new version number")]
    Different,
    #[error(transparent)]
    Database(#[from] DbErr),
}

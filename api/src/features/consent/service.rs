use super::repository;
use crate::{
    crypto::sha256_hex,
    database::millis,
    entity::{consent_document, consent_record, consent_refusal},
    features::{
        account,
        audit::{self, Event},
        binding, contact_verification, roster,
    },
    http::authority::{Applicant, ApplicationOwner, BureauOfficer},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::{
    List,
    audit::{AuditAction, AuditSubject},
    consent::{
        AnswerConsent, ConsentAnswer, ConsentChannel, ConsentDocument, ConsentRecord, ConsentVersion, PublishConsent,
        PublishedText,
    },
    language::Language,
    problem::{FieldCode, ProblemCode},
    text,
    verification::ContactAddress,
};
use time::OffsetDateTime;
use uuid::Uuid;

const ACCEPTED: &str = "accepted";
const REFUSED: &str = "refused";

pub(super) async fn current_document(state: &State, language: Language) -> ApiResult<ConsentDocument> {
    let newest = repository::newest(state.database.reader()).await?;
    let in_language = |wanted: Language| newest.iter().find(|d| d.language == wanted.tag());
    let document = in_language(language).or_else(|| in_language(Language::default())).ok_or(ProblemCode::NotFound)?;
    Ok(document_view(document.clone()))
}

pub(super) async fn document(state: &State, id: Uuid) -> ApiResult<ConsentDocument> {
    let document = repository::find_document(state.database.reader(), id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(document_view(document))
}

fn document_view(row: consent_document::Model) -> ConsentDocument {
    ConsentDocument {
        id: row.id,
        version: row.version as u32,
        language: Language::negotiate(&row.language),
        title: row.title,
        body: row.body,
        text_sha256: row.text_sha256,
        published_at: *row.published_at,
    }
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
        channel: applicant.account.map_or(applicant.channel.into(), |_| ConsentChannel::Account).code().into(),
        answer: if answer.answer == ConsentAnswer::Accepted { ACCEPTED } else { REFUSED }.into(),
        address_sealed: state.keys.seal(consent_record::ADDRESS, id, applicant.address.as_bytes()),
        address_index: applicant.address_index.clone(),
        text_sha256: document.text_sha256,
        client,
        answered_at: millis(now),
        withdrawn_at: None,
    };
    repository::insert_record(&*transaction, row.clone()).await?;
    if answer.answer == ConsentAnswer::Refused {
        let children = roster::looked_up(state, &*transaction, applicant).await?;
        let refusal = |student_id| consent_refusal::Model {
            id: state.new_id(),
            consent_record_id: id,
            student_id,
            refused_at: millis(now),
        };
        repository::insert_refusals(&*transaction, children.into_iter().map(refusal).collect()).await?;
    }
    let answered = Event::new(applicant, AuditAction::ConsentAnswered).to(AuditSubject::ConsentRecord, id);
    audit::record(state, &*transaction, [answered]).await?;
    transaction.commit().await?;
    view(state, row, document.version, Vec::new())
}

/// 同意紀錄
pub(super) async fn ledger(state: &State, owner: &ApplicationOwner) -> ApiResult<List<ConsentRecord>> {
    owned(state, state.database.reader(), owner, None).await
}

async fn owned(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    id: Option<Uuid>,
) -> ApiResult<List<ConsentRecord>> {
    let rows = repository::owned(connection, owner, address_indexes(state, owner), id, Some(200)).await?;
    views(state, connection, owner, rows).await
}

/// What the owner's own answers are found by.
pub(super) fn address_indexes(state: &State, owner: &ApplicationOwner) -> Vec<Vec<u8>> {
    let of_code = owner.applicant.as_ref().map(|applicant| applicant.address_index.clone());
    let of_account = owner.account.as_ref().map(|owner| contact_verification::account_index(state, owner.account));
    of_code.into_iter().chain(of_account).collect()
}

pub(super) async fn views(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    rows: Vec<consent_record::Model>,
) -> ApiResult<List<ConsentRecord>> {
    let versions = repository::versions(connection, rows.iter().map(|row| row.consent_document_id)).await?;
    let mut students = binding::students_resting_on(connection, owner, rows.iter().map(|row| row.id)).await?;
    let view = |row: consent_record::Model| {
        let version = versions.get(&row.consent_document_id).ok_or(ProblemCode::NotFound)?;
        let students_masked = students.remove(&row.id).unwrap_or_default();
        view(state, row, *version, students_masked)
    };
    Ok(List { items: rows.into_iter().map(view).collect::<ApiResult<_>>()? })
}

/// 撤回同意: what rests on the answer ends in the same moment.
pub(super) async fn withdraw(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<ConsentRecord> {
    let transaction = state.database.begin().await?;
    owned(state, &*transaction, owner, Some(id)).await?.items.pop().ok_or(ProblemCode::NotFound)?;
    // First: a form that is being sent on it either is there by now or is refused.
    if !repository::withdraw(&*transaction, id, ACCEPTED, state.now()).await? {
        return Err(ProblemCode::WrongState.into());
    }
    binding::check_may_withdraw(&*transaction, owner, id).await?;
    let withdrawal = Event::new(owner, AuditAction::ConsentWithdrawn).to(AuditSubject::ConsentRecord, id);
    audit::record(state, &*transaction, [withdrawal]).await?;
    let ended = binding::close_resting_on(state, &transaction, id).await?;
    account::end_of_applications(state, &transaction, &ended).await?;
    let withdrawn = owned(state, &*transaction, owner, Some(id)).await?.items.pop().ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    metrics::counter!("kinbind_consents_withdrawn_total").increment(1);
    Ok(withdrawn)
}

fn view(
    state: &State,
    row: consent_record::Model,
    version: i32,
    students_masked: Vec<String>,
) -> ApiResult<ConsentRecord> {
    let unknown = |what: &str| ApiError::internal(anyhow::anyhow!("consent record {} has an unknown {what}", row.id));
    let channel = ConsentChannel::from_code(&row.channel).ok_or_else(|| unknown("channel"))?;
    let address = state.keys.open_text(consent_record::ADDRESS, row.id, &row.address_sealed)?;
    Ok(ConsentRecord {
        id: row.id,
        consent_document_id: row.consent_document_id,
        version: version as u32,
        answer: if row.answer == ACCEPTED { ConsentAnswer::Accepted } else { ConsentAnswer::Refused },
        answered_at: *row.answered_at,
        channel,
        // Empty where whoever answered has had all data deleted.
        address_masked: ContactAddress::parse(channel.of_address(), &address)
            .map_or_else(|_| "***".into(), |one| one.masked()),
        students_masked,
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

/// The text that an answer was given to, and when.
pub struct AnsweredText {
    pub title: String,
    pub version: u32,
    pub text_sha256: String,
    pub answered_at: OffsetDateTime,
}

/// What an application form says about its consent.
///
/// # Errors
/// `not_found`, or the database's.
pub async fn answered_text(connection: &impl ConnectionTrait, record: Uuid) -> ApiResult<AnsweredText> {
    let (record, document) = repository::answered(connection, record).await?.ok_or(ProblemCode::NotFound)?;
    Ok(AnsweredText {
        title: document.title,
        version: document.version as u32,
        text_sha256: record.text_sha256,
        answered_at: *record.answered_at,
    })
}

/// Every version, the newest first: who published it, in which languages, and how it was answered.
pub(super) async fn versions(state: &State) -> ApiResult<List<ConsentVersion>> {
    let connection = state.database.reader();
    let rows = repository::documents(connection).await?;
    let names = account::names(connection, rows.iter().filter_map(|row| row.published_by)).await?;
    let answers = repository::count_answers(connection).await?;
    let mut versions: Vec<ConsentVersion> = Vec::new();
    for row in rows {
        let counted = |answer: &str| {
            let of_text = answers.iter().filter(|counted| counted.document == row.id && counted.answer == answer);
            of_text.map(|counted| counted.answers as u64).sum::<u64>()
        };
        let (accepted, refused) = (counted(ACCEPTED), counted(REFUSED));
        let text = PublishedText { id: row.id, language: Language::negotiate(&row.language), title: row.title };
        match versions.last_mut().filter(|last| last.version == row.version as u32) {
            Some(last) => {
                last.texts.push(text);
                (last.accepted, last.refused) = (last.accepted + accepted, last.refused + refused);
            }
            None => versions.push(ConsentVersion {
                version: row.version as u32,
                published_at: *row.published_at,
                published_by: row.published_by.and_then(|id| names.get(&id).cloned()),
                texts: vec![text],
                accepted,
                refused,
            }),
        }
    }
    for version in &mut versions {
        version.texts.sort_by_key(|text| Language::ALL.iter().position(|one| *one == text.language));
    }
    Ok(List { items: versions })
}

async fn is_newest(connection: &impl ConnectionTrait, version: i32) -> Result<bool, DbErr> {
    Ok(repository::newest(connection).await?.first().is_some_and(|newest| newest.version == version))
}

/// Publishes a version in every language given. Answers to older ones count for no new form from then on.
pub(super) async fn publish_version(
    state: &State,
    officer: &BureauOfficer,
    asked: PublishConsent,
) -> ApiResult<List<ConsentDocument>> {
    let version = i32::try_from(asked.version).map_err(|_| ApiError::field("/version", FieldCode::TooLong))?;
    let transaction = state.database.begin().await?;
    // Two at once: the second finds what the first published.
    transaction.take_turns("consent_texts", [""]).await?;
    let newest = repository::newest(&*transaction).await?.first().map_or(0, |newest| newest.version);
    if version <= newest {
        return Err(ProblemCode::Stale.into());
    }
    for text in &asked.texts {
        let (title, body) = (text::normalise_line(&text.title), text.body.replace("\r\n", "\n"));
        let by = Some(officer.account);
        publish(state, &*transaction, version, text.language, &title, body.trim(), by).await.map_err(|error| {
            match error {
                PublishError::Different => ApiError::new(ProblemCode::Stale),
                PublishError::Database(error) => error.into(),
            }
        })?;
    }
    let published = repository::newest(&*transaction).await?;
    let events = published
        .iter()
        .map(|text| Event::new(officer, AuditAction::ConsentPublished).to(AuditSubject::ConsentDocument, text.id));
    audit::record(state, &*transaction, events).await?;
    transaction.commit().await?;
    tracing::info!(version, officer = %officer.account, "consent text published");
    Ok(List { items: published.into_iter().map(document_view).collect() })
}

/// Publishes a text, once: what was published never changes, a change is a new version. By nobody when an import brings it.
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
    by: Option<Uuid>,
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
        published_by: by,
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

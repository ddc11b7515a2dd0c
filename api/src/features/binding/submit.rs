//! 送出資料: a form for one or several children becomes one application each.

use super::{model, repository, service};
use crate::{
    ambient::random_bytes,
    database::{Transaction, is_unique_violation, millis},
    entity::{application_form, application_signature, binding_application as application},
    features::{consent, contact_verification, roster},
    http::authority::Applicant,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use data_encoding::HEXLOWER;
use serde::Serialize;
use shared_types::{
    List,
    application::{ApplicationStatus, BindingApplication, SubmitApplications},
    contact::{EmailAddress, MobileNumber},
    national_id::NationalId,
    person_name,
    problem::{FieldCode, ProblemCode},
    relationship::Relationship,
    signature::Signature,
    taiwan_time, text,
};
use std::collections::HashSet;
use time::Duration;
use uuid::Uuid;

/// 家長資料 in its normal form.
pub(super) struct Person {
    pub(super) national_id: NationalId,
    pub(super) name: String,
    pub(super) email: EmailAddress,
    pub(super) mobile: MobileNumber,
}

impl Person {
    /// # Errors
    /// `invalid_fields` under `/applicant`.
    pub(super) fn read(national_id: &str, name: &str, email: &str, mobile: &str) -> ApiResult<Self> {
        let at = |field: &str| {
            let pointer = format!("/applicant/{field}");
            move |code: FieldCode| ApiError::field(pointer, code)
        };
        Ok(Self {
            national_id: NationalId::parse(national_id).map_err(at("national_id"))?,
            name: person_name::parse(name).map_err(at("name"))?,
            email: EmailAddress::parse(email).map_err(at("email"))?,
            mobile: MobileNumber::parse(mobile).map_err(at("mobile"))?,
        })
    }
}

/// What is kept of a signature: the strokes, and the text they stand for.
#[derive(Serialize)]
struct SignatureRecord<'a> {
    signature: &'a Signature,
    consent_text_sha256: &'a str,
}

/// Keeps what was signed with that version of an application.
pub(super) async fn keep_signature(
    state: &State,
    transaction: &Transaction,
    application: &application::Model,
    signature: &Signature,
    consent_text_sha256: &str,
) -> ApiResult<()> {
    let id = state.new_id();
    let json = serde_json::to_vec(&SignatureRecord { signature, consent_text_sha256 }).map_err(ApiError::internal)?;
    let row = application_signature::Model {
        id,
        application_id: application.id,
        application_version: application.version,
        signature_sealed: state.keys.seal(application_signature::SIGNATURE, id, &json),
        signed_at: application.submitted_at,
    };
    Ok(repository::insert_signature(&**transaction, row).await?)
}

/// What 「其他」 means; nothing for the other relationships.
pub(super) fn note(relationship: Relationship, typed: Option<&str>) -> Option<String> {
    (relationship == Relationship::Other).then(|| text::normalise_line(typed.unwrap_or_default()))
}

/// Forms and corrections an hour and verified address: a family sends one or two, more is guessing at
/// whose address is whose.
const SENDS: Limit = Limit { name: "application_sends", hits: 30, window: Duration::HOUR };

/// Begins to write for an address that has sent little enough.
pub(super) async fn begin_counted(state: &State, address: &str) -> ApiResult<Transaction> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, SENDS, address).await?;
    Ok(transaction)
}

/// Commits what was written and its hit at once; of what was refused, the hit alone stays.
pub(super) async fn commit_counted<T>(
    state: &State,
    transaction: Transaction,
    address: &str,
    outcome: ApiResult<T>,
) -> ApiResult<T> {
    match outcome {
        Ok(written) => {
            transaction.commit().await?;
            Ok(written)
        }
        Err(refusal) => {
            drop(transaction);
            begin_counted(state, address).await?.commit().await?;
            Err(refusal)
        }
    }
}

/// All children or none: a form is acknowledged whole.
pub(super) async fn submit(
    state: &State,
    applicant: &Applicant,
    form: SubmitApplications,
) -> ApiResult<List<BindingApplication>> {
    let typed = &form.applicant;
    let person = Person::read(&typed.national_id, &typed.name, &typed.email, &typed.mobile)?;
    let transaction = begin_counted(state, &applicant.address).await?;
    let written = write_form(state, &transaction, applicant, &form, &person).await;
    let sent = commit_counted(state, transaction, &applicant.address, written).await?;
    metrics::counter!("kinbind_applications_submitted_total").increment(form.students.len() as u64);
    Ok(sent)
}

/// Answers what was written from within the transaction: nothing can fail between a commit and its answer.
async fn write_form(
    state: &State,
    transaction: &Transaction,
    applicant: &Applicant,
    form: &SubmitApplications,
    person: &Person,
) -> ApiResult<List<BindingApplication>> {
    let id_index = state.keys.national_id_index(&person.national_id);
    let consent = consent::accepted_consent(&**transaction, applicant, form.consent_record_id).await?;
    // The same form twice at once: the second finds what the first sent.
    take_person_turn(transaction, &id_index).await?;
    // The children first: without one that was looked up, nothing is said about an address.
    let students = check_students(state, transaction, applicant, form, &id_index).await?;
    check_email(state, transaction, person, &id_index, None).await?;
    let form_row = insert_form(state, transaction, applicant, form, consent.id).await?;
    for (student, asked) in students.iter().zip(&form.students) {
        let (id, now) = (state.new_id(), state.now());
        let sealed = |place, plain: &str| state.keys.seal(place, id, plain.as_bytes());
        let row = application::Model {
            id,
            form_id: form_row.id,
            student_id: *student,
            relationship: asked.relationship.code().into(),
            relationship_note: note(asked.relationship, asked.relationship_note.as_deref()),
            name: person.name.clone(),
            email: person.email.as_str().into(),
            national_id_sealed: sealed(application::NATIONAL_ID, person.national_id.reveal()),
            national_id_index: id_index.clone(),
            mobile_sealed: sealed(application::MOBILE, person.mobile.as_str()),
            status: ApplicationStatus::InReview.code().into(),
            version: 1,
            submitted_at: millis(now),
            decided_at: None,
            return_reason: None,
            account_id: None,
        };
        repository::insert(&**transaction, row.clone()).await.map_err(already_applied)?;
        keep_signature(state, transaction, &row, &form.signature, &consent.text_sha256).await?;
    }
    service::of_form(state, &**transaction, form_row.id).await
}

/// Nobody else signs in with that address, or is about to.
pub(super) async fn check_email(
    state: &State,
    transaction: &Transaction,
    person: &Person,
    id_index: &[u8],
    before: Option<&[u8]>,
) -> ApiResult<()> {
    let email = person.email.as_str();
    take_email_turns(transaction, [email]).await?;
    let address = contact_verification::address_index(state, email);
    if repository::is_email_of_another(&**transaction, email, id_index).await?
        || repository::is_email_awaited(&**transaction, email, &address, id_index, before).await?
    {
        return Err(ApiError::new(ProblemCode::EmailTaken).at("/applicant/email", FieldCode::Duplicate));
    }
    Ok(())
}

/// What concerns one person goes one after the other.
///
/// # Errors
/// The database's.
pub async fn take_person_turn(transaction: &Transaction, national_id_index: &[u8]) -> ApiResult<()> {
    Ok(transaction.take_turns("person", [HEXLOWER.encode(national_id_index).as_str()]).await?)
}

/// Whoever is about to use an address waits for the others who are.
///
/// # Errors
/// The database's.
pub async fn take_email_turns<'a>(
    transaction: &Transaction,
    emails: impl IntoIterator<Item = &'a str>,
) -> ApiResult<()> {
    Ok(transaction.take_turns("e-mail", emails).await?)
}

/// The unique index is the last word when two forms race.
pub(super) fn already_applied(error: sea_orm::DbErr) -> ApiError {
    if is_unique_violation(&error) { ProblemCode::AlreadyApplied.into() } else { error.into() }
}

/// The children that the look-ups stand for, each of which this person may apply for.
async fn check_students(
    state: &State,
    transaction: &Transaction,
    applicant: &Applicant,
    form: &SubmitApplications,
    id_index: &[u8],
) -> ApiResult<Vec<Uuid>> {
    let lookups: Vec<Uuid> = form.students.iter().map(|s| s.lookup_id).collect();
    let found = roster::looked_up_students(state, &**transaction, applicant, &lookups).await?;
    let mut students = Vec::with_capacity(lookups.len());
    let mut seen = HashSet::new();
    for (index, lookup) in lookups.iter().enumerate() {
        let pointer = format!("/students/{index}/lookup_id");
        let Some(student) = found.get(lookup) else {
            return Err(ApiError::field(pointer, FieldCode::LookupExpired));
        };
        if !seen.insert(student.id) {
            return Err(ApiError::field(pointer, FieldCode::Duplicate));
        }
        if student.national_id_index == id_index {
            return Err(ApiError::field("/applicant/national_id", FieldCode::SamePerson));
        }
        if repository::has_applied(&**transaction, student.id, id_index).await? {
            return Err(ApiError::new(ProblemCode::AlreadyApplied).at(pointer, FieldCode::Duplicate));
        }
        if repository::taken_places(&**transaction, student.id).await? >= model::GUARDIAN_PLACES {
            return Err(ApiError::new(ProblemCode::ParentPlacesFull).at(pointer, FieldCode::TooMany));
        }
        students.push(student.id);
    }
    Ok(students)
}

async fn insert_form(
    state: &State,
    transaction: &Transaction,
    applicant: &Applicant,
    form: &SubmitApplications,
    consent_record_id: Uuid,
) -> ApiResult<application_form::Model> {
    let now = state.now();
    let row = application_form::Model {
        id: state.new_id(),
        // Forty random bits: with a million forms a year a clash comes once in a million; the unique
        // index turns it into an error that trying again mends.
        reference: model::reference(taiwan_time::roc_year(now), random_bytes()),
        consent_record_id,
        address_index: applicant.address_index.clone(),
        language: form.language.tag().into(),
        created_at: millis(now),
    };
    repository::insert_form(&**transaction, row.clone()).await?;
    Ok(row)
}

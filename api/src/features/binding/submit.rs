//! 送出資料: a form for one or several children becomes one application each.

use super::{
    ApplicationRow, email, model, repository, service,
    signing::{self, SignIn},
};
use crate::{
    ambient::random_bytes,
    database::{Transaction, is_unique_violation, millis},
    entity::{application_form, binding_application as application},
    features::{
        account::{self, PersonalData},
        audit, consent, objection, protection, registry,
        roster::{self, StudentRow},
    },
    http::authority::{Applicant, ApplicationOwner},
    jobs::{self, GuardianNews, Job},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use data_encoding::HEXLOWER;
use shared_types::{
    List,
    application::{Applicant as Typed, BindingApplication, SubmitApplications},
    audit::AuditAction,
    check,
    contact::{EmailAddress, MobileNumber},
    national_id::NationalId,
    person_name,
    problem::{FieldCode, ProblemCode},
    relationship::{Relationship, RelationshipGroup},
    signature::Signature,
    taiwan_time, text,
};
use std::collections::HashSet;
use time::Duration;
use uuid::Uuid;

/// 家長資料 in its normal form: typed, or those of the account that the person has.
pub(super) struct Person {
    pub(super) national_id: NationalId,
    pub(super) id_index: Vec<u8>,
    pub(super) name: String,
    pub(super) email: EmailAddress,
    pub(super) mobile: MobileNumber,
    pub(super) is_of_account: bool,
    pub(super) email_is_proved: bool,
}

impl Person {
    /// `applicant` proves the address it came in with.
    ///
    /// # Errors
    /// `invalid_fields` under `/applicant`.
    pub(super) async fn read(
        state: &State,
        transaction: &Transaction,
        applicant: Option<&Applicant>,
        national_id: NationalId,
        typed: &Typed,
    ) -> ApiResult<Self> {
        let id_index = state.keys.national_id_index(&national_id);
        if let Some(account) = account::find_person(state, &**transaction, &id_index).await? {
            let PersonalData { name, email, email_is_proved, mobile, .. } = account;
            return Ok(Self { national_id, id_index, name, email, mobile, is_of_account: true, email_is_proved });
        }
        let at = |field: &str| {
            let pointer = format!("/applicant/{field}");
            move |code: FieldCode| ApiError::field(pointer, code)
        };
        let given = |field: &Option<String>| field.clone().unwrap_or_default();
        let email = EmailAddress::parse(&given(&typed.email)).map_err(at("email"))?;
        let email_is_proved = applicant.is_some_and(|applicant| applicant.has_proved(&email))
            || repository::has_proved_email(&**transaction, email.as_str(), &id_index).await?;
        Ok(Self {
            name: person_name::parse(&given(&typed.name)).map_err(at("name"))?,
            mobile: MobileNumber::parse(&given(&typed.mobile)).map_err(at("mobile"))?,
            national_id,
            id_index,
            email,
            is_of_account: false,
            email_is_proved,
        })
    }
}

/// The ID number of whoever sends a form: the account's that is signed in, or the one typed.
async fn national_id_of(state: &State, applicant: &Applicant, typed: &Typed) -> ApiResult<NationalId> {
    let at_field = |code: FieldCode| ApiError::field("/applicant/national_id", code);
    let typed = typed.national_id.as_deref().map(|id| NationalId::parse(id).map_err(at_field)).transpose()?;
    let Some(account) = applicant.account else { return typed.ok_or_else(|| at_field(FieldCode::Required)) };
    let own = account::national_id(state, account).await?;
    match typed {
        Some(typed) if typed != own => Err(at_field(FieldCode::NotOwn)),
        _ => Ok(own),
    }
}

/// A typed name is a signature only of whoever has it. That of an account isn't compared: the signer sees it masked,
/// and would be told by the answer whether a guess at it is right.
///
/// # Errors
/// `invalid_fields` at the signature.
pub(super) fn check_signer(signature: &Signature, person: &Person) -> ApiResult<()> {
    match signature {
        Signature::Typed { name } if !person.is_of_account => {
            check::signed_name(name, &person.name).map_err(|code| ApiError::field("/signature", code))
        }
        Signature::Typed { .. } | Signature::Drawn { .. } => Ok(()),
    }
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
    let national_id = national_id_of(state, applicant, &form.applicant).await?;
    let transaction = begin_counted(state, &applicant.address).await?;
    let written = write_form(state, &transaction, applicant, &form, national_id).await;
    let sent = commit_counted(state, transaction, &applicant.address, written).await?;
    state.outbox_bell.notify_one();
    state.registry_bell.notify_one();
    metrics::counter!("kinbind_applications_submitted_total").increment(form.students.len() as u64);
    Ok(sent)
}

/// Answers what was written from within the transaction: nothing can fail between a commit and its answer.
async fn write_form(
    state: &State,
    transaction: &Transaction,
    applicant: &Applicant,
    form: &SubmitApplications,
    national_id: NationalId,
) -> ApiResult<List<BindingApplication>> {
    let id_index = state.keys.national_id_index(&national_id);
    // The same person twice at once: the second finds what the first sent. And the person before the answer, as
    // everywhere: then nobody waits in a circle.
    take_person_turn(transaction, &id_index).await?;
    let consent = consent::accepted_consent(&**transaction, applicant, form.consent_record_id).await?;
    // An answer is one person's, also where two share a mailbox and a visit: whoever withdraws ends nothing of another.
    if repository::is_somebody_elses_answer(&**transaction, consent.id, &id_index).await? {
        return Err(ApiError::field("/consent_record_id", FieldCode::Required));
    }
    // The children first: without one that was looked up, nothing is said about a person.
    let students = check_students(state, transaction, applicant, form, &id_index).await?;
    let person = Person::read(state, transaction, Some(applicant), national_id, &form.applicant).await?;
    check_signer(&form.signature, &person)?;
    let form_row = insert_form(state, transaction, applicant, form, consent.id).await?;
    consent::forget_refusals(&**transaction, &students).await?;
    // One moment for all: the order of the form is then that of the ids.
    let now = state.now();
    let mut rows = Vec::with_capacity(students.len());
    for (student, asked) in students.iter().zip(&form.students) {
        let id = state.new_id();
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
            national_id_index: person.id_index.clone(),
            mobile_sealed: sealed(application::MOBILE, person.mobile.as_str()),
            is_of_account: person.is_of_account,
            email_is_proved: person.email_is_proved,
            status: registry::first_status(state).code().into(),
            version: 1,
            submitted_at: millis(now),
            decided_at: None,
            paper_returned_at: None,
            reminded_at: None,
            return_reason: None,
            closed_at: None,
            account_id: None,
            held_at: None,
            signed_id_sealed: None,
        };
        repository::insert(&**transaction, row.clone()).await.map_err(already_applied)?;
        let signed_in = SignIn::from(&ApplicationOwner::from(applicant.clone()));
        let (mobile, consented) = (person.mobile.as_str(), &consent.text_sha256);
        signing::keep(state, transaction, &row, mobile, &form.signature, consented, signed_in).await?;
        registry::ask(state, transaction, &row).await?;
        objection::tell_guardians(state, transaction, &row, GuardianNews::Applied, now).await?;
        rows.push(ApplicationRow { application: row, form: form_row.clone() });
    }
    let sent = rows.iter().map(|row| service::event(applicant, AuditAction::ApplicationSubmitted, row.application.id));
    audit::record(state, &**transaction, sent).await?;
    if let Some(first) = rows.first() {
        confirm_arrival(state, transaction, &first.application).await?;
    }
    service::views_of_new(state, &**transaction, applicant, rows).await
}

/// The mail with the signed form; to an address that nobody has proved, only the link that confirms it.
pub(super) async fn confirm_arrival(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
) -> ApiResult<()> {
    if row.email_is_proved {
        let job = Job::SendApplicationReceived { application: row.id };
        return Ok(jobs::enqueue(state, &**transaction, &job).await?);
    }
    if row.is_of_account {
        // An imported account whose address nobody has proved yet; it needs no confirmation to be bound to.
        return Ok(());
    }
    email::enqueue_link(state, transaction, row).await
}

/// What concerns one person goes one after the other.
///
/// # Errors
/// The database's.
pub async fn take_person_turn(transaction: &Transaction, national_id_index: &[u8]) -> ApiResult<()> {
    Ok(transaction.take_turns("person", [HEXLOWER.encode(national_id_index).as_str()]).await?)
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
        if has_no_place(transaction, student, form.students[index].relationship.group()).await? {
            return Err(ApiError::new(ProblemCode::ParentPlacesFull).at(pointer, FieldCode::TooMany));
        }
        students.push(student.id);
    }
    Ok(students)
}

/// Whether one more of that group has no place at the child. For a protected child everybody has: who has one isn't the
/// applicant's to know, and the desk judges.
pub(super) async fn has_no_place(
    transaction: &Transaction,
    student: &StudentRow,
    group: RelationshipGroup,
) -> ApiResult<bool> {
    let taken = repository::taken_places(&**transaction, student.id).await?;
    Ok(taken.are_full_for(group, student.opened_places()) && !protection::is_sealed(&**transaction, student.id).await?)
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

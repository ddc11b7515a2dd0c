use super::{
    history,
    model::{self, Step},
    repository::{self, ApplicationRow, Change},
    signing::{self, SignIn},
    submit::{self, Person},
    view::{is_of, national_id, own_id, status_of, views},
};
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, registry_check},
    features::{
        audit::{self, By, Event},
        consent, objection, registry, roster,
    },
    http::authority::{Applicant, ApplicationOwner},
    jobs::GuardianNews,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    application::{ApplicationStatus, BindingApplication, SendAgain},
    audit::{AuditAction, AuditSubject},
    national_id::NationalId,
    person_name,
    problem::{FieldCode, ProblemCode},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

pub(super) async fn list(state: &State, owner: &ApplicationOwner) -> ApiResult<List<BindingApplication>> {
    let connection = state.database.reader();
    let rows = repository::owned(connection, owner, None).await?;
    let history = history::of(connection, &rows).await?;
    views(state, connection, owner, rows, history).await
}

pub(super) async fn get(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<BindingApplication> {
    read(state, state.database.reader(), owner, id).await
}

async fn read(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    id: Uuid,
) -> ApiResult<BindingApplication> {
    let rows = vec![find_owned(connection, owner, id).await?];
    let history = history::of(connection, &rows).await?;
    Ok(views(state, connection, owner, rows, history).await?.items.pop().ok_or(ProblemCode::NotFound)?)
}

/// Those of a form that was just sent, in the order of the form.
pub(super) async fn views_of_new(
    state: &State,
    connection: &impl ConnectionTrait,
    applicant: &Applicant,
    rows: Vec<ApplicationRow>,
) -> ApiResult<List<BindingApplication>> {
    let history = history::of_new(&rows);
    views(state, connection, &applicant.clone().into(), rows, history).await
}

pub(super) async fn find_owned(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    id: Uuid,
) -> ApiResult<ApplicationRow> {
    Ok(repository::owned(connection, owner, Some(id)).await?.pop().ok_or(ProblemCode::NotFound)?)
}

/// What happened to an application, for the audit trail.
pub(super) fn event(by: impl Into<By>, action: AuditAction, application: Uuid) -> Event {
    Event::new(by, action).to(AuditSubject::Application, application)
}

/// 取消申請
pub(super) async fn cancel(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<BindingApplication> {
    let transaction = state.database.begin().await?;
    let row = find_owned(&*transaction, owner, id).await?.application;
    transition(&*transaction, &row, Step::Cancel, Change { closed_at: Some(state.now()), ..Change::default() }).await?;
    let cancelled = read(state, &*transaction, owner, id).await?;
    audit::record(state, &*transaction, [event(owner, AuditAction::ApplicationCancelled, id)]).await?;
    transaction.commit().await?;
    Ok(cancelled)
}

/// 修正後再送: the correction takes the place of what was returned.
pub(super) async fn send_again(
    state: &State,
    owner: &ApplicationOwner,
    id: Uuid,
    correction: SendAgain,
) -> ApiResult<BindingApplication> {
    let subject = owner.subject();
    let transaction = submit::begin_counted(state, &subject).await?;
    let written = write_correction(state, &transaction, owner, id, &correction).await;
    let corrected = submit::commit_counted(state, transaction, &subject, written).await?;
    state.outbox_bell.notify_one();
    state.registry_bell.notify_one();
    Ok(corrected)
}

async fn write_correction(
    state: &State,
    transaction: &Transaction,
    owner: &ApplicationOwner,
    id: Uuid,
    correction: &SendAgain,
) -> ApiResult<BindingApplication> {
    let ApplicationRow { application: row, form } = find_owned(&**transaction, owner, id).await?;
    if row.version as u32 != correction.version {
        return Err(ProblemCode::Stale.into());
    }
    let status = model::after(status_of(&row)?, Step::SendAgain(registry::first_status(state)))?;
    let kept_id = national_id(state, &row)?;
    let typed = &correction.applicant;
    let id_typed = typed.national_id.as_deref().unwrap_or_else(|| kept_id.reveal());
    let id_typed = NationalId::parse(id_typed).map_err(|code| ApiError::field("/applicant/national_id", code))?;
    // What the signed-in owner sent stays the owner's.
    if id_typed != kept_id && is_of(own_id(&**transaction, owner).await?.as_deref(), &row) {
        return Err(ApiError::field("/applicant/national_id", FieldCode::NotOwn));
    }
    submit::take_person_turn(transaction, &state.keys.national_id_index(&id_typed)).await?;
    let person = Person::read(state, transaction, owner.applicant.as_ref(), id_typed, typed).await?;
    submit::check_signer(&correction.signature, &person)?;
    let (id_index, group) = (person.id_index, correction.relationship.group());
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    if student.national_id_index == id_index {
        return Err(ApiError::field("/applicant/national_id", FieldCode::SamePerson));
    }
    if submit::has_no_place(transaction, student, group).await? {
        return Err(ApiError::new(ProblemCode::ParentPlacesFull).at("/relationship", FieldCode::TooMany));
    }
    if id_index != row.national_id_index && repository::has_applied(&**transaction, row.student_id, &id_index).await? {
        return Err(ApiError::new(ProblemCode::AlreadyApplied).at("/applicant/national_id", FieldCode::Duplicate));
    }
    let is_somebody_else = id_index != row.national_id_index;
    if is_somebody_else {
        // The child first, as everywhere: then nobody waits in a circle.
        roster::lock_students(&**transaction, [row.student_id]).await?;
        objection::lapse(state, transaction, owner.into(), id).await?;
    }
    // The text that the first signature stood for; a correction stands for the same.
    let consent_text = consent::text_answered(&**transaction, form.consent_record_id).await?;
    let version = row.version;
    let corrected = application::Model {
        relationship: correction.relationship.code().into(),
        relationship_note: submit::note(correction.relationship, correction.relationship_note.as_deref()),
        name: person.name,
        email: person.email.as_str().into(),
        national_id_sealed: state.keys.seal(application::NATIONAL_ID, id, person.national_id.reveal().as_bytes()),
        national_id_index: id_index,
        mobile_sealed: state.keys.seal(application::MOBILE, id, person.mobile.as_str().as_bytes()),
        is_of_account: person.is_of_account,
        email_is_proved: person.email_is_proved,
        status: status.code().into(),
        version: version + 1,
        submitted_at: millis(state.now()),
        decided_at: None,
        // Another form was signed.
        paper_returned_at: None,
        return_reason: None,
        signed_id_sealed: None,
        ..row
    };
    if !repository::correct(&**transaction, version, corrected.clone()).await.map_err(submit::already_applied)? {
        return Err(ProblemCode::Stale.into());
    }
    let (signature, signed_in) = (&correction.signature, SignIn::from(owner));
    signing::keep(state, transaction, &corrected, person.mobile.as_str(), signature, &consent_text, signed_in).await?;
    registry::ask(state, transaction, &corrected).await?;
    submit::confirm_arrival(state, transaction, &corrected).await?;
    if is_somebody_else {
        objection::tell_guardians(state, transaction, &corrected, GuardianNews::Applied, state.now()).await?;
    }
    audit::record(state, &**transaction, [event(owner, AuditAction::ApplicationCorrected, id)]).await?;
    read(state, &**transaction, owner, id).await
}

/// Whether the applicant has sent anything yet.
///
/// # Errors
/// The database's.
pub async fn has_sent(connection: &impl ConnectionTrait, applicant: &Applicant) -> ApiResult<bool> {
    Ok(repository::has_sent(connection, &applicant.address_index).await?)
}

/// Who has nothing but a code to some address withdraws nothing that an account is bound by.
///
/// # Errors
/// `not_allowed`, or the database's.
pub async fn check_may_withdraw(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    consent_record: Uuid,
) -> ApiResult<()> {
    let own_id = own_id(connection, owner).await?.unwrap_or_default();
    match repository::binds_somebody_else(connection, consent_record, &own_id).await? {
        true => Err(ProblemCode::NotAllowed.into()),
        false => Ok(()),
    }
}

/// Takes a step that the state machine allows, if the application is still as it was read. Returns the new state.
///
/// # Errors
/// `wrong_state`, or `stale` when somebody was faster.
pub async fn transition(
    connection: &impl ConnectionTrait,
    row: &application::Model,
    step: Step,
    change: Change,
) -> ApiResult<ApplicationStatus> {
    let from = status_of(row)?;
    let to = model::after(from, step)?;
    match repository::transition(connection, row.id, row.version, from, to, change).await? {
        true => Ok(to),
        false => Err(ProblemCode::Stale.into()),
    }
}

/// An application by id, whoever asks: for jobs.
///
/// # Errors
/// The database's.
pub async fn find_approved(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<ApplicationRow>> {
    let found = repository::find(connection, id).await?;
    Ok(found.filter(|row| row.application.status == ApplicationStatus::Approved.code()))
}

/// An application by id, whoever asks.
///
/// # Errors
/// The database's.
pub async fn find_application(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<application::Model>> {
    Ok(repository::find(connection, id).await?.map(|row| row.application))
}

/// The application that a question to the household registry is about, if it still waits for the answer.
///
/// # Errors
/// The database's.
pub async fn find_under_check(
    connection: &impl ConnectionTrait,
    check: &registry_check::Model,
) -> ApiResult<Option<application::Model>> {
    let found = repository::find(connection, check.application_id).await?.map(|row| row.application);
    let waits = |row: &application::Model| {
        row.version == check.application_version && row.status == ApplicationStatus::RegistryChecking.code()
    };
    Ok(found.filter(waits))
}

/// The version in which each application was sent last.
///
/// # Errors
/// The database's.
pub async fn sent_versions(connection: &impl ConnectionTrait, ids: &[Uuid]) -> ApiResult<HashMap<Uuid, i32>> {
    let mut versions = HashMap::new();
    for (id, version, _) in repository::history::signatures(connection, ids).await? {
        let last = versions.entry(id).or_insert(version);
        *last = version.max(*last);
    }
    Ok(versions)
}

/// Notes which account an approved application led to; false when that was done before, or it has ended meanwhile.
///
/// # Errors
/// The database's.
pub async fn set_account(connection: &impl ConnectionTrait, id: Uuid, account: Uuid) -> ApiResult<bool> {
    Ok(repository::set_account(connection, id, account).await?)
}

/// Until when the decision that stands can be taken back.
pub fn undo_until(state: &State, row: &application::Model) -> Option<OffsetDateTime> {
    row.decided_at.map(|decided_at| *decided_at + state.config.review.undo_window())
}

/// The names of the children whose applications by that owner rest on those answers, masked, each once.
///
/// # Errors
/// The database's.
pub async fn students_resting_on(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    consent_records: impl IntoIterator<Item = Uuid>,
) -> ApiResult<HashMap<Uuid, Vec<String>>> {
    let resting = repository::students_resting_on(connection, owner, consent_records).await?;
    let students = roster::students_by_id(connection, resting.iter().map(|(_, student)| *student)).await?;
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (record, student) in resting {
        let student = students.get(&student).ok_or(ProblemCode::NotFound)?;
        names.entry(record).or_default().push(person_name::masked(&student.name));
    }
    Ok(names)
}

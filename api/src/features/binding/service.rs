use super::{
    email,
    history::{self, Histories},
    model::{self, Step},
    repository::{self, ApplicationRow, Change, ReturnNotice},
    signing::{self, SignIn},
    submit::{self, Person},
};
use crate::{
    database::{Transaction, millis},
    entity::binding_application as application,
    features::{
        account, consent,
        roster::{self, StudentRow},
    },
    http::authority::{Applicant, ApplicationOwner},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    application::{AccountState, ApplicantView, ApplicationEvent, ApplicationStatus, BindingApplication, SendAgain},
    contact::{EmailAddress, MobileNumber},
    language::Language,
    national_id::NationalId,
    person_name,
    problem::{FieldCode, ProblemCode},
    relationship::Relationship,
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

/// 取消申請
pub(super) async fn cancel(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<BindingApplication> {
    let transaction = state.database.begin().await?;
    let row = find_owned(&*transaction, owner, id).await?.application;
    transition(&*transaction, &row, Step::Cancel, Change { closed_at: Some(state.now()), ..Change::default() }).await?;
    let cancelled = read(state, &*transaction, owner, id).await?;
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
    let status = model::after(status_of(&row)?, Step::SendAgain)?;
    let kept_id = national_id(state, &row)?;
    let typed = &correction.applicant;
    let id_typed = typed.national_id.as_deref().unwrap_or_else(|| kept_id.reveal());
    let id_typed = NationalId::parse(id_typed).map_err(|code| ApiError::field("/applicant/national_id", code))?;
    // What the signed-in owner sent stays the owner's.
    let is_own = own_id(&**transaction, owner).await?.is_some_and(|own| own == row.national_id_index);
    let id_typed = if is_own { kept_id } else { id_typed };
    submit::take_person_turn(transaction, &state.keys.national_id_index(&id_typed)).await?;
    let person = Person::read(state, transaction, owner.applicant.as_ref(), id_typed, typed).await?;
    submit::check_signer(&correction.signature, &person)?;
    let (id_index, group) = (person.id_index, correction.relationship.group());
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    if student.national_id_index == id_index {
        return Err(ApiError::field("/applicant/national_id", FieldCode::SamePerson));
    }
    let taken = repository::taken_places(&**transaction, row.student_id).await?;
    if taken.are_full_for(group, student.opened_places()) {
        return Err(ApiError::new(ProblemCode::ParentPlacesFull).at("/relationship", FieldCode::TooMany));
    }
    if id_index != row.national_id_index && repository::has_applied(&**transaction, row.student_id, &id_index).await? {
        return Err(ApiError::new(ProblemCode::AlreadyApplied).at("/applicant/national_id", FieldCode::Duplicate));
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
        return_reason: None,
        ..row
    };
    if !repository::correct(&**transaction, version, corrected.clone()).await.map_err(submit::already_applied)? {
        return Err(ProblemCode::Stale.into());
    }
    let (signature, signed_in) = (&correction.signature, SignIn::from(owner));
    signing::keep(state, transaction, &corrected, person.mobile.as_str(), signature, &consent_text, signed_in).await?;
    if email::needs_confirmation(&corrected) {
        email::enqueue_link(state, transaction, &corrected).await?;
    }
    read(state, &**transaction, owner, id).await
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

/// Notes which account an approved application led to; false when that was done before, or it has ended meanwhile.
///
/// # Errors
/// The database's.
pub async fn set_account(connection: &impl ConnectionTrait, id: Uuid, account: Uuid) -> ApiResult<bool> {
    Ok(repository::set_account(connection, id, account).await?)
}

/// What the mail about a return says.
///
/// # Errors
/// `not_found`, or the database's.
pub async fn return_notice(state: &State, id: Uuid) -> ApiResult<ReturnNotice> {
    let connection = state.database.reader();
    let ApplicationRow { application, form } = repository::find(connection, id).await?.ok_or(ProblemCode::NotFound)?;
    let students = roster::students_by_id(connection, [application.student_id]).await?;
    let student = students.get(&application.student_id).ok_or(ProblemCode::NotFound)?;
    let contact = contact(state, connection, &application).await?;
    Ok(ReturnNotice {
        status: status_of(&application)?,
        version: application.version,
        student_name_masked: person_name::masked(&student.name),
        // A stranger's mailbox may stand behind an address that nobody has proved: the reason is read on the page.
        reason: application.return_reason.filter(|_| contact.is_proved).map(|reason| reason.0),
        email: contact.email,
        applicant_name: contact.name,
        reference: form.reference,
        language: Language::negotiate(&form.language),
    })
}

/// Until when the decision that stands can be taken back.
pub fn undo_until(state: &State, row: &application::Model) -> Option<OffsetDateTime> {
    row.decided_at.map(|decided_at| *decided_at + state.config.review.undo_window())
}

/// Where somebody reads about an application.
pub struct ApplicantContact {
    pub name: String,
    pub email: String,
    /// False while somebody else may read what goes there.
    pub is_proved: bool,
}

/// An account's present address, not the one it had when the application was sent.
async fn contact(
    state: &State,
    connection: &impl ConnectionTrait,
    row: &application::Model,
) -> ApiResult<ApplicantContact> {
    let account = match row.is_of_account || row.account_id.is_some() {
        true => account::find_person(state, connection, &row.national_id_index).await?,
        false => None,
    };
    Ok(match account {
        Some(account) => ApplicantContact {
            name: account.shown_name,
            email: account.email.as_str().into(),
            is_proved: account.email_is_proved,
        },
        None => ApplicantContact { name: row.name.clone(), email: row.email.clone(), is_proved: row.email_is_proved },
    })
}

/// Whom to write to about an application and in which language, if that is known for sure.
///
/// # Errors
/// The database's.
pub async fn proved_contact(state: &State, id: Uuid) -> ApiResult<Option<(ApplicantContact, Language)>> {
    let connection = state.database.reader();
    let Some(row) = repository::find(connection, id).await? else { return Ok(None) };
    let contact = contact(state, connection, &row.application).await?;
    // Whoever has had all data deleted has no address.
    let is_known = contact.is_proved && !contact.email.is_empty();
    Ok(is_known.then(|| (contact, Language::negotiate(&row.form.language))))
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

/// 單一身分驗證帳號
pub fn account_state(row: &application::Model) -> AccountState {
    match (row.account_id, row.status == ApplicationStatus::Approved.code()) {
        (Some(_), _) => AccountState::Opened,
        (None, true) if email::needs_confirmation(row) => AccountState::AwaitingEmail,
        (None, true) => AccountState::Opening,
        (None, false) => AccountState::None,
    }
}

pub(super) fn status_of(row: &application::Model) -> ApiResult<ApplicationStatus> {
    ApplicationStatus::from_code(&row.status).ok_or_else(|| {
        ApiError::internal(anyhow::anyhow!("application {} has the unknown state {}", row.id, row.status))
    })
}

/// The applicant's ID number.
///
/// # Errors
/// When it doesn't open.
pub fn national_id(state: &State, row: &application::Model) -> ApiResult<NationalId> {
    let plain = state.keys.open_text(application::NATIONAL_ID, row.id, &row.national_id_sealed)?;
    NationalId::parse(&plain)
        .map_err(|_| ApiError::internal(anyhow::anyhow!("application {} holds no ID number", row.id)))
}

/// The applicant's mobile number.
///
/// # Errors
/// When it doesn't open.
pub fn mobile(state: &State, row: &application::Model) -> ApiResult<MobileNumber> {
    let plain = state.keys.open_text(application::MOBILE, row.id, &row.mobile_sealed)?;
    MobileNumber::parse(&plain)
        .map_err(|_| ApiError::internal(anyhow::anyhow!("application {} holds no mobile", row.id)))
}

async fn views(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    rows: Vec<ApplicationRow>,
    mut histories: Histories,
) -> ApiResult<List<BindingApplication>> {
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.application.student_id)).await?;
    let own_id = own_id(connection, owner).await?;
    let view = |row: ApplicationRow| {
        let history = histories.remove(&row.application.id).unwrap_or_default();
        one_view(state, &students, own_id.as_deref(), row, history)
    };
    Ok(List { items: rows.into_iter().map(view).collect::<ApiResult<_>>()? })
}

fn one_view(
    state: &State,
    students: &HashMap<Uuid, StudentRow>,
    own_id: Option<&[u8]>,
    ApplicationRow { application: row, form }: ApplicationRow,
    history: Vec<ApplicationEvent>,
) -> ApiResult<BindingApplication> {
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    Ok(BindingApplication {
        id: row.id,
        reference: form.reference,
        status: status_of(&row)?,
        version: row.version as u32,
        student: student.summary(),
        relationship: relationship_of(&row.relationship)?,
        relationship_note: row.relationship_note.clone(),
        applicant: applicant_view(state, own_id, &row)?,
        submitted_at: *row.submitted_at,
        decided_at: row.decided_at.map(|at| *at),
        return_reason: row.return_reason.clone().map(|reason| reason.0),
        account: account_state(&row),
        history,
    })
}

/// The index of the ID number of whoever entered a password.
pub(super) async fn own_id(connection: &impl ConnectionTrait, owner: &ApplicationOwner) -> ApiResult<Option<Vec<u8>>> {
    match owner.account_id() {
        Some(account) => Ok(Some(account::national_id_index(connection, account).await?)),
        None => Ok(None),
    }
}

/// What came from an account is for its signed-in owner (`own_id`): neither a code that went to some address opens
/// it, nor somebody else's password.
pub(super) fn applicant_view(
    state: &State,
    own_id: Option<&[u8]>,
    row: &application::Model,
) -> ApiResult<ApplicantView> {
    let mobile = mobile(state, row)?;
    let is_open = !row.is_of_account || own_id == Some(row.national_id_index.as_slice());
    let masked_email = || EmailAddress::parse(&row.email).map_or_else(|_| "***".into(), |email| email.masked());
    Ok(ApplicantView {
        national_id_masked: national_id(state, row)?.masked(),
        name: if is_open { row.name.clone() } else { person_name::masked(&row.name) },
        email: if is_open { row.email.clone() } else { masked_email() },
        mobile: if is_open { mobile.as_str().into() } else { mobile.masked() },
        is_of_account: row.is_of_account,
        email_is_proved: !email::needs_confirmation(row),
    })
}

/// A relationship as the database keeps it.
///
/// # Errors
/// When the code is unknown.
pub fn relationship_of(code: &str) -> ApiResult<Relationship> {
    Relationship::from_code(code).ok_or_else(|| ApiError::internal(anyhow::anyhow!("{code} is no relationship")))
}

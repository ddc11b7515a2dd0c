//! An application as its owner reads it, and what its row holds.

use super::{email, history::Histories, repository::ApplicationRow};
use crate::{
    entity::binding_application as application,
    features::{
        account, protection,
        roster::{self, StudentRow},
    },
    http::authority::ApplicationOwner,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, sea_query::ExprTrait};
use shared_types::{
    List,
    application::{AccountState, ApplicantView, ApplicationEvent, ApplicationStatus, BindingApplication},
    contact::{EmailAddress, MobileNumber},
    national_id::NationalId,
    person_name,
    problem::ProblemCode,
    relationship::Relationship,
};
use std::collections::HashMap;
use uuid::Uuid;

/// 單一身分驗證帳號
pub fn account_state(row: &application::Model) -> AccountState {
    match (row.account_id, row.status == ApplicationStatus::Approved.code()) {
        (Some(_), _) => AccountState::Opened,
        (None, true) if email::needs_confirmation(row) => AccountState::AwaitingEmail,
        (None, true) => AccountState::Opening,
        (None, false) => AccountState::None,
    }
}

/// The same, asked of the database.
pub fn has_account_state(state: AccountState) -> Condition {
    use application::Column::{AccountId, EmailIsProved, IsOfAccount, Status};
    let confirmed = EmailIsProved.eq(true).or(IsOfAccount.eq(true));
    let approved = Status.eq(ApplicationStatus::Approved.code());
    match state {
        AccountState::Opened => Condition::all().add(AccountId.is_not_null()),
        AccountState::AwaitingEmail => Condition::all().add(AccountId.is_null()).add(approved).add(confirmed.not()),
        AccountState::Opening => Condition::all().add(AccountId.is_null()).add(approved).add(confirmed),
        AccountState::None => Condition::all().add(AccountId.is_null()).add(approved.not()),
    }
}

/// The state of an application.
///
/// # Errors
/// When the database holds one that isn't known.
pub fn status_of(row: &application::Model) -> ApiResult<ApplicationStatus> {
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

/// Children as whoever applied for them is shown them.
pub(super) async fn students_as_shown(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> ApiResult<HashMap<Uuid, StudentRow>> {
    let mut students = roster::students_by_id(connection, ids).await?;
    protection::hide_moves(connection, &mut students).await?;
    Ok(students)
}

pub(super) async fn views(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    rows: Vec<ApplicationRow>,
    mut histories: Histories,
) -> ApiResult<List<BindingApplication>> {
    let students = students_as_shown(connection, rows.iter().map(|row| row.application.student_id)).await?;
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

/// What came from an account or has led to one is for its signed-in owner (`own_id`): neither a code that went to
/// some address opens it, nor somebody else's password. Who reads a mailbox changes; whose account it is doesn't.
pub(super) fn applicant_view(
    state: &State,
    own_id: Option<&[u8]>,
    row: &application::Model,
) -> ApiResult<ApplicantView> {
    let mobile = mobile(state, row)?;
    let is_open = !(row.is_of_account || row.account_id.is_some()) || is_of(own_id, row);
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

/// Whether the application is by the person of that ID number.
pub(super) fn is_of(id_index: Option<&[u8]>, row: &application::Model) -> bool {
    id_index == Some(row.national_id_index.as_slice())
}

/// A relationship as the database keeps it.
///
/// # Errors
/// When the code is unknown.
pub fn relationship_of(code: &str) -> ApiResult<Relationship> {
    Relationship::from_code(code).ok_or_else(|| ApiError::internal(anyhow::anyhow!("{code} is no relationship")))
}

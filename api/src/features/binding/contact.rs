//! Whom to write to about an application, and what about a return.

use super::{
    repository::{self, ApplicationRow},
    view::status_of,
};
use crate::{
    entity::binding_application as application,
    features::{account, roster},
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    application::{ApplicationStatus, ReturnReason},
    language::Language,
    person_name,
    problem::ProblemCode,
};
use uuid::Uuid;

/// Where somebody reads about an application.
pub struct ApplicantContact {
    pub name: String,
    pub email: String,
    /// False while somebody else may read what goes there.
    pub is_proved: bool,
}

/// An account's present address, not the one it had when the application was sent; unless nobody has proved it, but
/// somebody the one that was typed, before a school's list brought the account.
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
        Some(account) if account.email_is_proved || row.is_of_account || !row.email_is_proved => ApplicantContact {
            name: account.shown_name,
            email: account.email.as_str().into(),
            is_proved: account.email_is_proved,
        },
        _ => ApplicantContact { name: row.name.clone(), email: row.email.clone(), is_proved: row.email_is_proved },
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

/// The language that the form was sent in.
///
/// # Errors
/// `not_found`, or the database's.
pub async fn language_of(connection: &impl ConnectionTrait, row: &application::Model) -> ApiResult<Language> {
    let form = repository::find_form(connection, row.form_id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Language::negotiate(&form.language))
}

/// What the mail about a return says.
pub struct ReturnNotice {
    pub status: ApplicationStatus,
    pub version: i32,
    pub email: String,
    pub applicant_name: String,
    pub student_name_masked: String,
    pub reference: String,
    /// False while somebody else may read what goes there: the reason is read on the page then.
    pub is_proved: bool,
    pub reason: Option<ReturnReason>,
    pub language: Language,
}

/// Reads it for an application.
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
        is_proved: contact.is_proved,
        reason: application.return_reason.filter(|_| contact.is_proved).map(|reason| reason.0),
        email: contact.email,
        applicant_name: if contact.is_proved { contact.name } else { person_name::masked(&contact.name) },
        reference: form.reference,
        language: Language::negotiate(&form.language),
    })
}

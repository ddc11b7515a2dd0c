use super::repository::{self, Undelivered};
use crate::{
    database::millis,
    entity::mail_delivery::Model,
    features::staff,
    gateways::{SendError, mail::Mail},
    http::authority::Registrar,
    jobs::JobError,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    Page,
    contact::EmailAddress,
    mail::{MailDelivery, MailKind, MailState, UndeliveredMail},
    problem::ProblemCode,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What a mail is about: whose data it goes with.
#[derive(Debug, Clone, Copy)]
pub enum About {
    Application(Uuid),
    Account(Uuid),
}

/// Sends a mail, and notes what the mail server said. The row is there before the mail is: a report that it came back
/// always finds it.
///
/// # Errors
/// The database's, when nothing has left; the mail server's.
pub async fn send(state: &State, mail: &Mail, kind: MailKind, about: About) -> Result<(), JobError> {
    let (application_id, account_id) = match about {
        About::Application(id) => (Some(id), None),
        About::Account(id) => (None, Some(id)),
    };
    let row = Model {
        id: mail.id,
        application_id,
        account_id,
        kind: kind.code().into(),
        state: MailState::Waiting.code().into(),
        at: millis(state.now()),
        address_masked: EmailAddress::parse(&mail.to).map(|address| address.masked()).unwrap_or_default(),
        failure: None,
        sent_again_at: None,
    };
    let transaction = state.database.begin().await?;
    repository::insert(&*transaction, row).await?;
    transaction.commit().await?;
    let outcome = state.mailers.send(mail).await;
    let (mail_state, failure) = match &outcome {
        Ok(()) => (MailState::Sent, None),
        Err(SendError::Transient(words)) => (MailState::Waiting, Some(words.as_str())),
        Err(SendError::Permanent(words)) => (MailState::Failed, Some(words.as_str())),
    };
    if let Err(error) = note(state, mail.id, mail_state, failure).await {
        // The mail has left; sending it twice would be worse than not to know.
        tracing::error!(mail = %mail.id, %error, "what became of a mail can't be noted");
    }
    Ok(outcome?)
}

async fn note(state: &State, id: Uuid, mail_state: MailState, failure: Option<&str>) -> Result<(), sea_orm::DbErr> {
    let transaction = state.database.begin().await?;
    repository::note(&*transaction, id, mail_state, failure, state.now()).await?;
    transaction.commit().await
}

/// How many mails were refused or came back, and weren't sent again.
///
/// # Errors
/// The database's.
pub async fn lost(state: &State) -> ApiResult<u64> {
    Ok(repository::count_lost(state.database.reader()).await?)
}

/// The newest mail about each of those applications.
///
/// # Errors
/// The database's.
pub async fn newest(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> ApiResult<HashMap<Uuid, MailDelivery>> {
    let rows = repository::of_applications(connection, applications).await?;
    // In the order in which they were made: the last one stays.
    rows.iter().filter_map(|row| Some((row.application_id?, row))).map(|(id, row)| Ok((id, view(row)?))).collect()
}

pub(super) fn view(row: &Model) -> ApiResult<MailDelivery> {
    let unknown = || ApiError::internal(anyhow::anyhow!("mail {} is of an unknown kind or state", row.id));
    Ok(MailDelivery {
        id: row.id,
        kind: MailKind::from_code(&row.kind).ok_or_else(unknown)?,
        state: MailState::from_code(&row.state).ok_or_else(unknown)?,
        at: *row.at,
        address_masked: row.address_masked.clone(),
        failure: row.failure.clone(),
    })
}

pub(super) async fn undelivered(
    state: &State,
    registrar: &Registrar,
    school_code: &str,
    page: u32,
    page_size: u32,
) -> ApiResult<Page<UndeliveredMail>> {
    let connection = state.database.reader();
    staff::check_own_school(connection, registrar, school_code, state.now()).await?;
    let (rows, total) = repository::undelivered(connection, school_code, page, page_size).await?;
    let item = |row: Undelivered| {
        Ok(UndeliveredMail {
            mail: view(&row.mail)?,
            application_id: row.mail.application_id.ok_or(ProblemCode::NotFound)?,
            class_name: row.class_name,
            seat_number: row.seat_number as u32,
            student_name: row.student_name,
            applicant_name: row.applicant_name,
        })
    };
    Ok(Page { items: rows.into_iter().map(item).collect::<ApiResult<_>>()?, page, page_size, total })
}

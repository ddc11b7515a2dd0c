use super::repository;
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
};
use std::collections::HashMap;
use uuid::Uuid;

/// Sends a mail about an application, and notes what the mail server said.
///
/// # Errors
/// The mail server's.
pub async fn send(state: &State, mail: &Mail, kind: MailKind, application: Uuid) -> Result<(), JobError> {
    let outcome = state.mailers.send(mail).await;
    let (mail_state, failure) = match &outcome {
        Ok(()) => (MailState::Sent, None),
        Err(SendError::Transient(words)) => (MailState::Waiting, Some(words)),
        Err(SendError::Permanent(words)) => (MailState::Failed, Some(words)),
    };
    let row = Model {
        id: mail.id,
        application_id: application,
        kind: kind.code().into(),
        state: mail_state.code().into(),
        at: millis(state.now()),
        address_masked: EmailAddress::parse(&mail.to).map(|address| address.masked()).unwrap_or_default(),
        failure: failure.cloned(),
        sent_again_at: None,
    };
    if let Err(error) = note(state, row).await {
        // The mail has left; sending it twice would be worse than not to know.
        tracing::error!(mail = %mail.id, %error, "what became of a mail can't be noted");
    }
    Ok(outcome?)
}

async fn note(state: &State, row: Model) -> Result<(), sea_orm::DbErr> {
    let transaction = state.database.begin().await?;
    repository::save(&*transaction, row).await?;
    transaction.commit().await
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
    rows.iter().map(|row| Ok((row.application_id, view(row)?))).collect()
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
    let items = rows.into_iter().map(|(mail, about)| {
        Ok(UndeliveredMail {
            mail: view(&mail)?,
            application_id: mail.application_id,
            class_name: about.class_name,
            seat_number: about.seat_number as u32,
            student_name: about.student_name,
            applicant_name: about.applicant_name,
        })
    });
    Ok(Page { items: items.collect::<ApiResult<_>>()?, page, page_size, total })
}

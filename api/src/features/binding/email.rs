//! Confirming the e-mail address of an application that isn't the one that got the code: a link that is mailed there.

use super::{repository, service};
use crate::{
    crypto::constant_time_eq,
    database::Transaction,
    http::authority::ApplicationOwner,
    jobs::{self, Job},
    problem::ApiResult,
    state::State,
    throttle::{self, Limit},
};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ConnectionTrait;
use shared_types::{account::ConfirmEmail, language::Language, problem::ProblemCode};
use time::Duration;
use uuid::Uuid;

/// For one application: as many as codes for one address.
const LINKS: Limit = Limit { name: "email_confirmations", hits: 3, window: Duration::HOUR };

/// What the mail with the link says.
pub struct ConfirmationNotice {
    pub name: String,
    pub email: String,
    pub reference: String,
    pub url: String,
    pub language: Language,
}

/// Nothing is kept of a link: it names the application, and a keyed fingerprint of that and the address.
fn token(state: &State, application: Uuid, email: &str) -> String {
    let mut token = application.as_bytes().to_vec();
    token.extend(state.keys.blind_index("email_confirmation", &format!("{application}:{email}")));
    BASE64URL_NOPAD.encode(&token)
}

/// What the mail with the link says; none when there is nothing to confirm any more.
///
/// # Errors
/// The database's.
pub async fn confirmation_notice(
    state: &State,
    connection: &impl ConnectionTrait,
    application: Uuid,
) -> ApiResult<Option<ConfirmationNotice>> {
    let Some(row) = repository::find(connection, application).await? else { return Ok(None) };
    if row.application.email_is_proved {
        return Ok(None);
    }
    let token = token(state, application, &row.application.email);
    Ok(Some(ConfirmationNotice {
        url: state.page_url(&format!("/confirm-email#{token}")),
        name: row.application.name,
        email: row.application.email,
        reference: row.form.reference,
        language: Language::negotiate(&row.form.language),
    }))
}

/// Mails the link once more.
pub(super) async fn send_link(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = service::find_owned(&*transaction, owner, id).await?.application;
    if row.email_is_proved {
        return Err(ProblemCode::WrongState.into());
    }
    throttle::hit(state, &*transaction, LINKS, &id.to_string()).await?;
    jobs::enqueue(state, &*transaction, &Job::SendEmailConfirmation { application: id }).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// The link came back. The same address counts for every application of the person; accounts that waited for it open.
pub(super) async fn confirm(state: &State, link: &ConfirmEmail) -> ApiResult<()> {
    let decoded = BASE64URL_NOPAD.decode(link.token.trim().as_bytes()).map_err(|_| ProblemCode::LinkExpired)?;
    let id = decoded.first_chunk().map(|bytes| Uuid::from_bytes(*bytes)).ok_or(ProblemCode::LinkExpired)?;
    let transaction = state.database.begin().await?;
    let row = repository::find(&*transaction, id).await?.ok_or(ProblemCode::LinkExpired)?.application;
    let right = token(state, id, &row.email);
    if !constant_time_eq(right.as_bytes(), link.token.trim().as_bytes()) {
        // Another address by now, or never ours.
        return Err(ProblemCode::LinkExpired.into());
    }
    repository::prove_email(&*transaction, &row.email, &row.national_id_index).await?;
    open_waiting(state, &transaction, &row.national_id_index, Uuid::nil()).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Has the accounts of a person's approved applications opened, but for one that is in hand already.
///
/// # Errors
/// The database's.
pub async fn open_waiting(
    state: &State,
    transaction: &Transaction,
    national_id_index: &[u8],
    in_hand: Uuid,
) -> ApiResult<()> {
    for application in repository::waiting_for_account(&**transaction, national_id_index).await? {
        if application != in_hand {
            jobs::enqueue(state, &**transaction, &Job::OpenAccount { application }).await?;
        }
    }
    Ok(())
}

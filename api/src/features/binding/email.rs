//! Confirming the e-mail address of an application that isn't the one that got the code: a link that is mailed there.

use super::{repository, service, submit};
use crate::{
    crypto::constant_time_eq,
    database::Transaction,
    entity::binding_application as application,
    features::contact_verification,
    http::authority::ApplicationOwner,
    jobs::{self, Job},
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ConnectionTrait;
use shared_types::{account::ConfirmEmail, language::Language, problem::ProblemCode};
use uuid::Uuid;

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
    if !needs_confirmation(&row.application) {
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

/// An account that is there already has nothing to wait for: the person's when the form was sent, or the one that the
/// application was bound to since.
pub fn needs_confirmation(row: &application::Model) -> bool {
    !row.email_is_proved && !row.is_of_account && row.account_id.is_none()
}

/// Mails the link, later if the address has had enough mail for now.
pub(super) async fn enqueue_link(state: &State, transaction: &Transaction, row: &application::Model) -> ApiResult<()> {
    let job = Job::SendEmailConfirmation { application: row.id, is_counted: false };
    Ok(jobs::enqueue(state, &**transaction, &job).await?)
}

/// Mails the link once more.
pub(super) async fn send_link(state: &State, owner: &ApplicationOwner, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = service::find_owned(&*transaction, owner, id).await?.application;
    if !needs_confirmation(&row) {
        return Err(ProblemCode::WrongState.into());
    }
    contact_verification::count_mail(state, &*transaction, &row.email).await?;
    let job = Job::SendEmailConfirmation { application: id, is_counted: true };
    jobs::enqueue(state, &*transaction, &job).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// The link came back. The same address counts for every application of the person; accounts that waited for it open.
pub(super) async fn confirm(state: &State, link: &ConfirmEmail) -> ApiResult<()> {
    let token_sent = link.token.trim();
    let decoded = BASE64URL_NOPAD.decode(token_sent.as_bytes()).map_err(|_| ProblemCode::LinkExpired)?;
    let id = decoded.first_chunk().map(|bytes| Uuid::from_bytes(*bytes)).ok_or(ProblemCode::LinkExpired)?;
    // Looked at before anybody waits for the database's writer.
    let row = find_named(state, state.database.reader(), id, token_sent).await?;
    let transaction = state.database.begin().await?;
    submit::take_person_turn(&transaction, &row.national_id_index).await?;
    let row = find_named(state, &*transaction, id, token_sent).await?;
    repository::prove_email(&*transaction, &row.email, &row.national_id_index).await?;
    open_waiting(state, &transaction, &row.national_id_index, Uuid::nil()).await?;
    if !row.email_is_proved && !row.is_of_account {
        // What an address that nobody had proved was not sent.
        jobs::enqueue(state, &*transaction, &Job::SendApplicationReceived { application: row.id }).await?;
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// The application that a link names, if it still names that address.
async fn find_named(
    state: &State,
    connection: &impl ConnectionTrait,
    id: Uuid,
    token_sent: &str,
) -> ApiResult<application::Model> {
    let row = repository::find(connection, id).await?.ok_or(ProblemCode::LinkExpired)?.application;
    let is_right = constant_time_eq(token(state, id, &row.email).as_bytes(), token_sent.as_bytes());
    // A second use does no harm; one of a cancelled application still serves the others of the person.
    let is_needed =
        row.email_is_proved || repository::awaits_proof(connection, &row.email, &row.national_id_index).await?;
    match is_right && is_needed {
        true => Ok(row),
        false => Err(ProblemCode::LinkExpired.into()),
    }
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

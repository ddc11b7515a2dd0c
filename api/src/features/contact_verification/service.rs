use super::{
    model::{
        self, BETWEEN_SENDS, CODE_LIVES, SENDS_CLOSE, SENDS_PER_DAY, SENDS_PER_HOUR, SENDS_PER_NETWORK, SESSION_LIVES,
    },
    repository,
};
use crate::{
    ambient::random_below,
    crypto::constant_time_eq,
    database::{Transaction, millis},
    entity::{applicant_session, contact_verification},
    features::{
        account,
        audit::{self, Event},
    },
    http::authority::{Applicant, SignedIn},
    jobs::{self, Job, SendVerificationCode},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::ConnectionTrait;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    contact::EmailAddress,
    problem::{FieldCode, ProblemCode},
    text,
    verification::{
        ApplicantSession, ContactAddress, ContactChannel, ContactVerification, RequestCode, TryCode,
        VerificationPurpose,
    },
};
use time::Duration;
use uuid::Uuid;

/// The ways that a code can travel here.
pub fn offered(state: &State) -> Vec<ContactChannel> {
    let is_offered = |channel: &ContactChannel| *channel == ContactChannel::Email || state.sms.is_some();
    ContactChannel::ALL.into_iter().filter(is_offered).collect()
}

fn channel_of(code: &str) -> ApiResult<ContactChannel> {
    ContactChannel::from_code(code).ok_or_else(|| ApiError::internal(anyhow::anyhow!("{code} is no channel")))
}

/// Sends a code. The same answer whoever the address belongs to.
pub(super) async fn request_code(state: &State, network: &str, asked: RequestCode) -> ApiResult<ContactVerification> {
    if !offered(state).contains(&asked.channel) {
        return Err(ApiError::field("/channel", FieldCode::NotOffered));
    }
    let address =
        ContactAddress::parse(asked.channel, &asked.address).map_err(|code| ApiError::field("/address", code))?;
    let now = state.now();
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, SENDS_CLOSE, address.as_str()).await?;
    throttle::hit(state, &*transaction, SENDS_PER_NETWORK, network).await?;
    let (id, code) = (state.new_id(), format!("{:06}", random_below(1_000_000)));
    let address_index = address_index(state, address.as_str());
    repository::close_others(&*transaction, &address_index, now).await?;
    let row = contact_verification::Model {
        id,
        channel: asked.channel.code().into(),
        purpose: asked.purpose.code().into(),
        address_sealed: state.keys.seal(contact_verification::ADDRESS, id, address.as_str().as_bytes()),
        address_index,
        code_hash: code_hash(state, id, &code),
        failures: 0,
        created_at: millis(now),
        expires_at: millis(now + CODE_LIVES),
        closed_at: None,
    };
    repository::insert(&*transaction, row).await?;
    let message = SendVerificationCode {
        channel: asked.channel,
        purpose: asked.purpose,
        address: address.as_str().into(),
        code,
        language: asked.language,
        expires_at: now + CODE_LIVES,
    };
    jobs::enqueue(state, &*transaction, &Job::SendVerificationCode(message)).await?;
    count_send(state, &*transaction, &address).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(ContactVerification {
        id,
        channel: asked.channel,
        address_masked: address.masked(),
        expires_at: now + CODE_LIVES,
        resend_at: now + BETWEEN_SENDS,
    })
}

/// Counts a message to an address that nobody has proved, a code or anything else that a stranger may have sent
/// there: so many in an hour and a day for the address, and a budget for all together.
///
/// Near the end of a transaction: everybody's sends wait for one another from here to the commit.
///
/// # Errors
/// `too_many_requests`.
pub async fn count_send(state: &State, connection: &impl ConnectionTrait, address: &ContactAddress) -> ApiResult<()> {
    for limit in [SENDS_PER_HOUR, SENDS_PER_DAY] {
        throttle::hit(state, connection, limit, address.as_str()).await?;
    }
    let (name, hits) = match address.channel() {
        ContactChannel::Email => ("code_sends_all", state.config.mail.codes_per_hour),
        ContactChannel::Sms => ("sms_sends_all", state.config.sms.sms_per_hour),
    };
    throttle::hit(state, connection, Limit { name, hits, window: Duration::HOUR }, "").await
}

/// The same for a mail.
///
/// # Errors
/// `too_many_requests`; when that is no address.
pub async fn count_mail(state: &State, connection: &impl ConnectionTrait, email: &str) -> ApiResult<()> {
    let email = EmailAddress::parse(email).map_err(|_| ApiError::internal(anyhow::anyhow!("no e-mail address")))?;
    count_send(state, connection, &ContactAddress::Email(email)).await
}

/// What a right code proved.
pub struct VerifiedContact {
    pub verification: Uuid,
    pub address: ContactAddress,
}

/// Uses a code up that was sent for that purpose. The transaction comes back open when the code is right; a wrong
/// try is committed, so that it counts.
///
/// # Errors
/// `not_found`, `code_expired`, `code_used_up`, `wrong_code`.
pub async fn take_code(
    state: &State,
    transaction: Transaction,
    id: Uuid,
    typed: &str,
    purpose: VerificationPurpose,
) -> ApiResult<(Transaction, VerifiedContact)> {
    let now = state.now();
    let sent = repository::find(&*transaction, id).await?.filter(|sent| sent.purpose == purpose.code());
    let sent = sent.ok_or(ProblemCode::NotFound)?;
    model::check_open(sent.closed_at.is_some(), sent.failures, *sent.expires_at, now)?;
    if !repository::take_try(&*transaction, id).await? {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    let tried = code_hash(state, id, &text::normalise_identifier(typed));
    if !constant_time_eq(&tried, &sent.code_hash) {
        // The try stays taken.
        transaction.commit().await?;
        let last = sent.failures + 1 >= model::MOST_FAILURES;
        return Err(match last {
            true => ProblemCode::CodeUsedUp.into(),
            false => ApiError::new(ProblemCode::WrongCode).at("/code", FieldCode::Format),
        });
    }
    if !repository::close(&*transaction, id, now).await? {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    let address = state.keys.open_text(contact_verification::ADDRESS, id, &sent.address_sealed)?;
    let address = ContactAddress::parse(channel_of(&sent.channel)?, &address)
        .map_err(|_| ApiError::internal(anyhow::anyhow!("verification {id} holds no address")))?;
    Ok((transaction, VerifiedContact { verification: id, address }))
}

/// Opens a session for the right code, once.
pub(super) async fn try_code(state: &State, id: Uuid, tried: &TryCode) -> ApiResult<Applicant> {
    let transaction = state.database.begin().await?;
    let (transaction, contact) =
        take_code(state, transaction, id, &tried.code, VerificationPurpose::Application).await?;
    let applicant = Applicant {
        session: state.new_id(),
        account: None,
        channel: contact.address.channel(),
        address: contact.address.as_str().into(),
        address_index: address_index(state, contact.address.as_str()),
        expires_at: state.now() + SESSION_LIVES,
    };
    open_session(state, transaction, applicant, Origin::Code(contact.verification)).await
}

/// Somebody who is signed in applies for another child: no code is needed [T].
///
/// What is written in the session is the account's, and not that of whoever shares its e-mail address.
pub(super) async fn open_for_account(state: &State, signed_in: &SignedIn) -> ApiResult<Applicant> {
    let transaction = state.database.begin().await?;
    let applicant = Applicant {
        session: state.new_id(),
        account: Some(signed_in.account),
        channel: ContactChannel::Email,
        address: account::email(&*transaction, signed_in.account).await?,
        address_index: account_index(state, signed_in.account),
        expires_at: state.now() + SESSION_LIVES,
    };
    open_session(state, transaction, applicant, Origin::SignedIn(signed_in.session)).await
}

/// What opened an applicant session.
enum Origin {
    Code(Uuid),
    /// It ends with that session of the account.
    SignedIn(Uuid),
}

async fn open_session(
    state: &State,
    transaction: Transaction,
    applicant: Applicant,
    origin: Origin,
) -> ApiResult<Applicant> {
    let id = applicant.session;
    let (verification_id, account_session_id) = match origin {
        Origin::Code(verification) => (Some(verification), None),
        Origin::SignedIn(session) => (None, Some(session)),
    };
    let row = applicant_session::Model {
        id,
        verification_id,
        account_id: applicant.account,
        account_session_id,
        channel: applicant.channel.code().into(),
        address_sealed: state.keys.seal(applicant_session::ADDRESS, id, applicant.address.as_bytes()),
        address_index: applicant.address_index.clone(),
        created_at: millis(state.now()),
        expires_at: millis(applicant.expires_at),
        revoked_at: None,
    };
    repository::insert_session(&*transaction, row).await?;
    let opened = Event::new(&applicant, AuditAction::ApplicantSessionOpened).to(AuditSubject::ApplicantSession, id);
    audit::record(state, &*transaction, [opened]).await?;
    transaction.commit().await?;
    Ok(applicant)
}

pub(super) async fn end_session(state: &State, applicant: &Applicant) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    repository::revoke_session(&*transaction, applicant.session, state.now()).await?;
    let ended = Event::new(applicant, AuditAction::SignedOut).to(AuditSubject::ApplicantSession, applicant.session);
    audit::record(state, &*transaction, [ended]).await?;
    Ok(transaction.commit().await?)
}

/// The applicant of a live session.
///
/// # Errors
/// The database's.
pub async fn find_session(state: &State, id: Uuid) -> ApiResult<Option<Applicant>> {
    let Some(row) = repository::find_live_session(state.database.reader(), id, state.now()).await? else {
        return Ok(None);
    };
    Ok(Some(Applicant {
        session: id,
        account: row.account_id,
        channel: channel_of(&row.channel)?,
        address: state.keys.open_text(applicant_session::ADDRESS, id, &row.address_sealed)?,
        address_index: row.address_index,
        expires_at: *row.expires_at,
    }))
}

pub(super) async fn session_view(state: &State, applicant: Applicant) -> ApiResult<ApplicantSession> {
    let account = match applicant.account {
        Some(account) => Some(account::known_account(state, account).await?),
        None => None,
    };
    let Applicant { channel, address, expires_at, .. } = applicant;
    Ok(ApplicantSession { channel, address, account, expires_at })
}

/// What applications of a verified address are found by.
pub fn address_index(state: &State, address: &str) -> Vec<u8> {
    state.keys.blind_index("contact_address", address)
}

/// What is found by it was written in sessions that were opened from an account.
pub fn account_index(state: &State, account: Uuid) -> Vec<u8> {
    state.keys.blind_index("account", &account.to_string())
}

/// Bound to the one verification: the same code sent to somebody else hashes differently.
fn code_hash(state: &State, id: Uuid, code: &str) -> Vec<u8> {
    state.keys.blind_index("verification_code", &format!("{id}:{code}"))
}

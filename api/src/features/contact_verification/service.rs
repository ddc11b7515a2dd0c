use super::{
    model::{
        self, BETWEEN_SENDS, CODE_LIVES, SENDS_CLOSE, SENDS_PER_DAY, SENDS_PER_HOUR, SENDS_PER_NETWORK, SESSION_LIVES,
    },
    repository,
};
use crate::{
    ambient::random_below,
    database::millis,
    entity::{applicant_session, contact_verification},
    http::authority::Applicant,
    jobs::{self, Job, SendVerificationCode},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    problem::{FieldCode, ProblemCode},
    text,
    verification::{ApplicantSession, ContactAddress, ContactChannel, ContactVerification, RequestCode, TryCode},
};
use subtle::ConstantTimeEq;
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
    for limit in [SENDS_CLOSE, SENDS_PER_HOUR, SENDS_PER_DAY] {
        throttle::hit(state, &*transaction, limit, address.as_str()).await?;
    }
    throttle::hit(state, &*transaction, SENDS_PER_NETWORK, network).await?;
    let (id, code) = (state.new_id(), format!("{:06}", random_below(1_000_000)));
    let address_index = address_index(state, address.as_str());
    repository::close_others(&*transaction, &address_index, now).await?;
    let row = contact_verification::Model {
        id,
        channel: asked.channel.code().into(),
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
        address: address.as_str().into(),
        code,
        language: asked.language,
        expires_at: now + CODE_LIVES,
    };
    jobs::enqueue(state, &*transaction, &Job::SendVerificationCode(message)).await?;
    // Last: everybody's requests wait for one another from here to the commit.
    let (name, hits) = match asked.channel {
        ContactChannel::Email => ("code_sends_all", state.config.mail.codes_per_hour),
        ContactChannel::Sms => ("sms_sends_all", state.config.sms.sms_per_hour),
    };
    let budget = Limit { name, hits, window: Duration::HOUR };
    throttle::hit(state, &*transaction, budget, "").await?;
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

/// Opens a session for the right code, once.
pub(super) async fn try_code(state: &State, id: Uuid, tried: &TryCode) -> ApiResult<Applicant> {
    let now = state.now();
    let transaction = state.database.begin().await?;
    let sent = repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    model::check_open(sent.closed_at.is_some(), sent.failures, *sent.expires_at, now)?;
    if !repository::take_try(&*transaction, id).await? {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    let tried = code_hash(state, id, &text::normalise_identifier(&tried.code));
    if !bool::from(tried.ct_eq(&sent.code_hash)) {
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
    let session = state.new_id();
    let row = applicant_session::Model {
        id: session,
        verification_id: id,
        channel: sent.channel.clone(),
        address_sealed: state.keys.seal(applicant_session::ADDRESS, session, address.as_bytes()),
        address_index: sent.address_index.clone(),
        created_at: millis(now),
        expires_at: millis(now + SESSION_LIVES),
        revoked_at: None,
    };
    repository::insert_session(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(Applicant {
        session,
        channel: channel_of(&sent.channel)?,
        address,
        address_index: sent.address_index,
        expires_at: now + SESSION_LIVES,
    })
}

pub(super) async fn end_session(state: &State, applicant: &Applicant) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    repository::revoke_session(&*transaction, applicant.session, state.now()).await?;
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
        channel: channel_of(&row.channel)?,
        address: state.keys.open_text(applicant_session::ADDRESS, id, &row.address_sealed)?,
        address_index: row.address_index,
        expires_at: *row.expires_at,
    }))
}

pub(super) fn session_view(applicant: Applicant) -> ApplicantSession {
    ApplicantSession { channel: applicant.channel, address: applicant.address, expires_at: applicant.expires_at }
}

/// What applications of a verified address are found by.
pub fn address_index(state: &State, address: &str) -> Vec<u8> {
    state.keys.blind_index("contact_address", address)
}

/// Bound to the one verification: the same code sent to somebody else hashes differently.
fn code_hash(state: &State, id: Uuid, code: &str) -> Vec<u8> {
    state.keys.blind_index("verification_code", &format!("{id}:{code}"))
}

use super::{
    opening::{read_sign_in_name, sign_in_name, sign_in_name_index, token_hash},
    repository,
};
use crate::{
    database::{Transaction, millis},
    entity::{account, account_session},
    features::{
        audit::{self, By, Event},
        oauth, staff,
    },
    http::authority::{PasswordHolder, SignedIn},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::{Account, ActivateAccount, ChangePassword, Session, SignIn},
    audit::{AuditAction, AuditSubject},
    password as rules,
    problem::{FieldCode, ProblemCode},
};
use time::Duration;
use uuid::Uuid;

/// Five failures, then fifteen minutes [security.md].
const FAILURES: Limit = Limit { name: "sign_in_failures", hits: 5, window: Duration::minutes(15) };
/// For a whole network: a school's staff room signs in from one address.
const SIGN_INS_PER_NETWORK: Limit = Limit { name: "sign_ins_network", hits: 3000, window: Duration::HOUR };
/// Failures in the life of an initial password that switch it off; the e-mailed link goes on working.
const INITIAL_FAILURES: i32 = 5;
const SESSION_LIVES: Duration = Duration::hours(12);
/// A session of the initial password only serves to set another one.
const INITIAL_SESSION_LIVES: Duration = Duration::minutes(30);

/// What somebody did with the own account, for the audit trail.
pub(super) fn event(account: Uuid, action: AuditAction) -> Event {
    Event::new(By::account(account), action).to(AuditSubject::Account, account)
}

/// The same answer, and the same work, for an unknown name and a wrong password.
pub(super) async fn sign_in(state: &State, network: &str, client: String, typed: SignIn) -> ApiResult<(Uuid, Session)> {
    let login = read_sign_in_name(&typed.login);
    let index = sign_in_name_index(state, &login);
    let counting = state.database.begin().await?;
    throttle::hit(state, &*counting, SIGN_INS_PER_NETWORK, network).await?;
    // Counted before the password is looked at, so that parallel guesses count each.
    throttle::hit(state, &*counting, FAILURES, &login).await?;
    repository::count_initial_try(&*counting, &index).await?;
    counting.commit().await?;
    let account = repository::find_by_sign_in_name(state.database.reader(), &index).await?;
    let hash = account.as_ref().map(|a| a.password_hash.as_str()).filter(|hash| !hash.is_empty());
    let is_right = state.passwords.verify(&typed.password, hash).await?;
    let known = account.as_ref().map(|account| account.id);
    let Some(account) = account.filter(|account| is_right && may_use_password(state, account)) else {
        // The same work whether there is such an account.
        let failed = Event::new(By::UNKNOWN, AuditAction::SignInFailed);
        let failed = known.map_or(failed.clone(), |id| failed.to(AuditSubject::Account, id));
        let transaction = state.database.begin().await?;
        audit::record(state, &*transaction, [failed]).await?;
        transaction.commit().await?;
        return Err(ProblemCode::WrongCredentials.into());
    };
    let transaction = state.database.begin().await?;
    throttle::clear(state, &*transaction, FAILURES, &login).await?;
    // While the hash was computed, the password may have been changed: then it is the wrong one by now.
    let account = repository::find_with_password(&*transaction, account.id, &account.password_hash)
        .await?
        .ok_or(ProblemCode::WrongCredentials)?;
    repository::forgive_initial_try(&*transaction, account.id).await?;
    let opened = open_session(state, &transaction, &account, client, account.password_is_initial).await?;
    audit::record(state, &*transaction, [event(account.id, AuditAction::SignedIn)]).await?;
    transaction.commit().await?;
    Ok(opened)
}

/// An initial password ends by time and by failures; the present try is among those counted.
fn may_use_password(state: &State, account: &account::Model) -> bool {
    !account.password_is_initial
        || (account.initial_password_failures <= INITIAL_FAILURES
            && account.initial_password_expires_at.is_some_and(|end| state.now() < *end))
}

async fn open_session(
    state: &State,
    transaction: &Transaction,
    account: &account::Model,
    client: String,
    must_change_password: bool,
) -> ApiResult<(Uuid, Session)> {
    let (id, now) = (state.new_id(), state.now());
    let expires_at = now + if must_change_password { INITIAL_SESSION_LIVES } else { SESSION_LIVES };
    let row = account_session::Model {
        id,
        account_id: account.id,
        must_change_password,
        client,
        created_at: millis(now),
        expires_at: millis(expires_at),
        revoked_at: None,
    };
    repository::insert_session(&**transaction, row).await?;
    let account = account_view(state, &**transaction, account).await?;
    Ok((id, Session { account, must_change_password, expires_at }))
}

async fn account_view(state: &State, connection: &impl ConnectionTrait, row: &account::Model) -> ApiResult<Account> {
    let roles = staff::roles_of(connection, row.id, state.now()).await?;
    Ok(Account { id: row.id, name: row.shown_name().into(), email: row.email.clone(), roles })
}

pub(super) async fn session_view(state: &State, holder: &PasswordHolder) -> ApiResult<Session> {
    let connection = state.database.reader();
    let row = repository::find(connection, holder.account).await?.ok_or(ProblemCode::NotSignedIn)?;
    Ok(Session {
        account: account_view(state, connection, &row).await?,
        must_change_password: holder.must_change_password,
        expires_at: holder.expires_at,
    })
}

/// Ends the session, and what services opened from it.
///
/// # Errors
/// The database's.
pub async fn sign_out(state: &State, holder: &PasswordHolder) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    repository::revoke_session(&*transaction, holder.session, state.now()).await?;
    oauth::end_with_session(state, &*transaction, holder.session).await?;
    audit::record(state, &*transaction, [event(holder.account, AuditAction::SignedOut)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

pub(super) async fn change_password(
    state: &State,
    holder: &PasswordHolder,
    client: String,
    change: ChangePassword,
) -> ApiResult<(Uuid, Session)> {
    let account = repository::find(state.database.reader(), holder.account).await?.ok_or(ProblemCode::NotSignedIn)?;
    if !holder.must_change_password {
        check_current_password(state, &account, &change.current_password.unwrap_or_default()).await?;
    }
    set_password(state, &account, client, &change.new_password, Proof::Session(holder.session)).await
}

/// Asks for the password once more; guesses count with those of signing in.
pub(super) async fn check_current_password(state: &State, account: &account::Model, typed: &str) -> ApiResult<()> {
    let login = sign_in_name(state, account)?;
    let counting = state.database.begin().await?;
    throttle::hit(state, &*counting, FAILURES, &login).await?;
    counting.commit().await?;
    if !state.passwords.verify(typed, Some(&account.password_hash)).await? {
        return Err(ApiError::field("/current_password", FieldCode::WrongPassword));
    }
    let counting = state.database.begin().await?;
    throttle::clear(state, &*counting, FAILURES, &login).await?;
    Ok(counting.commit().await?)
}

/// The same for whoever is signed in.
///
/// # Errors
/// `wrong_password` at `/current_password`, `too_many_requests`; the database's.
pub async fn confirm_password(state: &State, signed_in: &SignedIn, typed: &str) -> ApiResult<()> {
    let account = repository::find(state.database.reader(), signed_in.account).await?;
    check_current_password(state, &account.ok_or(ProblemCode::NotSignedIn)?, typed).await
}

pub(super) async fn activate(state: &State, client: String, activation: ActivateAccount) -> ApiResult<(Uuid, Session)> {
    let hash = token_hash(state, activation.token.trim());
    let token = repository::find_live_token(state.database.reader(), &hash, state.now()).await?;
    let token = token.ok_or(ProblemCode::LinkExpired)?;
    let account = repository::find(state.database.reader(), token.account_id).await?.ok_or(ProblemCode::LinkExpired)?;
    set_password(state, &account, client, &activation.new_password, Proof::Link(token.id)).await
}

/// What entitles somebody to set a password; it must still hold when the password is written.
enum Proof {
    Session(Uuid),
    Link(Uuid),
}

/// Sets the password, ends every other session and link, and signs in.
async fn set_password(
    state: &State,
    account: &account::Model,
    client: String,
    new_password: &str,
    proof: Proof,
) -> ApiResult<(Uuid, Session)> {
    check_password(state, account, new_password)?;
    let hash = state.passwords.hash(new_password).await?;
    let now = state.now();
    let transaction = state.database.begin().await?;
    // Rows are locked in the order of signing in: the counter, the account, what belongs to it.
    throttle::clear(state, &*transaction, FAILURES, &sign_in_name(state, account)?).await?;
    let is_first = repository::replace_password(&*transaction, account, &hash).await?;
    match proof {
        Proof::Session(id) => {
            let is_live = repository::find_live_session(&*transaction, id, now).await?.is_some();
            if !(is_first && is_live) {
                return Err(ProblemCode::NotSignedIn.into());
            }
        }
        Proof::Link(id) => {
            if !(is_first && repository::use_token(&*transaction, id, now).await?) {
                return Err(ProblemCode::LinkExpired.into());
            }
            repository::prove_email(&*transaction, account.id).await?;
        }
    }
    repository::end_tokens_of(&*transaction, account.id, now).await?;
    repository::revoke_sessions_of(&*transaction, account.id, now).await?;
    oauth::end_with_account(state, &*transaction, account.id).await?;
    let opened = open_session(state, &transaction, account, client, false).await?;
    audit::record(state, &*transaction, [event(account.id, AuditAction::PasswordChanged)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(opened)
}

fn check_password(state: &State, account: &account::Model, password: &str) -> ApiResult<()> {
    let national_id = state.keys.open_text(account::NATIONAL_ID, account.id, &account.national_id_sealed)?;
    let mobile = state.keys.open_text(account::MOBILE, account.id, &account.mobile_sealed)?;
    let personal = [national_id.as_str(), mobile.as_str(), account.email.as_str(), account.name.as_str()];
    rules::check_length(password)
        .and_then(|()| rules::check_guessable(password, personal))
        .map_err(|code| ApiError::field("/new_password", code))
}

/// Who holds a live session.
///
/// # Errors
/// The database's.
pub async fn find_session(state: &State, id: Uuid) -> ApiResult<Option<PasswordHolder>> {
    let row = repository::find_live_session(state.database.reader(), id, state.now()).await?;
    Ok(row.map(|row| PasswordHolder {
        session: row.id,
        account: row.account_id,
        must_change_password: row.must_change_password,
        signed_in_at: *row.created_at,
        expires_at: *row.expires_at,
    }))
}

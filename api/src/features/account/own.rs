//! What the signed-in owner sees and changes of the own account, but for contact and password.

use super::{opening::sign_in_name, person::national_id_of, repository, service};
use crate::{
    entity::account,
    features::{audit, oauth, staff},
    http::authority::SignedIn,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    account::{ChangeName, OwnAccount, SignedInSession},
    audit::AuditAction,
    person_name,
    problem::ProblemCode,
};
use uuid::Uuid;

pub(super) async fn get(state: &State, signed_in: &SignedIn) -> ApiResult<OwnAccount> {
    read(state, state.database.reader(), signed_in.account).await
}

pub(super) async fn read(state: &State, connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<OwnAccount> {
    let row = repository::find(connection, id).await?.ok_or(ProblemCode::NotSignedIn)?;
    Ok(OwnAccount {
        id,
        national_id_masked: national_id_of(state, &row)?.masked(),
        mobile: state.keys.open_text(account::MOBILE, id, &row.mobile_sealed)?,
        sign_in_name: sign_in_name(state, &row)?,
        roles: staff::roles_of(connection, id, state.now()).await?,
        name: row.shown_name().into(),
        email: row.email,
    })
}

/// 顯示名稱. Forms go on with the name that the school knows.
pub(super) async fn change_name(state: &State, signed_in: &SignedIn, change: ChangeName) -> ApiResult<OwnAccount> {
    let name = person_name::parse(&change.name).map_err(|code| ApiError::field("/name", code))?;
    let transaction = state.database.begin().await?;
    repository::set_display_name(&*transaction, signed_in.account, &name).await?;
    let changed = read(state, &*transaction, signed_in.account).await?;
    transaction.commit().await?;
    Ok(changed)
}

pub(super) async fn sessions(state: &State, signed_in: &SignedIn) -> ApiResult<List<SignedInSession>> {
    let rows = repository::live_sessions(state.database.reader(), signed_in.account, state.now()).await?;
    let view = |row: crate::entity::account_session::Model| SignedInSession {
        id: row.id,
        is_current: row.id == signed_in.session,
        client: row.client,
        signed_in_at: *row.created_at,
        expires_at: *row.expires_at,
    };
    Ok(List { items: rows.into_iter().map(view).collect() })
}

pub(super) async fn end_session(state: &State, signed_in: &SignedIn, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    if !repository::revoke_session_of(&*transaction, signed_in.account, id, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    oauth::end_with_session(state, &*transaction, id).await?;
    audit::record(state, &*transaction, [service::event(signed_in.account, AuditAction::SignedOut)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Signs out everywhere: what was opened from the account to apply with ends as well.
pub(super) async fn end_sessions(state: &State, signed_in: &SignedIn) -> ApiResult<()> {
    let (now, transaction) = (state.now(), state.database.begin().await?);
    repository::revoke_sessions_of(&*transaction, signed_in.account, now).await?;
    oauth::end_with_account(state, &*transaction, signed_in.account).await?;
    audit::record(state, &*transaction, [service::event(signed_in.account, AuditAction::SignedOut)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Ends every session of somebody else, and what services opened from them. Ring [`State::outbox_bell`] after the commit.
///
/// # Errors
/// The database's.
pub async fn end_sessions_of(state: &State, connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<()> {
    repository::revoke_sessions_of(connection, account, state.now()).await?;
    oauth::end_with_account(state, connection, account).await
}

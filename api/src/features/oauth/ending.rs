//! How what was allowed ends: with a session, an account, a client, or because somebody took it back.

use super::{
    claims::subject_of,
    clients,
    repository::{
        clients as client_repository, grants, requests,
        tokens::{self as repository, Which},
    },
};
use crate::{
    jobs::{self, Job, SendBackchannelLogout},
    problem::ApiResult,
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use time::OffsetDateTime;
use uuid::Uuid;

/// Ends codes and tokens, and has clients told that want to know. Ring [`State::outbox_bell`] after the commit.
pub(super) async fn end(state: &State, connection: &impl ConnectionTrait, which: Which) -> ApiResult<()> {
    let now = state.now();
    // Codes first: one that is being used at this moment has its family by then.
    repository::end_codes(connection, which, now).await?;
    let ended = repository::revoke_families(connection, which, now).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let told = clients::find_all(connection, ended.iter().map(|family| family.client_id)).await?;
    for family in ended {
        let Some(client) = told.iter().find(|client| client.id == family.client_id) else { continue };
        if let Some(target) = client.settings.backchannel_logout_uri.clone() {
            let subject = subject_of(state, &client.sector, family.account_id);
            let job = SendBackchannelLogout { client: client.id, sid: family.id, subject, target };
            jobs::enqueue(state, connection, &Job::SendBackchannelLogout(job)).await?;
        }
    }
    Ok(())
}

/// Somebody signed out of one browser: what was opened from there ends, but for what was to outlast it.
///
/// # Errors
/// The database's.
pub async fn end_with_session(state: &State, connection: &impl ConnectionTrait, session: Uuid) -> ApiResult<()> {
    end(state, connection, Which::Session(session)).await
}

/// Signed out everywhere, another password, a sealed child: all tokens end. What was allowed is remembered for the next
/// time that the person signs in.
///
/// # Errors
/// The database's.
pub async fn end_with_account(state: &State, connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<()> {
    end(state, connection, Which::Account(account)).await
}

/// The same but for what was opened from the session that stays.
///
/// # Errors
/// The database's.
pub async fn end_with_other_sessions(
    state: &State,
    connection: &impl ConnectionTrait,
    account: Uuid,
    kept: Uuid,
) -> ApiResult<()> {
    end(state, connection, Which::AccountBut(account, kept)).await
}

/// Ends and drops everything of somebody who has had all data deleted.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<()> {
    end(state, connection, Which::Account(account)).await?;
    repository::erase(connection, account).await?;
    Ok(grants::erase(connection, account).await?)
}

/// Drops what nobody needs any more.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    requests::sweep(connection, now).await?;
    client_repository::sweep(connection, now).await?;
    repository::sweep(connection, now).await
}

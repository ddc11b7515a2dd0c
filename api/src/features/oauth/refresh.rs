//! Refresh tokens: each is used once (RFC 9700 4.14.2). Whoever didn't get the answer may ask again for a minute, as long
//! as nobody has used what was answered; everything else that comes twice ends the family.

use super::{
    clients::Client,
    exchange::{TokenAnswer, end_replayed, new_refresh, refresh_hash, tokens},
    failure::Failure,
    model::{OauthError, Parameters, known_scopes, scopes_from},
    repository::tokens as repository,
    tokens::lasts,
};
use crate::{
    database::Transaction,
    entity::{oauth_refresh_token::Model, oauth_token_family as family},
    problem::ApiResult,
    state::State,
};
use shared_types::oauth::Scope;
use time::{Duration, OffsetDateTime};

/// How long an answer may be lost.
const RETRIED_WITHIN: Duration = Duration::minutes(1);

const WRONG_TOKEN: OauthError = OauthError::invalid_grant("the refresh token is unknown, used, over or revoked");

pub(super) async fn refresh(state: &State, client: &Client, parameters: &Parameters) -> Result<TokenAnswer, Failure> {
    let hash = refresh_hash(state, parameters.required("refresh_token")?);
    let now = state.now();
    let transaction = state.database.begin().await?;
    let row = repository::hold_refresh(&*transaction, &hash).await?.ok_or(WRONG_TOKEN)?;
    let family = repository::find_family(&*transaction, row.family_id).await?.ok_or(WRONG_TOKEN)?;
    if family.client_id != client.id || !lasts(&family, now) {
        return Err(WRONG_TOKEN.into());
    }
    let scopes = narrowed(client, &family, parameters)?;
    let (token, successor) = new_refresh(state, family.id);
    if !replace(&transaction, &row, &successor, now).await? {
        end_replayed(state, &transaction, client, family.id).await?;
        transaction.commit().await?;
        state.outbox_bell.notify_one();
        return Err(WRONG_TOKEN.into());
    }
    repository::insert_refresh(&*transaction, successor).await?;
    repository::prolong(&*transaction, &family, super::exchange::prolonged(&family, now)).await?;
    transaction.commit().await?;
    Ok(tokens(state, client, &family, &scopes, token, None).await?)
}

/// The scopes of before or fewer (RFC 6749 6), and none that the client has lost meanwhile.
fn narrowed(client: &Client, family: &family::Model, parameters: &Parameters) -> Result<Vec<Scope>, OauthError> {
    let mut scopes = scopes_from(&family.scopes);
    scopes.retain(|scope| client.settings.scopes.contains(scope));
    let Some(asked) = parameters.get("scope") else { return Ok(scopes) };
    let asked = known_scopes(&client.settings, asked)?;
    match asked.iter().all(|scope| scopes.contains(scope)) {
        true => Ok(asked),
        false => Err(OauthError::invalid_scope("more than was allowed")),
    }
}

/// Puts the successor in the token's place, or in that of a successor whose answer was lost. False when the token was
/// used up.
async fn replace(transaction: &Transaction, row: &Model, successor: &Model, now: OffsetDateTime) -> ApiResult<bool> {
    let connection = &**transaction;
    let (Some(rotated_at), before) = (row.rotated_at, row.replaced_by) else {
        return Ok(repository::replace_refresh(connection, row.id, None, successor.id, now).await?);
    };
    let Some(before) = before.filter(|_| now - *rotated_at <= RETRIED_WITHIN) else { return Ok(false) };
    Ok(repository::discard_refresh(connection, before, now).await?
        && repository::replace_refresh(connection, row.id, Some(before), successor.id, now).await?)
}

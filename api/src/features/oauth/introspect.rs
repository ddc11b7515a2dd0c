//! Userinfo, revocation (RFC 7009) and introspection (RFC 7662).

use super::{
    claims::{UserInfo, user_info},
    client_auth::{Credentials, authenticate, authenticate_proved},
    clients::Client,
    ending::end,
    exchange::refresh_hash,
    failure::Failure,
    model::OauthError,
    repository::tokens::{self as repository, Which},
    tokens::{ACR, held, lasts},
};
use crate::{entity::oauth_token_family as family, problem::ApiResult, state::State};
use serde::Serialize;
use shared_types::oauth::Scope;
use uuid::Uuid;

const NO_TOKEN: OauthError = OauthError::invalid_token("the access token is over, revoked, or not one of ours");

pub(super) async fn userinfo(state: &State, token: &str) -> Result<UserInfo, Failure> {
    let held = held(state, token).await?.ok_or(NO_TOKEN)?;
    if !held.scopes.contains(&Scope::OpenId) {
        return Err(OauthError::insufficient_scope("openid was not allowed").into());
    }
    Ok(user_info(state, &held).await?.ok_or(NO_TOKEN)?)
}

/// The family of a token of the client's, whichever it is.
async fn family_of(state: &State, client: &Client, token: &str) -> ApiResult<Option<Uuid>> {
    let refresh = repository::find_refresh(state.database.reader(), &refresh_hash(state, token)).await?;
    let family = match refresh {
        Some(row) => repository::find_family(state.database.reader(), row.family_id).await?,
        None => held(state, token).await?.and_then(|held| held.family),
    };
    Ok(family.filter(|family| family.client_id == client.id).map(|family| family.id))
}

/// Ends a token with all of its family. A token that isn't known, or is somebody else's, is no error.
pub(super) async fn revoke(state: &State, credentials: &Credentials<'_>) -> Result<(), Failure> {
    let client = authenticate(state, credentials).await?;
    let token = credentials.parameters.required("token")?;
    if let Some(family) = family_of(state, &client, token).await? {
        let transaction = state.database.begin().await?;
        end(state, &*transaction, Which::Family(family)).await?;
        transaction.commit().await?;
        state.outbox_bell.notify_one();
    }
    Ok(())
}

/// Whether a token holds, and what it stands for. A client asks about its own: others' are none of its business.
#[derive(Serialize, Default)]
pub(super) struct Introspection {
    active: bool,
    #[serde(flatten)]
    claims: Option<Active>,
}

#[derive(Serialize)]
struct Active {
    iss: String,
    client_id: String,
    sub: String,
    scope: String,
    token_type: &'static str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
}

pub(super) async fn introspect(state: &State, credentials: &Credentials<'_>) -> Result<Introspection, Failure> {
    let client = authenticate_proved(state, credentials).await?;
    let token = credentials.parameters.required("token")?;
    let claims = match held(state, token).await? {
        Some(held) if held.client.id == client.id => {
            let (claims, auth_time) = (held.claims, held.family.map(|family| family.auth_time.unix_timestamp()));
            Some(Active {
                iss: claims.iss,
                client_id: claims.client_id,
                sub: claims.sub,
                scope: claims.scope,
                token_type: "Bearer",
                iat: claims.iat,
                exp: claims.exp,
                aud: Some(claims.aud),
                jti: Some(claims.jti),
                acr: auth_time.map(|_| ACR),
                auth_time,
            })
        }
        Some(_) => None,
        None => refresh_of(state, &client, token).await?.map(|family| of_refresh(state, &client, family)),
    };
    Ok(Introspection { active: claims.is_some(), claims })
}

/// The family of a refresh token of the client's that nobody has used.
async fn refresh_of(state: &State, client: &Client, token: &str) -> ApiResult<Option<family::Model>> {
    let connection = state.database.reader();
    let row = repository::find_refresh(connection, &refresh_hash(state, token)).await?;
    let Some(row) = row.filter(|row| row.rotated_at.is_none()) else { return Ok(None) };
    let family = repository::find_family(connection, row.family_id).await?;
    Ok(family.filter(|family| family.client_id == client.id && lasts(family, state.now())))
}

fn of_refresh(state: &State, client: &Client, family: family::Model) -> Active {
    Active {
        iss: state.config.server.public_url.clone(),
        client_id: client.id.to_string(),
        sub: super::claims::subject_of(state, &client.sector, family.account_id),
        scope: family.scopes,
        token_type: "refresh_token",
        iat: family.created_at.unix_timestamp(),
        exp: family.expires_at.unix_timestamp(),
        aud: None,
        jti: None,
        auth_time: Some(family.auth_time.unix_timestamp()),
        acr: Some(ACR),
    }
}

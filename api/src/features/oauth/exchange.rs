//! The token endpoint (RFC 6749 3.2): codes, refresh tokens, and clients for themselves.

use super::{
    client_auth::{Credentials, authenticate},
    clients::Client,
    ending::end,
    failure::Failure,
    model::{OauthError, known_scopes, scopes_from, scopes_text, verifies},
    refresh,
    repository::{
        grants,
        tokens::{self as repository, Which},
    },
    tokens::{TOKEN_LIVES, family_of, sign_access, sign_id},
};
use crate::{
    database::{Transaction, millis},
    entity::{oauth_code, oauth_refresh_token, oauth_token_family as family},
    features::{
        account,
        audit::{self, By, Event},
    },
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    oauth::{ClientKind, Scope},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Tokens that outlast the browser's session, without being used: now and then the password is asked for anew.
const OFFLINE_LIVES: Duration = Duration::days(90);

/// The answer of the token endpoint (RFC 6749 5.1).
#[derive(Serialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

pub(super) async fn token(state: &State, credentials: &Credentials<'_>) -> Result<TokenAnswer, Failure> {
    let grant_type = credentials.parameters.required("grant_type")?;
    let client = authenticate(state, credentials).await?;
    let is_machine = client.kind == ClientKind::Machine;
    match grant_type {
        "authorization_code" if !is_machine => use_code(state, &client, credentials).await,
        "refresh_token" if !is_machine => refresh::refresh(state, &client, credentials.parameters).await,
        "client_credentials" if is_machine => for_itself(state, &client, credentials).await,
        "authorization_code" | "refresh_token" | "client_credentials" => {
            Err(OauthError::unauthorized_client("the client may not use this grant type").into())
        }
        _ => Err(OauthError::unsupported_grant_type("the grant type is unknown").into()),
    }
}

async fn for_itself(state: &State, client: &Client, credentials: &Credentials<'_>) -> Result<TokenAnswer, Failure> {
    let scopes = match credentials.parameters.get("scope") {
        Some(asked) => known_scopes(&client.settings, asked)?,
        None => client.settings.scopes.clone(),
    };
    let access_token = sign_access(state, client, None, &scopes).await?;
    Ok(answer(access_token, &scopes, None, None))
}

pub(super) fn answer(
    access_token: String,
    scopes: &[Scope],
    refresh_token: Option<String>,
    id_token: Option<String>,
) -> TokenAnswer {
    let expires_in = TOKEN_LIVES.whole_seconds();
    TokenAnswer { access_token, token_type: "Bearer", expires_in, scope: scopes_text(scopes), refresh_token, id_token }
}

/// What a code is known by in the database.
pub(super) fn code_hash(state: &State, code: &str) -> Vec<u8> {
    state.keys.blind_index("oauth_code", code)
}

pub(super) fn refresh_hash(state: &State, token: &str) -> Vec<u8> {
    state.keys.blind_index("oauth_refresh_token", token)
}

const WRONG_CODE: OauthError = OauthError::invalid_grant("the code is unknown, used, over, or not of this request");

async fn use_code(state: &State, client: &Client, credentials: &Credentials<'_>) -> Result<TokenAnswer, Failure> {
    let parameters = credentials.parameters;
    let hash = code_hash(state, parameters.required("code")?);
    let verifier = parameters.required("code_verifier")?;
    let now = state.now();
    let code = repository::find_code(state.database.reader(), &hash).await?;
    let code = code.filter(|code| code.client_id == client.id).ok_or(WRONG_CODE)?;
    if code.used_at.is_some() {
        return replayed(state, client, code.id).await;
    }
    let is_right = *code.expires_at > now
        && parameters.get("redirect_uri") == Some(code.redirect_uri.as_str())
        && verifies(verifier, &code.code_challenge);
    // Signed out within the minute, or the answer taken back.
    let Some(session) = account::find_session(state, code.session_id).await?.filter(|_| is_right) else {
        return Err(WRONG_CODE.into());
    };
    if grants::live(state.database.reader(), code.account_id, client.id).await?.is_none() {
        return Err(WRONG_CODE.into());
    }
    let scopes = scopes_from(&code.scopes);
    let is_offline = scopes.contains(&Scope::OfflineAccess);
    let family = family_of(&code, if is_offline { now + OFFLINE_LIVES } else { session.expires_at }, now);
    let transaction = state.database.begin().await?;
    if !repository::use_code(&*transaction, code.id, now).await? {
        drop(transaction);
        return replayed(state, client, code.id).await;
    }
    repository::insert_family(&*transaction, family.clone()).await?;
    let (refresh_token, row) = new_refresh(state, family.id);
    repository::insert_refresh(&*transaction, row).await?;
    transaction.commit().await?;
    tokens(state, client, &family, &scopes, refresh_token, code_nonce(&code)).await.map_err(Failure::from)
}

fn code_nonce(code: &oauth_code::Model) -> Option<&str> {
    code.nonce.as_deref()
}

/// A family's tokens of this moment.
pub(super) async fn tokens(
    state: &State,
    client: &Client,
    family: &family::Model,
    scopes: &[Scope],
    refresh_token: String,
    nonce: Option<&str>,
) -> ApiResult<TokenAnswer> {
    let access_token = sign_access(state, client, Some(family), scopes).await?;
    let id_token = sign_id(state, client, family, nonce).await?;
    Ok(answer(access_token, scopes, Some(refresh_token), Some(id_token)))
}

/// A refresh token and its row.
pub(super) fn new_refresh(state: &State, family: Uuid) -> (String, oauth_refresh_token::Model) {
    let token = BASE64URL_NOPAD.encode(&crate::ambient::random_bytes::<32>());
    let row = oauth_refresh_token::Model {
        id: state.new_id(),
        family_id: family,
        token_hash: refresh_hash(state, &token),
        created_at: millis(state.now()),
        rotated_at: None,
        replaced_by: None,
    };
    (token, row)
}

/// A code that comes again is somebody else's: what came of it ends (RFC 6749 4.1.2).
async fn replayed<T>(state: &State, client: &Client, family: Uuid) -> Result<T, Failure> {
    let transaction = state.database.begin().await?;
    end_replayed(state, &transaction, client, family).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Err(WRONG_CODE.into())
}

pub(super) async fn end_replayed(
    state: &State,
    transaction: &Transaction,
    client: &Client,
    family: Uuid,
) -> ApiResult<()> {
    let is_live = |row: &family::Model| row.revoked_at.is_none();
    if repository::find_family(&**transaction, family).await?.is_some_and(|row| is_live(&row)) {
        let event = Event::new(By::UNKNOWN, AuditAction::TokenReplayed).to(AuditSubject::OauthClient, client.id);
        audit::record(state, &**transaction, [event]).await?;
    }
    end(state, &**transaction, Which::Family(family)).await
}

/// When a family ends that goes on being used.
pub(super) fn prolonged(family: &family::Model, now: OffsetDateTime) -> OffsetDateTime {
    let is_offline = scopes_from(&family.scopes).contains(&Scope::OfflineAccess);
    if is_offline { now + OFFLINE_LIVES } else { *family.expires_at }
}

//! Access tokens (RFC 9068), ID tokens (OpenID Connect Core 2), and whether they hold.

use super::{
    claims::subject_of,
    clients::{self, Client},
    keys,
    model::{scopes_from, scopes_text},
    repository::tokens as repository,
};
use crate::{
    ambient::random_bytes,
    app::BASE,
    entity::{oauth_code, oauth_token_family as family},
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared_types::oauth::{Scope, TokenAlgorithm};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Of access and ID tokens.
pub(super) const TOKEN_LIVES: Duration = Duration::minutes(10);
/// How people are authenticated: by what they know.
pub(super) const ACR: &str = "urn:kinbind:acr:password";
const ACCESS_TOKEN: &str = "at+jwt";
const ID_TOKEN: &str = "JWT";

#[derive(Serialize, Deserialize)]
pub(super) struct AccessClaims {
    pub iss: String,
    pub aud: String,
    /// For a machine the client itself.
    pub sub: String,
    pub client_id: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub scope: String,
    /// What it ends with; absent for machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    family: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    sub: String,
    aud: Uuid,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    acr: &'a str,
    amr: [&'a str; 1],
    sid: Uuid,
}

/// What is read of an ID token that a client brings back.
#[derive(Deserialize)]
pub(super) struct IdTokenHint {
    iss: String,
    aud: Uuid,
    pub sub: String,
    pub sid: Uuid,
}

impl IdTokenHint {
    pub fn client(&self) -> Uuid {
        self.aud
    }
}

/// Whom access tokens are for: our own API.
fn audience(state: &State) -> String {
    state.page_url(BASE)
}

/// An access token of a person's for the client, or of the client itself.
pub(super) async fn sign_access(
    state: &State,
    client: &Client,
    family: Option<&family::Model>,
    scopes: &[Scope],
) -> ApiResult<String> {
    let now = state.now();
    let claims = AccessClaims {
        iss: state.config.server.public_url.clone(),
        aud: audience(state),
        sub: family.map_or(client.id.to_string(), |family| subject_of(state, &client.sector, family.account_id)),
        client_id: client.id.to_string(),
        iat: now.unix_timestamp(),
        exp: (now + TOKEN_LIVES).unix_timestamp(),
        jti: BASE64URL_NOPAD.encode(&random_bytes::<16>()),
        scope: scopes_text(scopes),
        family: family.map(|family| family.id),
        auth_time: family.map(|family| family.auth_time.unix_timestamp()),
        acr: family.map(|_| ACR.into()),
    };
    keys::sign(state, TokenAlgorithm::Es256, ACCESS_TOKEN, &claims).await
}

/// Who signed in, for the client.
pub(super) async fn sign_id(
    state: &State,
    client: &Client,
    family: &family::Model,
    nonce: Option<&str>,
) -> ApiResult<String> {
    let now = state.now();
    let claims = IdClaims {
        iss: &state.config.server.public_url,
        sub: subject_of(state, &client.sector, family.account_id),
        aud: client.id,
        iat: now.unix_timestamp(),
        exp: (now + TOKEN_LIVES).unix_timestamp(),
        auth_time: family.auth_time.unix_timestamp(),
        nonce,
        acr: ACR,
        amr: ["pwd"],
        sid: family.id,
    };
    keys::sign(state, client.settings.id_token_algorithm, ID_TOKEN, &claims).await
}

/// The claims of a token of that type with a signature of ours; nothing else of it is checked.
async fn read<T: DeserializeOwned>(state: &State, token: &str, kind: &str) -> ApiResult<Option<T>> {
    let Ok(header) = decode_header(token) else { return Ok(None) };
    let is_of_kind = header.typ.as_deref().is_some_and(|typ| typ.eq_ignore_ascii_case(kind));
    let Some(id) = header.kid.filter(|_| is_of_kind && header.crit.is_none()) else { return Ok(None) };
    let keys = keys::keys_with(state, &id).await?;
    let Some(key) = keys.find(&id) else { return Ok(None) };
    // The key says which algorithm it is for, never the token (RFC 8725 3.1).
    let mut validation = Validation::new(match key.algorithm {
        TokenAlgorithm::Es256 => Algorithm::ES256,
        TokenAlgorithm::Rs256 => Algorithm::RS256,
    });
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation.required_spec_claims.clear();
    Ok(decode(token, &key.verifying, &validation).ok().map(|read| read.claims))
}

/// An ID token of ours, however old (OpenID Connect RP-Initiated Logout 2).
pub(super) async fn read_hint(state: &State, token: &str) -> ApiResult<Option<IdTokenHint>> {
    let hint: Option<IdTokenHint> = read(state, token, ID_TOKEN).await?;
    Ok(hint.filter(|hint| hint.iss == state.config.server.public_url))
}

/// An access token that holds this moment.
pub(super) struct Held {
    pub claims: AccessClaims,
    pub client: Client,
    pub scopes: Vec<Scope>,
    /// Absent for machines.
    pub family: Option<family::Model>,
}

/// What the token stands for, unless it is over, revoked, not for us, or not of ours.
pub(super) async fn held(state: &State, token: &str) -> ApiResult<Option<Held>> {
    let claims: Option<AccessClaims> = read(state, token, ACCESS_TOKEN).await?;
    let is_ours = |claims: &AccessClaims| {
        claims.iss == state.config.server.public_url
            && claims.aud == audience(state)
            && claims.exp > state.now().unix_timestamp()
    };
    let Some(claims) = claims.filter(is_ours) else { return Ok(None) };
    let connection = state.database.reader();
    let Some(client) = clients::find(connection, &claims.client_id).await? else { return Ok(None) };
    let family = match claims.family {
        None => None,
        Some(id) => match repository::find_family(connection, id).await?.filter(|family| lasts(family, state.now())) {
            None => return Ok(None),
            family => family,
        },
    };
    let scopes = scopes_from(&claims.scope);
    Ok(Some(Held { claims, client, scopes, family }))
}

pub(super) fn lasts(family: &family::Model, now: OffsetDateTime) -> bool {
    family.revoked_at.is_none() && *family.expires_at > now
}

/// What a code, used at that moment, becomes: tokens that outlast the browser's session only if the person wanted that.
pub(super) fn family_of(code: &oauth_code::Model, expires_at: OffsetDateTime, now: OffsetDateTime) -> family::Model {
    family::Model {
        id: code.id,
        grant_id: code.grant_id,
        account_id: code.account_id,
        client_id: code.client_id,
        session_id: code.session_id,
        scopes: code.scopes.clone(),
        locale: code.locale.clone(),
        auth_time: code.auth_time,
        created_at: crate::database::millis(now),
        expires_at: crate::database::millis(expires_at),
        revoked_at: None,
    }
}

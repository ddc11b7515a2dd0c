//! Who is asking: a client that proves itself in the one way that it is registered with (RFC 6749 2.3, RFC 7523).

use super::{
    clients::{self, Client},
    failure::Failure,
    model::{OauthError, Parameters},
    repository::clients as repository,
};
use crate::{crypto::constant_time_eq, state::State};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;
use shared_types::oauth::{ClientAuthMethod, ClientKind};
use time::{Duration, OffsetDateTime};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// An assertion is made for one request; what lives longer than the usual libraries' would only have to be remembered.
const LONGEST_ASSERTION: Duration = Duration::HOUR;
/// By how much another machine's clock may be wrong.
const LEEWAY: Duration = Duration::minutes(1);

/// What came along with a request.
pub(super) struct Credentials<'a> {
    /// Name and password of `Authorization: Basic`.
    pub basic: Option<(String, String)>,
    pub parameters: &'a Parameters,
}

/// What an assertion of a client's says.
#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is_us(&self, state: &State) -> bool {
        let issuer = &state.config.server.public_url;
        let is_us = |one: &String| one == issuer || *one == format!("{issuer}/oauth/token");
        match self {
            Self::One(one) => is_us(one),
            // One for several servers could be used at each of them by the others.
            Self::Several(all) => all.len() == 1 && is_us(&all[0]),
        }
    }
}

const NOT_PROVED: OauthError = OauthError::invalid_client("the client is unknown, or did not prove itself");

/// The client that asks; one that can't prove itself says only who it is.
pub(super) async fn authenticate(state: &State, credentials: &Credentials<'_>) -> Result<Client, Failure> {
    let parameters = credentials.parameters;
    let (secret, assertion) = (parameters.get("client_secret"), parameters.get("client_assertion"));
    let ways = [credentials.basic.is_some(), secret.is_some(), assertion.is_some()];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(OauthError::invalid_request("the client proves itself in more than one way").into());
    }
    let named = match (&credentials.basic, assertion) {
        (Some((name, _)), _) => Some(name.clone()),
        (None, Some(assertion)) => subject_of(assertion),
        (None, None) => parameters.get("client_id").map(String::from),
    };
    let named = named.filter(|name| parameters.get("client_id").is_none_or(|id| id == name)).ok_or(NOT_PROVED)?;
    let client = clients::find(state.database.reader(), &named).await?.ok_or(NOT_PROVED)?;
    let is_proved = match (client.auth_method, &credentials.basic, secret, assertion) {
        (ClientAuthMethod::None, None, None, None) => true,
        (ClientAuthMethod::ClientSecretBasic, Some((_, secret)), ..) => knows(state, &client, secret).await?,
        (ClientAuthMethod::ClientSecretPost, _, Some(secret), _) => knows(state, &client, secret).await?,
        (ClientAuthMethod::PrivateKeyJwt, _, _, Some(assertion))
            if parameters.get("client_assertion_type") == Some(ASSERTION_TYPE) =>
        {
            has_signed(state, &client, assertion).await?
        }
        _ => false,
    };
    if is_proved { Ok(client) } else { Err(NOT_PROVED.into()) }
}

/// The same, for what an app on anybody's device may not ask.
pub(super) async fn authenticate_proved(state: &State, credentials: &Credentials<'_>) -> Result<Client, Failure> {
    let client = authenticate(state, credentials).await?;
    if client.kind == ClientKind::Public { Err(NOT_PROVED.into()) } else { Ok(client) }
}

async fn knows(state: &State, client: &Client, secret: &str) -> Result<bool, Failure> {
    let hash = clients::secret_hash(state, client.id, secret);
    let live = repository::live_secrets(state.database.reader(), [client.id], state.now()).await?;
    Ok(live.iter().any(|one| constant_time_eq(&one.secret_hash, &hash)))
}

/// Whom an assertion says it is of, before anything of it is believed.
fn subject_of(assertion: &str) -> Option<String> {
    let claims = jsonwebtoken::dangerous::insecure_decode::<Assertion>(assertion).ok()?.claims;
    Some(claims.sub)
}

/// Whether one of the client's keys signed that, for us, now, and for the first time.
async fn has_signed(state: &State, client: &Client, assertion: &str) -> Result<bool, Failure> {
    let Some(claims) = read(client, assertion) else { return Ok(false) };
    let (id, now) = (client.id.to_string(), state.now());
    let moment = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
    let Some((expires_at, begins_at)) = moment(claims.exp).zip(moment(claims.nbf)) else { return Ok(false) };
    let is_in_time = now < expires_at && expires_at <= now + LONGEST_ASSERTION + LEEWAY && begins_at <= now + LEEWAY;
    if claims.iss != id || claims.sub != id || !claims.aud.is_us(state) || !is_in_time {
        return Ok(false);
    }
    let hash = state.keys.blind_index("oauth_assertion", &format!("{id}:{}", claims.jti));
    let transaction = state.database.begin().await?;
    let is_first = repository::use_assertion(&*transaction, hash, expires_at).await?;
    // Kept whatever becomes of the request.
    transaction.commit().await?;
    Ok(is_first)
}

fn read(client: &Client, assertion: &str) -> Option<Assertion> {
    let header = decode_header(assertion).ok()?;
    let asymmetric = [Algorithm::ES256, Algorithm::ES384, Algorithm::RS256, Algorithm::PS256, Algorithm::EdDSA];
    if !asymmetric.contains(&header.alg) || header.crit.is_some() {
        return None;
    }
    let keys: JwkSet = serde_json::from_str(client.settings.jwks.as_deref()?).ok()?;
    let mut validation = Validation::new(header.alg);
    // By the injected clock instead.
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation.required_spec_claims.clear();
    let named = |key: &&jsonwebtoken::jwk::Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    keys.keys.iter().filter(named).find_map(|jwk| {
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(decode::<Assertion>(assertion, &key, &validation).ok()?.claims)
    })
}

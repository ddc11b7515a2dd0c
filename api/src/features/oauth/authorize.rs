//! The authorization endpoint (RFC 6749 3.1, OpenID Connect Core 3.1.2) and pushed requests (RFC 9126).

use super::{
    claims::subject_of,
    client_auth::{Credentials, authenticate},
    clients::{self, Client},
    consent,
    failure::Failure,
    model::{AuthorizationParameters, OauthError, Parameters, Prompt, is_unassured, with_parameters},
    repository::{grants, requests as repository},
    tokens::read_hint,
};
use crate::{
    ambient::random_bytes,
    database::millis,
    entity::oauth_request::{self, Model},
    http::authority::PasswordHolder,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use shared_types::{language::Language, oauth::ClientKind};
use time::Duration;

/// Rows that anybody can have made from one network: a school's staff room signs in from one address.
const REQUESTS_PER_NETWORK: Limit = Limit { name: "oauth_requests_network", hits: 3000, window: Duration::HOUR };
/// How long somebody may take to sign in and to read what is asked.
const DECIDED_WITHIN: Duration = Duration::minutes(10);
/// A pushed request is brought along at once (RFC 9126 2.2).
const PUSHED_LIVES: Duration = Duration::seconds(90);
const HANDLE: &str = "urn:ietf:params:oauth:request_uri:";

/// A request that was read and is kept.
pub(super) struct Kept {
    pub row: Model,
    pub client: Client,
    pub parameters: AuthorizationParameters,
}

/// The answer to a pushed request.
#[derive(Serialize)]
pub(super) struct Pushed {
    request_uri: String,
    expires_in: i64,
}

pub(super) async fn push(state: &State, credentials: &Credentials<'_>, network: &str) -> Result<Pushed, Failure> {
    if credentials.parameters.get("request_uri").is_some() {
        return Err(OauthError::invalid_request("request_uri is what this answers").into());
    }
    let client = authenticate(state, credentials).await?;
    let parameters = read(state, &client, credentials.parameters).await?;
    // An app proves nothing, so that anybody can push in its name.
    let counted = (client.kind == ClientKind::Public).then_some(network);
    let handle = keep(state, &client, &parameters, true, counted).await?;
    Ok(Pushed { request_uri: format!("{HANDLE}{handle}"), expires_in: PUSHED_LIVES.whole_seconds() })
}

/// A request that holds, the person that it is about among it.
async fn read(state: &State, client: &Client, asked: &Parameters) -> Result<AuthorizationParameters, Failure> {
    let mut parameters = AuthorizationParameters::read(&client.settings, asked)?;
    if let Some(token) = asked.get("id_token_hint") {
        let hint = read_hint(state, token).await?.filter(|hint| hint.client() == client.id);
        parameters.subject =
            Some(hint.ok_or(OauthError::invalid_request("id_token_hint is not one of the client's"))?.sub);
    }
    Ok(parameters)
}

/// Keeps a request; `counted` is the network of whoever has proved nothing.
async fn keep(
    state: &State,
    client: &Client,
    parameters: &AuthorizationParameters,
    is_pushed: bool,
    counted: Option<&str>,
) -> ApiResult<String> {
    let (id, now) = (state.new_id(), state.now());
    let handle = BASE64URL_NOPAD.encode(&random_bytes::<32>());
    let plain = serde_json::to_vec(parameters).map_err(ApiError::internal)?;
    let row = Model {
        id,
        client_id: client.id,
        handle_hash: hash(state, &handle),
        parameters_sealed: state.keys.seal(oauth_request::PARAMETERS, id, &plain),
        is_pushed,
        created_at: millis(now),
        expires_at: millis(now + if is_pushed { PUSHED_LIVES } else { DECIDED_WITHIN }),
        decided_at: None,
    };
    let transaction = state.database.begin().await?;
    if let Some(network) = counted {
        throttle::hit(state, &*transaction, REQUESTS_PER_NETWORK, network).await?;
    }
    repository::insert(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(handle)
}

fn hash(state: &State, handle: &str) -> Vec<u8> {
    state.keys.blind_index("oauth_request", handle)
}

/// A request that waits for its answer.
pub(super) async fn find(state: &State, handle: &str) -> ApiResult<Option<Kept>> {
    let connection = state.database.reader();
    let Some(row) = repository::find_open(connection, &hash(state, handle), state.now()).await? else {
        return Ok(None);
    };
    let Some(client) = clients::find(connection, &row.client_id.to_string()).await? else { return Ok(None) };
    let plain = state.keys.open(oauth_request::PARAMETERS, row.id, &row.parameters_sealed)?;
    let parameters = serde_json::from_slice(&plain).map_err(ApiError::internal)?;
    Ok(Some(Kept { row, client, parameters }))
}

/// Where the browser goes next. An error comes back only where no address is known to be the client's.
pub(super) async fn authorize(
    state: &State,
    asked: &Parameters,
    holder: Option<&PasswordHolder>,
    language: Language,
    network: &str,
) -> Result<String, Failure> {
    let unknown = OauthError::invalid_client("client_id is unknown");
    let client = clients::find(state.database.reader(), asked.required("client_id")?).await?.ok_or(unknown)?;
    if client.kind == ClientKind::Machine {
        return Err(OauthError::unauthorized_client("nobody signs in to a machine").into());
    }
    let handle = match asked.get("request_uri") {
        Some(uri) => take_up(state, &client, uri).await?,
        None => {
            let redirect_uri = AuthorizationParameters::redirect_uri(&client.settings, asked)?;
            match read(state, &client, asked).await {
                Ok(parameters) => keep(state, &client, &parameters, false, Some(network)).await?,
                Err(Failure::Ours(fault)) => return Err(fault.into()),
                Err(Failure::Told(error)) => return Ok(refusal(state, &redirect_uri, asked.get("state"), error)),
            }
        }
    };
    let over = OauthError::invalid_request("the request is unknown or over");
    let kept = find(state, &handle).await?.ok_or(over)?;
    Ok(next(state, &handle, kept, holder, language).await?)
}

/// A request that the client pushed, or that a person comes back to after signing in.
async fn take_up(state: &State, client: &Client, uri: &str) -> Result<String, Failure> {
    let over = OauthError::invalid_request("request_uri is unknown or over");
    let handle = uri.strip_prefix(HANDLE).ok_or(over)?;
    let kept = find(state, handle).await?.filter(|kept| kept.client.id == client.id).ok_or(over)?;
    if kept.row.is_pushed {
        let transaction = state.database.begin().await?;
        repository::begin(&*transaction, kept.row.id, state.now() + DECIDED_WITHIN).await?;
        transaction.commit().await?;
    }
    Ok(handle.into())
}

async fn next(
    state: &State,
    handle: &str,
    kept: Kept,
    holder: Option<&PasswordHolder>,
    language: Language,
) -> ApiResult<String> {
    let parameters = &kept.parameters;
    let is_silent = parameters.asks(Prompt::None);
    let Some(holder) = holder.filter(|holder| is_signed_in(state, &kept, holder)) else {
        return Ok(match is_silent {
            true => back_with(state, parameters, OauthError::login_required("nobody is signed in")),
            false => sign_in_page(state, handle, &kept),
        });
    };
    let allowed = grants::live(state.database.reader(), holder.account, kept.client.id).await?;
    let is_allowed = consent::covers(allowed.as_ref(), &parameters.scopes);
    let must_ask = parameters.asks(Prompt::Consent) || is_unassured(&parameters.redirect_uri);
    if is_allowed && !must_ask {
        return consent::allow(state, holder, &kept, language).await;
    }
    Ok(match is_silent {
        true => back_with(state, parameters, OauthError::consent_required("the person has to be asked")),
        false => with_parameters(&state.page_url("/consent-request"), &[("request", Some(handle))]),
    })
}

/// Whether it is who the client means, and the password was entered as lately as it wants.
pub(super) fn is_signed_in(state: &State, kept: &Kept, holder: &PasswordHolder) -> bool {
    let parameters = &kept.parameters;
    let is_for_this = holder.signed_in_at >= *kept.row.created_at;
    let is_fresh = |seconds| state.now() - holder.signed_in_at <= Duration::seconds(seconds);
    let subject = subject_of(state, &kept.client.sector, holder.account);
    !holder.must_change_password
        && parameters.subject.as_ref().is_none_or(|wanted| *wanted == subject)
        && (is_for_this || (!parameters.asks(Prompt::Login) && parameters.max_age.is_none_or(is_fresh)))
}

/// Signing in comes back here with the same request.
fn sign_in_page(state: &State, handle: &str, kept: &Kept) -> String {
    let (id, uri) = (kept.client.id.to_string(), format!("{HANDLE}{handle}"));
    let again =
        with_parameters(&state.page_url("/oauth/authorize"), &[("client_id", Some(&id)), ("request_uri", Some(&uri))]);
    let own = again.strip_prefix(&state.config.server.public_url).unwrap_or(&again);
    with_parameters(&state.page_url("/sign-in-request"), &[("request", Some(handle)), ("return", Some(own))])
}

/// The client's own address with an error; `iss` says whose it is (RFC 9207).
fn refusal(state: &State, redirect_uri: &str, client_state: Option<&str>, error: OauthError) -> String {
    let OauthError { code, description } = error;
    let issuer = state.config.server.public_url.as_str();
    with_parameters(
        redirect_uri,
        &[
            ("error", Some(code)),
            ("error_description", Some(description)),
            ("state", client_state),
            ("iss", Some(issuer)),
        ],
    )
}

pub(super) fn back_with(state: &State, parameters: &AuthorizationParameters, error: OauthError) -> String {
    refusal(state, &parameters.redirect_uri, parameters.state.as_deref(), error)
}

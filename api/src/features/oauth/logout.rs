//! Signing out at a client's wish (OpenID Connect RP-Initiated Logout), and telling clients of it (Back-Channel Logout).

use super::{
    clients::{self, Client},
    failure::Failure,
    keys,
    model::{OauthError, Parameters, matches, with_parameters},
    repository::tokens as repository,
    tokens::read_hint,
};
use crate::{
    features::account,
    http::authority::PasswordHolder,
    jobs::{JobError, SendBackchannelLogout},
    problem::ApiResult,
    state::State,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

/// Where somebody is asked whether to sign out, and told that it was done.
const ASKING_PAGE: &str = "/sign-out-request";
const DONE_PAGE: &str = "/sign-out-request?done=true";

/// What comes of a request to sign out.
pub(super) struct SigningOut {
    pub location: String,
    /// The cookie is to be taken away.
    pub has_ended: bool,
}

/// Ends the session that the ID token came of, if the browser is in it; somebody in another one is asked.
pub(super) async fn sign_out(
    state: &State,
    asked: &Parameters,
    holder: Option<&PasswordHolder>,
) -> Result<SigningOut, Failure> {
    let hint = match asked.get("id_token_hint") {
        Some(token) => {
            let wrong = OauthError::invalid_request("id_token_hint is not one of ours");
            Some(read_hint(state, token).await?.ok_or(wrong)?)
        }
        None => None,
    };
    let named = asked.get("client_id").map(String::from);
    let hinted = hint.as_ref().map(|hint| hint.client().to_string());
    if named.is_some() && hinted.is_some() && named != hinted {
        return Err(OauthError::invalid_request("client_id is not that of id_token_hint").into());
    }
    let client = match hinted.or(named) {
        Some(id) => clients::find(state.database.reader(), &id).await?,
        None => None,
    };
    let back = back_to(asked, client.as_ref())?;
    let session = match &hint {
        Some(hint) => repository::find_family(state.database.reader(), hint.sid).await?.map(|family| family.session_id),
        None => None,
    };
    match holder {
        Some(holder) if session == Some(holder.session) => {
            account::sign_out(state, holder).await?;
            state.outbox_bell.notify_one();
            Ok(SigningOut { location: back.unwrap_or_else(|| state.page_url(DONE_PAGE)), has_ended: true })
        }
        Some(_) => Ok(SigningOut { location: state.page_url(ASKING_PAGE), has_ended: false }),
        None => {
            // Nobody is signed in. Without a hint nobody knows who sent the browser here.
            let back = back.filter(|_| hint.is_some());
            Ok(SigningOut { location: back.unwrap_or_else(|| state.page_url(DONE_PAGE)), has_ended: false })
        }
    }
}

/// The client's own address, with its `state`.
fn back_to(asked: &Parameters, client: Option<&Client>) -> Result<Option<String>, OauthError> {
    let Some(uri) = asked.get("post_logout_redirect_uri") else { return Ok(None) };
    let registered = client.map(|client| client.settings.post_logout_redirect_uris.as_slice()).unwrap_or_default();
    if !registered.iter().any(|own| matches(own, uri)) {
        return Err(OauthError::invalid_request("post_logout_redirect_uri is not registered"));
    }
    Ok(Some(with_parameters(uri, &[("state", asked.get("state"))])))
}

/// A logout token (Back-Channel Logout 2.4).
#[derive(Serialize)]
struct LogoutClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
    events: Map<String, Value>,
    sid: Uuid,
}

/// Tells a client that somebody signed out.
///
/// # Errors
/// When it can't be reached, or answers that it failed.
pub async fn tell_client(state: &State, id: Uuid, told: &SendBackchannelLogout) -> Result<(), JobError> {
    let Some(client) = clients::find(state.database.reader(), &told.client.to_string()).await? else { return Ok(()) };
    let token = logout_token(state, &client, id, told).await?;
    Ok(state.outbound.post_form(&told.target, &[("logout_token", &token)]).await?)
}

async fn logout_token(state: &State, client: &Client, id: Uuid, told: &SendBackchannelLogout) -> ApiResult<String> {
    let now = state.now();
    let event = ("http://schemas.openid.net/event/backchannel-logout".to_owned(), json!({}));
    let claims = LogoutClaims {
        iss: &state.config.server.public_url,
        sub: &told.subject,
        aud: client.id,
        iat: now.unix_timestamp(),
        exp: (now + Duration::minutes(2)).unix_timestamp(),
        jti: id,
        events: Map::from_iter([event]),
        sid: told.sid,
    };
    keys::sign(state, client.settings.id_token_algorithm, "logout+jwt", &claims).await
}

//! What people allow services, remembered until they take it back.

use super::{
    authorize::{self, Kept, back_with},
    claims::subject_of,
    clients,
    ending::end,
    exchange::code_hash,
    model::{OauthError, host_of, name_in, scopes_from, scopes_text, with_parameters},
    repository::{
        grants as repository, requests,
        tokens::{self, Which},
    },
};
use crate::{
    ambient::random_bytes,
    database::{Transaction, millis},
    entity::{oauth_code, oauth_grant::Model},
    features::{
        account,
        audit::{self, Event},
    },
    http::authority::{PasswordHolder, SignedIn},
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    audit::{AuditAction, AuditSubject},
    language::Language,
    oauth::{AuthorizationAnswer, AuthorizationRedirect, AuthorizationRequest, OauthGrant, Scope, SignInContext},
    problem::ProblemCode,
};
use time::Duration;
use uuid::Uuid;

/// A code is exchanged at once (RFC 6749 4.1.2).
const CODE_LIVES: Duration = Duration::MINUTE;

/// Whether that was allowed before.
pub(super) fn covers(allowed: Option<&Model>, scopes: &[Scope]) -> bool {
    let allowed = allowed.map(|grant| scopes_from(&grant.scopes));
    allowed.is_some_and(|allowed| scopes.iter().all(|scope| allowed.contains(scope)))
}

/// What the screen shows.
pub(super) async fn get(
    state: &State,
    signed_in: &SignedIn,
    handle: &str,
    language: Language,
) -> ApiResult<AuthorizationRequest> {
    let kept = authorize::find(state, handle).await?.ok_or(ProblemCode::NotFound)?;
    let allowed = repository::live(state.database.reader(), signed_in.account, kept.client.id).await?;
    let allowed = allowed.map(|grant| scopes_from(&grant.scopes)).unwrap_or_default();
    let scopes = kept.parameters.scopes;
    Ok(AuthorizationRequest {
        client_id: kept.client.id,
        client_name: name_in(&kept.client.settings, kept.parameters.language.unwrap_or(language)),
        redirect_host: host_of(&kept.parameters.redirect_uri),
        allowed_before: scopes.iter().copied().filter(|scope| allowed.contains(scope)).collect(),
        scopes,
        expires_at: *kept.row.expires_at,
    })
}

/// What the sign-in page shows before anybody is signed in.
pub(super) async fn sign_in_context(state: &State, handle: &str, language: Language) -> ApiResult<SignInContext> {
    let kept = authorize::find(state, handle).await?.ok_or(ProblemCode::NotFound)?;
    let parameters = kept.parameters;
    Ok(SignInContext {
        client_name: name_in(&kept.client.settings, parameters.language.unwrap_or(language)),
        login_hint: parameters.login_hint,
        language: parameters.language,
    })
}

pub(super) async fn decide(
    state: &State,
    holder: &PasswordHolder,
    handle: &str,
    answer: AuthorizationAnswer,
    language: Language,
) -> ApiResult<AuthorizationRedirect> {
    let kept = authorize::find(state, handle).await?.ok_or(ProblemCode::NotFound)?;
    let redirect_to = match answer {
        AuthorizationAnswer::Allow => allow(state, holder, &kept, language).await?,
        AuthorizationAnswer::Deny => deny(state, &kept).await?,
    };
    Ok(AuthorizationRedirect { redirect_to })
}

async fn deny(state: &State, kept: &Kept) -> ApiResult<String> {
    let transaction = state.database.begin().await?;
    if !requests::decide(&*transaction, kept.row.id, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    transaction.commit().await?;
    Ok(back_with(state, &kept.parameters, OauthError::access_denied("the person said no")))
}

/// Remembers what is allowed and answers with a code. One that the client wants signed in anew is not found: the
/// authorization endpoint asks for the password first.
pub(super) async fn allow(
    state: &State,
    holder: &PasswordHolder,
    kept: &Kept,
    language: Language,
) -> ApiResult<String> {
    if holder.must_change_password {
        return Err(ProblemCode::PasswordChangeRequired.into());
    }
    if !authorize::is_signed_in(state, kept, holder) {
        return Err(ProblemCode::NotFound.into());
    }
    let (id, now, parameters) = (state.new_id(), state.now(), &kept.parameters);
    let code = BASE64URL_NOPAD.encode(&random_bytes::<32>());
    let transaction = state.database.begin().await?;
    // Two answers at once find one grant.
    transaction.take_turns("oauth_grants", [holder.account.to_string().as_str()]).await?;
    if !requests::decide(&*transaction, kept.row.id, now).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let row = oauth_code::Model {
        id,
        grant_id: remember(state, &transaction, holder, kept).await?,
        account_id: holder.account,
        client_id: kept.client.id,
        session_id: holder.session,
        scopes: scopes_text(&parameters.scopes),
        locale: parameters.language.unwrap_or(language).tag().into(),
        auth_time: millis(holder.signed_in_at),
        code_hash: code_hash(state, &code),
        redirect_uri: parameters.redirect_uri.clone(),
        code_challenge: parameters.code_challenge.clone(),
        nonce: parameters.nonce.clone(),
        expires_at: millis(now + CODE_LIVES),
        used_at: None,
    };
    tokens::insert_code(&*transaction, row).await?;
    transaction.commit().await?;
    let issuer = state.config.server.public_url.as_str();
    Ok(with_parameters(
        &parameters.redirect_uri,
        &[("code", Some(&code)), ("state", parameters.state.as_deref()), ("iss", Some(issuer))],
    ))
}

async fn remember(state: &State, transaction: &Transaction, holder: &PasswordHolder, kept: &Kept) -> ApiResult<Uuid> {
    let now = state.now();
    let before = repository::live(&**transaction, holder.account, kept.client.id).await?;
    if let Some(grant) = before.as_ref().filter(|grant| covers(Some(grant), &kept.parameters.scopes)) {
        return Ok(grant.id);
    }
    let mut scopes = before.as_ref().map(|grant| scopes_from(&grant.scopes)).unwrap_or_default();
    scopes.extend(kept.parameters.scopes.iter().filter(|scope| !scopes.contains(scope)).copied().collect::<Vec<_>>());
    let id = match before {
        Some(grant) => {
            repository::widen(&**transaction, grant.id, &scopes_text(&scopes), now).await?;
            grant.id
        }
        None => {
            let row = Model {
                id: state.new_id(),
                account_id: holder.account,
                client_id: kept.client.id,
                subject: subject_of(state, &kept.client.sector, holder.account),
                scopes: scopes_text(&scopes),
                granted_at: millis(now),
                revoked_at: None,
            };
            repository::insert(&**transaction, row.clone()).await?;
            row.id
        }
    };
    let given = Event::new(holder, AuditAction::GrantGiven).to(AuditSubject::OauthGrant, id);
    audit::record(state, &**transaction, [given]).await?;
    Ok(id)
}

/// What the account allows, the newest first.
///
/// # Errors
/// The database's.
pub async fn grants_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
    language: Language,
) -> ApiResult<List<OauthGrant>> {
    let rows = repository::live_of(connection, account).await?;
    let clients = clients::find_all(connection, rows.iter().map(|row| row.client_id)).await?;
    let view = |row: Model| {
        let client = clients.iter().find(|client| client.id == row.client_id);
        OauthGrant {
            id: row.id,
            client_id: row.client_id,
            client_name: client.map(|client| name_in(&client.settings, language)).unwrap_or_default(),
            scopes: scopes_from(&row.scopes),
            granted_at: *row.granted_at,
        }
    };
    Ok(List { items: rows.into_iter().map(view).collect() })
}

/// Takes back what was allowed; its tokens end.
pub(super) async fn revoke(state: &State, signed_in: &SignedIn, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    transaction.take_turns("oauth_grants", [signed_in.account.to_string().as_str()]).await?;
    if !repository::revoke(&*transaction, signed_in.account, id, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    end(state, &*transaction, Which::Grant(id)).await?;
    let revoked = Event::new(signed_in, AuditAction::GrantRevoked).to(AuditSubject::OauthGrant, id);
    audit::record(state, &*transaction, [revoked]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// The account of a person who allowed a client of that sector to know the children.
pub(super) async fn account_of_subject(state: &State, sector: &str, subject: &str) -> ApiResult<Option<Uuid>> {
    let connection = state.database.reader();
    let grants = repository::live_of_subject(connection, sector, subject).await?;
    let told = grants.into_iter().find(|grant| scopes_from(&grant.scopes).contains(&Scope::Children));
    let Some(grant) = told else { return Ok(None) };
    // Whoever has had all data deleted has no grant any more; one that is going is nobody either.
    Ok(account::owner(connection, grant.account_id).await?.map(|_| grant.account_id))
}

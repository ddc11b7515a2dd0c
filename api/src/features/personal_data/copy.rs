//! A copy of what is held: asked for with the password, then downloaded from an address of its own, which a browser
//! saves like any file.

use super::service;
use crate::{
    app,
    crypto::constant_time_eq,
    features::{
        account,
        audit::{self, Event},
        binding, consent, oauth, objection,
    },
    http::authority::{ApplicationOwner, SignedIn},
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    language::Language,
    personal_data::{DataCopy, PersonalData},
    problem::ProblemCode,
};
use time::{Duration, OffsetDateTime};

/// For a browser that starts by handing the address to another program of the phone.
const DOWNLOADED_WITHIN: Duration = Duration::minutes(1);

/// Nothing is kept of an address: it names its end, and a keyed fingerprint of that and the session.
fn token(state: &State, signed_in: &SignedIn, end: i64) -> String {
    let meant = format!("{}:{}:{end}", signed_in.account, signed_in.session);
    let mut token = end.to_be_bytes().to_vec();
    token.extend(state.keys.blind_index("data_copy", &meant));
    BASE64URL_NOPAD.encode(&token)
}

/// Where the copy is, for whoever knows the password.
pub(super) async fn ask(state: &State, signed_in: &SignedIn, password: &str) -> ApiResult<DataCopy> {
    account::confirm_password(state, signed_in, password).await?;
    let expires_at = (state.now() + DOWNLOADED_WITHIN).truncate_to_second();
    let token = token(state, signed_in, expires_at.unix_timestamp());
    Ok(DataCopy { address: format!("{}/accounts/me/data-copies/{token}", app::BASE), expires_at })
}

/// The copy itself. Each slice brings what it holds.
pub(super) async fn download(state: &State, signed_in: &SignedIn, token_sent: &str) -> ApiResult<PersonalData> {
    check(state, signed_in, token_sent).ok_or(ProblemCode::LinkExpired)?;
    let connection = state.database.reader();
    let owner = ApplicationOwner { applicant: None, account: Some(signed_in.clone()) };
    let account = account::held(state, connection, signed_in.account).await?;
    let proved_email = account.email_is_proved.then_some(account.email.as_str());
    let data = PersonalData {
        exported_at: state.now(),
        sessions: account::held_sessions(connection, signed_in.account).await?,
        applications: binding::held(state, connection, &owner).await?,
        consent_records: consent::held(state, connection, &owner, proved_email).await?,
        bindings: account::held_bindings(state, connection, signed_in.account).await?,
        objections: objection::held(state, connection, signed_in.account).await?,
        oauth_grants: oauth::grants_of(connection, signed_in.account, Language::default()).await?.items,
        deletion_requests: service::deletion_requests(state, signed_in).await?.items,
        account,
    };
    let transaction = state.database.begin().await?;
    let copied = Event::new(signed_in, AuditAction::DataCopied).to(AuditSubject::Account, signed_in.account);
    audit::record(state, &*transaction, [copied]).await?;
    transaction.commit().await?;
    Ok(data)
}

/// None for an address that is over, or that we didn't give to that session.
fn check(state: &State, signed_in: &SignedIn, token_sent: &str) -> Option<()> {
    let decoded = BASE64URL_NOPAD.decode(token_sent.as_bytes()).ok()?;
    let end = i64::from_be_bytes(*decoded.first_chunk()?);
    let is_ours = constant_time_eq(token(state, signed_in, end).as_bytes(), token_sent.as_bytes());
    let is_over = OffsetDateTime::from_unix_timestamp(end).map_or(true, |end| end < state.now());
    (is_ours && !is_over).then_some(())
}

//! Clients: services that sign people in through us, and machines, as the bureau registers them.

use super::{
    ending, keys,
    model::{check_settings, fits, sector_of},
    repository::{clients as repository, tokens::Which},
};
use crate::{
    ambient::random_bytes,
    database::{Transaction, millis},
    entity::{oauth_client::Model, oauth_client_secret},
    features::audit::{self, Event},
    http::authority::BureauOfficer,
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    audit::{AuditAction, AuditSubject},
    oauth::{
        ChangeClient, ClientAuthMethod, ClientKind, ClientSecret, ClientSettings, IssuedClient, OauthClient,
        RegisterClient,
    },
    problem::{FieldCode, ProblemCode},
};
use time::Duration;
use uuid::Uuid;

/// A replaced secret works for so long, until every server of the client has the new one.
const OVERLAP: Duration = Duration::DAY;

/// A client that isn't disabled.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub id: Uuid,
    pub kind: ClientKind,
    pub auth_method: ClientAuthMethod,
    pub sector: String,
    pub settings: ClientSettings,
}

impl Client {
    fn of(row: &Model) -> ApiResult<Self> {
        let broken = |what: &str| ApiError::internal(anyhow::anyhow!("client {} has no {what}", row.id));
        Ok(Self {
            id: row.id,
            kind: ClientKind::from_code(&row.kind).ok_or_else(|| broken("kind"))?,
            auth_method: ClientAuthMethod::from_code(&row.auth_method).ok_or_else(|| broken("method"))?,
            sector: row.sector.clone(),
            settings: serde_json::from_str(&row.settings).map_err(|_| broken("settings"))?,
        })
    }
}

/// The client of that id, unless it is unknown or disabled.
pub(super) async fn find(connection: &impl ConnectionTrait, id: &str) -> ApiResult<Option<Client>> {
    let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
    let row = repository::find(connection, id).await?.filter(|row| row.disabled_at.is_none());
    row.as_ref().map(Client::of).transpose()
}

/// Those clients, disabled ones among them.
pub(super) async fn find_all(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> ApiResult<Vec<Client>> {
    repository::find_all(connection, ids).await?.iter().map(Client::of).collect()
}

/// What a secret is known by: it has 256 bits of chance in it, so a fast fingerprint is enough.
pub(super) fn secret_hash(state: &State, client: Uuid, secret: &str) -> Vec<u8> {
    state.keys.blind_index("oauth_client_secret", &format!("{client}:{secret}"))
}

pub(super) async fn list(state: &State) -> ApiResult<List<OauthClient>> {
    let connection = state.database.reader();
    let rows = repository::all(connection).await?;
    Ok(List { items: views(state, connection, rows).await? })
}

async fn views(state: &State, connection: &impl ConnectionTrait, rows: Vec<Model>) -> ApiResult<Vec<OauthClient>> {
    let secrets = repository::live_secrets(connection, rows.iter().map(|row| row.id), state.now()).await?;
    let view = |row: Model| {
        let client = Client::of(&row)?;
        let own = secrets.iter().filter(|secret| secret.client_id == row.id && row.disabled_at.is_none());
        Ok(OauthClient {
            id: row.id,
            version: row.version as u32,
            kind: client.kind,
            auth_method: client.auth_method,
            sector: client.sector,
            settings: client.settings,
            secrets: own
                .map(|one| ClientSecret { created_at: *one.created_at, expires_at: one.expires_at.map(|at| *at) })
                .collect(),
            created_at: *row.created_at,
            disabled_at: row.disabled_at.map(|at| *at),
        })
    };
    rows.into_iter().map(view).collect()
}

async fn view(state: &State, connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<OauthClient> {
    let row = repository::find(connection, id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(views(state, connection, vec![row]).await?.pop().ok_or(ProblemCode::NotFound)?)
}

fn text_of(settings: &ClientSettings) -> ApiResult<String> {
    serde_json::to_string(settings).map_err(ApiError::internal)
}

fn check(state: &State, kind: ClientKind, method: ClientAuthMethod, settings: &ClientSettings) -> ApiResult<()> {
    let errors = check_settings(kind, method, settings, state.config.oauth.oauth_private_targets);
    if errors.is_empty() { Ok(()) } else { Err(ApiError::fields(errors)) }
}

fn event(officer: &BureauOfficer, action: AuditAction, client: Uuid) -> Event {
    Event::new(officer, action).to(AuditSubject::OauthClient, client)
}

pub(super) async fn register(state: &State, officer: &BureauOfficer, asked: RegisterClient) -> ApiResult<IssuedClient> {
    if !fits(asked.kind, asked.auth_method) {
        return Err(ApiError::field("/auth_method", FieldCode::NotOffered));
    }
    check(state, asked.kind, asked.auth_method, &asked.settings)?;
    keys::prepare(state, asked.settings.id_token_algorithm).await?;
    let (id, now) = (state.new_id(), state.now());
    let row = Model {
        id,
        version: 1,
        kind: asked.kind.code().into(),
        auth_method: asked.auth_method.code().into(),
        settings: text_of(&asked.settings)?,
        sector: sector_of(&asked).map_err(|code| ApiError::field("/sector", code))?,
        created_by: officer.account,
        created_at: millis(now),
        disabled_at: None,
    };
    let transaction = state.database.begin().await?;
    repository::insert(&*transaction, row).await?;
    audit::record(state, &*transaction, [event(officer, AuditAction::ClientRegistered, id)]).await?;
    let client_secret = match asked.auth_method.has_secret() {
        true => Some(new_secret(state, &transaction, id).await?),
        false => None,
    };
    let client = view(state, &*transaction, id).await?;
    transaction.commit().await?;
    Ok(IssuedClient { client, client_secret })
}

/// Makes a secret. Of those before it, the newest goes on for a day: no more than two work at once.
async fn new_secret(state: &State, transaction: &Transaction, client: Uuid) -> ApiResult<String> {
    let (id, now) = (state.new_id(), state.now());
    let before = repository::live_secrets(&**transaction, [client], now).await?;
    let older = before.iter().skip(1).map(|secret| secret.id);
    repository::end_secrets(&**transaction, older, now).await?;
    if let Some(newest) = before.first().filter(|secret| secret.expires_at.is_none()) {
        repository::end_secrets(&**transaction, [newest.id], now + OVERLAP).await?;
    }
    let secret = BASE64URL_NOPAD.encode(&random_bytes::<32>());
    let row = oauth_client_secret::Model {
        id,
        client_id: client,
        secret_hash: secret_hash(state, client, &secret),
        created_at: millis(now),
        expires_at: None,
    };
    repository::insert_secret(&**transaction, row).await?;
    Ok(secret)
}

pub(super) async fn issue_secret(state: &State, officer: &BureauOfficer, id: Uuid) -> ApiResult<IssuedClient> {
    let transaction = state.database.begin().await?;
    transaction.take_turns("oauth_client", [id.to_string().as_str()]).await?;
    let client = find(&*transaction, &id.to_string()).await?.ok_or(ProblemCode::NotFound)?;
    if !client.auth_method.has_secret() {
        return Err(ProblemCode::WrongState.into());
    }
    let secret = new_secret(state, &transaction, id).await?;
    audit::record(state, &*transaction, [event(officer, AuditAction::ClientSecretIssued, id)]).await?;
    let client = view(state, &*transaction, id).await?;
    transaction.commit().await?;
    Ok(IssuedClient { client, client_secret: Some(secret) })
}

pub(super) async fn change(
    state: &State,
    officer: &BureauOfficer,
    id: Uuid,
    asked: ChangeClient,
) -> ApiResult<OauthClient> {
    keys::prepare(state, asked.settings.id_token_algorithm).await?;
    let transaction = state.database.begin().await?;
    let client = find(&*transaction, &id.to_string()).await?.ok_or(ProblemCode::NotFound)?;
    check(state, client.kind, client.auth_method, &asked.settings)?;
    let version = i32::try_from(asked.version).map_err(|_| ProblemCode::Stale)?;
    if !repository::change(&*transaction, id, version, text_of(&asked.settings)?).await? {
        return Err(ProblemCode::Stale.into());
    }
    audit::record(state, &*transaction, [event(officer, AuditAction::ClientChanged, id)]).await?;
    let changed = view(state, &*transaction, id).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// For good: its tokens end with it.
pub(super) async fn disable(state: &State, officer: &BureauOfficer, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    if !repository::disable(&*transaction, id, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    ending::end(state, &*transaction, Which::Client(id)).await?;
    audit::record(state, &*transaction, [event(officer, AuditAction::ClientDisabled, id)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

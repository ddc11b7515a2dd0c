//! What tokens are signed with: made by whoever needs one first, published a day before it signs, and published for a
//! day after its successor has begun.

use super::repository::keys as repository;
use crate::{
    crypto::TokenKey,
    database::{Transaction, millis},
    entity::oauth_signing_key::{self, Model},
    features::audit::{self, By, Event},
    problem::{ApiError, ApiResult},
    state::State,
};
use jsonwebtoken::{
    DecodingKey,
    jwk::{Jwk, JwkSet},
};
use serde::Serialize;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    oauth::TokenAlgorithm,
};
use std::sync::{Arc, PoisonError, RwLock};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Longer than anybody may keep a key set (`Cache-Control` of `/oauth/jwks`), and than any token lives.
const PUBLISHED_AROUND: Duration = Duration::DAY;
/// How long a key signs.
const SIGNS_FOR: Duration = Duration::days(90);
/// How long a process goes on with what it has read.
const READ_AGAIN: Duration = Duration::seconds(30);
const READ_AGAIN_FOR_UNKNOWN: Duration = Duration::SECOND;

/// The keys as a process has read them last.
#[derive(Default)]
pub struct KeyCache(RwLock<Option<(OffsetDateTime, Arc<Keys>)>>);

/// Those of the database that weren't withdrawn, each algorithm's oldest first.
pub(super) struct Keys(Vec<Key>);

pub(super) struct Key {
    id: String,
    pub algorithm: TokenAlgorithm,
    signs_from: OffsetDateTime,
    key: TokenKey,
    pub verifying: DecodingKey,
    jwk: Jwk,
}

impl Keys {
    fn open(state: &State, rows: Vec<Model>) -> ApiResult<Self> {
        let open = |row: Model| {
            let broken = || ApiError::internal(anyhow::anyhow!("signing key {} is not one", row.id));
            let algorithm = TokenAlgorithm::from_code(&row.algorithm).ok_or_else(broken)?;
            let pkcs8 = state.keys.open(oauth_signing_key::PRIVATE_KEY, row.id, &row.private_key_sealed)?;
            let (key, id) = (TokenKey::from_pkcs8(algorithm, &pkcs8)?, row.id.to_string());
            let jwk = key.jwk(&id).map_err(|_| broken())?;
            Ok(Key { verifying: key.verifying(), signs_from: *row.signs_from, id, algorithm, key, jwk })
        };
        Ok(Self(rows.into_iter().map(open).collect::<ApiResult<_>>()?))
    }

    fn of(&self, algorithm: TokenAlgorithm) -> impl DoubleEndedIterator<Item = &Key> {
        self.0.iter().filter(move |key| key.algorithm == algorithm)
    }

    fn signing(&self, algorithm: TokenAlgorithm, now: OffsetDateTime) -> Option<&Key> {
        self.of(algorithm).rfind(|key| key.signs_from <= now)
    }

    pub fn find(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }

    /// As relying parties read them.
    fn published(&self, now: OffsetDateTime) -> JwkSet {
        let is_over = |key: &&Key| {
            let mut later = self.of(key.algorithm).filter(|other| other.signs_from > key.signs_from);
            later.any(|other| other.signs_from + PUBLISHED_AROUND <= now)
        };
        JwkSet { keys: self.0.iter().filter(|key| !is_over(key)).map(|key| key.jwk.clone()).collect() }
    }
}

/// What this process knows, if it was read a short while ago.
fn known(state: &State, within: Duration) -> Option<Arc<Keys>> {
    let cache = state.token_keys.0.read().unwrap_or_else(PoisonError::into_inner);
    let (read_at, keys) = cache.as_ref()?;
    (state.now() - *read_at < within).then(|| keys.clone())
}

async fn read(state: &State) -> ApiResult<Arc<Keys>> {
    let keys = Arc::new(Keys::open(state, repository::all(state.database.reader()).await?)?);
    *state.token_keys.0.write().unwrap_or_else(PoisonError::into_inner) = Some((state.now(), keys.clone()));
    Ok(keys)
}

async fn keys(state: &State) -> ApiResult<Arc<Keys>> {
    match known(state, READ_AGAIN) {
        Some(keys) => Ok(keys),
        None => read(state).await,
    }
}

/// Keys among which is that one, unless nobody knows it.
pub(super) async fn keys_with(state: &State, id: &str) -> ApiResult<Arc<Keys>> {
    let keys = keys(state).await?;
    if keys.find(id).is_some() || known(state, READ_AGAIN_FOR_UNKNOWN).is_some() {
        return Ok(keys);
    }
    read(state).await
}

/// The key set (RFC 7517); a first key is made for it.
pub(super) async fn published(state: &State) -> ApiResult<JwkSet> {
    Ok(with_signing(state, TokenAlgorithm::Es256).await?.published(state.now()))
}

async fn with_signing(state: &State, algorithm: TokenAlgorithm) -> ApiResult<Arc<Keys>> {
    let known = keys(state).await?;
    if known.signing(algorithm, state.now()).is_some() {
        return Ok(known);
    }
    make_first(state, algorithm).await?;
    read(state).await
}

/// Makes the algorithm's first key, so that it is published before anybody signs in.
pub(super) async fn prepare(state: &State, algorithm: TokenAlgorithm) -> ApiResult<()> {
    with_signing(state, algorithm).await.map(drop)
}

/// Signs a JWT of that type with the algorithm's key of today.
pub(super) async fn sign(
    state: &State,
    algorithm: TokenAlgorithm,
    kind: &str,
    claims: &impl Serialize,
) -> ApiResult<String> {
    let keys = with_signing(state, algorithm).await?;
    let nothing = || ApiError::internal(anyhow::anyhow!("there is no key for {}", algorithm.code()));
    let key = keys.signing(algorithm, state.now()).ok_or_else(nothing)?;
    key.key.sign(&key.id, kind, claims).map_err(ApiError::internal)
}

/// Of several processes one makes it.
async fn make_first(state: &State, algorithm: TokenAlgorithm) -> ApiResult<()> {
    let transaction = in_turn(state).await?;
    if repository::newest(&*transaction, algorithm.code()).await?.is_none() {
        make(state, &transaction, By::SYSTEM, algorithm, 1, state.now()).await?;
    }
    Ok(transaction.commit().await?)
}

async fn in_turn(state: &State) -> ApiResult<Transaction> {
    let transaction = state.database.begin().await?;
    transaction.take_turns("oauth_signing_keys", [""]).await?;
    Ok(transaction)
}

async fn make(
    state: &State,
    transaction: &Transaction,
    by: By,
    algorithm: TokenAlgorithm,
    generation: i32,
    signs_from: OffsetDateTime,
) -> ApiResult<Model> {
    let id: Uuid = state.new_id();
    // RSA takes a moment.
    let made = tokio::task::spawn_blocking(move || TokenKey::generate(algorithm)).await;
    let pkcs8 = made.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    let row = Model {
        id,
        algorithm: algorithm.code().into(),
        generation,
        private_key_sealed: state.keys.seal(oauth_signing_key::PRIVATE_KEY, id, &pkcs8),
        created_at: millis(state.now()),
        signs_from: millis(signs_from),
        withdrawn_at: None,
    };
    repository::insert(&**transaction, row.clone()).await?;
    let event = Event::new(by, AuditAction::SigningKeyMade).to(AuditSubject::SigningKey, id);
    audit::record(state, &**transaction, [event]).await?;
    Ok(row)
}

/// When a successor is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// When the present key has signed for long enough.
    Due,
    /// Now, to sign in a day.
    Wanted,
    /// Now, to sign at once: nothing that older keys signed holds any more.
    Compromised,
}

/// Makes successors of the keys that there are. Returns how many.
///
/// # Errors
/// The database's.
pub async fn rotate(state: &State, by: By, rotation: Rotation) -> ApiResult<usize> {
    let (transaction, now) = (in_turn(state).await?, state.now());
    let mut made = 0;
    for algorithm in TokenAlgorithm::ALL {
        let Some(newest) = repository::newest(&*transaction, algorithm.code()).await? else { continue };
        let is_wanted = match rotation {
            Rotation::Due => *newest.signs_from + SIGNS_FOR <= now,
            // A successor that waits for its day is enough.
            Rotation::Wanted => *newest.signs_from <= now,
            Rotation::Compromised => true,
        };
        if !is_wanted {
            continue;
        }
        let at_once = rotation == Rotation::Compromised;
        let signs_from = if at_once { now } else { now + PUBLISHED_AROUND };
        let successor = make(state, &transaction, by, algorithm, newest.generation + 1, signs_from).await?;
        if at_once {
            repository::withdraw_before(&*transaction, &successor, now).await?;
        }
        made += 1;
    }
    transaction.commit().await?;
    read(state).await?;
    Ok(made)
}

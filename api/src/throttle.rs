//! Counters in the database, so that neither a restart nor a second replica resets a limit.

use crate::{
    database::{millis, query_one},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::problem::ProblemCode;
use std::cell::RefCell;
use time::{Duration, OffsetDateTime};

/// So many hits in a window that begins with the first of them.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Keeps counters of different purpose apart.
    pub name: &'static str,
    pub hits: i32,
    pub window: Duration,
}

/// What a request has used of its limits: told to the caller in `RateLimit` headers.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    limit: Limit,
    hits: i32,
    /// Until the window ends.
    seconds: u64,
}

tokio::task_local! {
    static USED: RefCell<Vec<Used>>;
}

/// Runs a request and answers along what it used.
pub async fn noting<T>(request: impl Future<Output = T>) -> (T, Vec<Used>) {
    USED.scope(RefCell::default(), async {
        let answer = request.await;
        (answer, USED.with(RefCell::take))
    })
    .await
}

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), each limit by its name.
pub fn headers(used: &[Used]) -> Option<(String, String)> {
    let join = |item: fn(&Used) -> String| used.iter().map(item).collect::<Vec<_>>().join(", ");
    let policy =
        |used: &Used| format!("\"{}\";q={};w={}", used.limit.name, used.limit.hits, used.limit.window.whole_seconds());
    let left =
        |used: &Used| format!("\"{}\";r={};t={}", used.limit.name, (used.limit.hits - used.hits).max(0), used.seconds);
    (!used.is_empty()).then(|| (join(policy), join(left)))
}

/// Counts a hit and refuses it above the limit.
///
/// Whom it concerns (`subject`: an address, an IP, a session) is kept as a keyed fingerprint.
///
/// # Errors
/// `too_many_requests` with the seconds until the window ends.
pub async fn hit(state: &State, connection: &impl ConnectionTrait, limit: Limit, subject: &str) -> ApiResult<()> {
    let now = state.now();
    let (hits, window_ends_at) = count(connection, &bucket(state, limit, subject), limit.window, now).await?;
    let seconds = (window_ends_at - now.unix_timestamp() * 1000).max(0) as u64 / 1000 + 1;
    // How much the whole city has used is nobody's business. Jobs have no caller to tell.
    if !subject.is_empty() {
        let note = |used: &RefCell<Vec<Used>>| {
            let mut used = used.borrow_mut();
            // A refused form is counted twice, and told once.
            used.retain(|one| one.limit.name != limit.name);
            used.push(Used { limit, hits, seconds });
        };
        USED.try_with(note).ok();
    }
    if hits <= limit.hits {
        return Ok(());
    }
    Err(ApiError::retry_after(ProblemCode::TooManyRequests, seconds))
}

/// Forgets the hits, as after a right password.
///
/// # Errors
/// The database's.
pub async fn clear(state: &State, connection: &impl ConnectionTrait, limit: Limit, subject: &str) -> Result<(), DbErr> {
    query_one(
        connection,
        "DELETE FROM throttle_counters WHERE bucket = $1 RETURNING hits",
        [bucket(state, limit, subject).into()],
    )
    .await
    .map(drop)
}

/// Drops counters whose window is over.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    use crate::entity::throttle_counter::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    Entity::delete_many().filter(Column::WindowEndsAt.lt(millis(now))).exec(connection).await.map(drop)
}

fn bucket(state: &State, limit: Limit, subject: &str) -> Vec<u8> {
    state.keys.blind_index(limit.name, subject)
}

/// One statement counts, so that parallel hits count each.
async fn count(
    connection: &impl ConnectionTrait,
    bucket: &[u8],
    window: Duration,
    now: OffsetDateTime,
) -> Result<(i32, i64), DbErr> {
    const UPSERT: &str = "INSERT INTO throttle_counters (bucket, window_ends_at, hits) VALUES ($1, $2, 1) \
        ON CONFLICT (bucket) DO UPDATE SET \
            hits = CASE WHEN throttle_counters.window_ends_at <= $3 THEN 1 ELSE throttle_counters.hits + 1 END, \
            window_ends_at = CASE WHEN throttle_counters.window_ends_at <= $3 THEN excluded.window_ends_at \
                ELSE throttle_counters.window_ends_at END \
        RETURNING hits, window_ends_at";
    let values = [bucket.to_vec().into(), millis(now + window).into(), millis(now).into()];
    let row = query_one(connection, UPSERT, values).await?.ok_or(DbErr::RecordNotInserted)?;
    Ok((row.try_get("", "hits")?, row.try_get("", "window_ends_at")?))
}

//! The outbox's queries.

use super::{ASK_REGISTRY, CHECK_ROSTER_IMPORT, Job, JobError};
use crate::{
    database::millis,
    entity::outbox_job::{self, ActiveModel, Column, Entity, Model},
    state::State,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, DeleteMany, EntityTrait, ExprTrait,
    FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, SelectStatement},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const PENDING: &str = "pending";
const DONE: &str = "done";
const DEAD: &str = "dead";
/// Rows in one statement: SQLite takes 32,766 values.
const ROWS: usize = 1_000;
/// A worker that died gives its job back after so long.
const LEASE: Duration = Duration::minutes(2);
/// With doubling pauses, the last try comes about a day after the first.
const MOST_ATTEMPTS: i32 = 16;
const LONGEST_PAUSE: Duration = Duration::hours(3);
/// A worker takes what is due within seconds, and a lease ends sooner.
const OVERDUE: Duration = Duration::minutes(5);
/// Kept so long, for operators.
const KEPT: Duration = Duration::days(14);
/// A code that couldn't be sent names an address, and is over within the hour.
const CODE_KEPT: Duration = Duration::DAY;

/// Which jobs a worker takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Any,
    /// Questions to the household registry.
    Registry,
    /// Checks of schools' files.
    Roster,
    /// Everything else: neither a slow registry nor a long file must hold up a code.
    Rest,
}

/// Writes a job into the caller's transaction; ring [`State::outbox_bell`] after the commit.
///
/// # Errors
/// The database's.
pub async fn enqueue(state: &State, connection: &impl ConnectionTrait, job: &Job) -> Result<(), DbErr> {
    enqueue_at(state, connection, job, state.now()).await
}

/// The same, to be run at that moment or soon after.
///
/// # Errors
/// The database's.
pub async fn enqueue_at(
    state: &State,
    connection: &impl ConnectionTrait,
    job: &Job,
    run_at: OffsetDateTime,
) -> Result<(), DbErr> {
    row(state, job, run_at)?.insert(connection).await.map(drop)
}

/// Writes many jobs that are due at once.
///
/// # Errors
/// The database's.
pub async fn enqueue_all(state: &State, connection: &impl ConnectionTrait, jobs: &[Job]) -> Result<(), DbErr> {
    for some in jobs.chunks(ROWS) {
        let rows: Vec<ActiveModel> = some.iter().map(|job| row(state, job, state.now())).collect::<Result<_, _>>()?;
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn row(state: &State, job: &Job, run_at: OffsetDateTime) -> Result<ActiveModel, DbErr> {
    let (id, now) = (state.new_id(), state.now());
    let payload = serde_json::to_vec(job).map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(ActiveModel {
        id: Set(id),
        kind: Set(job.kind().into()),
        subject_id: Set(job.subject()),
        payload_sealed: Set(state.keys.seal(outbox_job::PAYLOAD, id, &payload)),
        status: Set(PENDING.into()),
        attempts: Set(0),
        run_at: Set(millis(run_at)),
        last_error: Set(None),
        created_at: Set(millis(now)),
        finished_at: Set(None),
    })
}

/// A job that is due, leased to the caller.
pub(super) async fn take(state: &State, lane: Lane) -> Result<Option<(Uuid, i32, Result<Job, JobError>)>, DbErr> {
    let now = state.now();
    let mut due = Condition::all().add(Column::Status.eq(PENDING)).add(Column::RunAt.lte(millis(now)));
    match lane {
        Lane::Any => {}
        Lane::Registry => due = due.add(Column::Kind.eq(ASK_REGISTRY)),
        Lane::Roster => due = due.add(Column::Kind.eq(CHECK_ROSTER_IMPORT)),
        Lane::Rest => due = due.add(Column::Kind.is_not_in([ASK_REGISTRY, CHECK_ROSTER_IMPORT])),
    }
    // Several at once look at the same few; whoever's update counts has the job.
    let candidates =
        Entity::find().filter(due).order_by_asc(Column::RunAt).limit(8).all(state.database.reader()).await?;
    if candidates.is_empty() {
        return Ok(None);
    }
    let transaction = state.database.begin().await?;
    for candidate in candidates {
        let taken = Entity::update_many()
            .col_expr(Column::RunAt, Expr::value(millis(now + LEASE)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.eq(candidate.id))
            .filter(Column::Status.eq(PENDING))
            .filter(Column::Attempts.eq(candidate.attempts))
            .exec(&*transaction)
            .await?;
        if taken.rows_affected == 1 {
            transaction.commit().await?;
            return Ok(Some((candidate.id, candidate.attempts + 1, open(state, &candidate))));
        }
    }
    Ok(None)
}

fn open(state: &State, row: &Model) -> Result<Job, JobError> {
    if row.attempts >= MOST_ATTEMPTS {
        return Err(JobError::Dead(anyhow::anyhow!("its worker died with it {} times", row.attempts)));
    }
    let payload = state
        .keys
        .open(outbox_job::PAYLOAD, row.id, &row.payload_sealed)
        .map_err(|error| JobError::Dead(error.into()))?;
    serde_json::from_slice(&payload).map_err(|error| JobError::Dead(error.into()))
}

/// Notes how the job ended, or when it is tried again.
pub(super) async fn settle(
    state: &State,
    id: Uuid,
    attempts: i32,
    outcome: &Result<(), JobError>,
) -> Result<(), DbErr> {
    let now = state.now();
    let (status, error, run_at, finished) = match outcome {
        Ok(()) => (DONE, None, now, Some(now)),
        Err(JobError::Dead(error)) => (DEAD, Some(error), now, Some(now)),
        Err(JobError::Again(error)) if attempts >= MOST_ATTEMPTS => (DEAD, Some(error), now, Some(now)),
        Err(JobError::Again(error)) => (PENDING, Some(error), now + pause_after(attempts), None),
    };
    let transaction = state.database.begin().await?;
    let mut settled = Entity::update_many();
    if status == DONE {
        // Nobody needs it any more, and addresses and names are in it.
        settled = settled.col_expr(Column::PayloadSealed, Expr::value(Vec::<u8>::new()));
    }
    settled
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::LastError, Expr::value(error.map(|e| format!("{e:#}").chars().take(300).collect::<String>())))
        .col_expr(Column::RunAt, Expr::value(millis(run_at)))
        .col_expr(Column::FinishedAt, Expr::value(finished.map(millis)))
        .filter(Column::Id.eq(id))
        .filter(Column::Attempts.eq(attempts))
        .exec(&*transaction)
        .await?;
    transaction.commit().await
}

/// 2 s, 4 s, 8 s … three hours.
fn pause_after(attempts: i32) -> Duration {
    let doublings = attempts.clamp(1, 16) as u32;
    Duration::seconds(2_i64.pow(doublings)).min(LONGEST_PAUSE)
}

/// Drops jobs that were done long ago, and messages that couldn't be sent: what was given up otherwise waits for an
/// operator.
pub(super) async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    // The end of a job that isn't tried any more, and indexed.
    let ended = |kept: Duration| Column::RunAt.lt(millis(now - kept));
    let done = Condition::all().add(Column::Status.eq(DONE)).add(ended(KEPT));
    let message = Condition::all().add(Column::Kind.starts_with("send_")).add(ended(KEPT));
    let code = Condition::all().add(Column::Kind.eq("send_verification_code")).add(ended(CODE_KEPT));
    let unsent = Condition::all().add(Column::Status.eq(DEAD)).add(Condition::any().add(message).add(code));
    Entity::delete_many().filter(Condition::any().add(done).add(unsent)).exec(connection).await.map(drop)
}

/// Drops what waits or was given up and is about the account, a form or an application of somebody who has had all
/// data deleted: names, addresses and a mail server's answer may be in it. A worker that has such a job finds nobody to
/// mail, and no job to settle.
///
/// # Errors
/// The database's.
pub async fn forget(connection: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<(), DbErr> {
    let about = unfinished().filter(Column::SubjectId.is_in(subjects.iter().copied()));
    about.exec(connection).await.map(drop)
}

/// Drops a job that waits or was given up: another does its work.
///
/// # Errors
/// The database's.
pub async fn withdraw(connection: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    unfinished().filter(Column::Id.eq(id)).exec(connection).await.map(drop)
}

fn unfinished() -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Status.is_in([PENDING, DEAD]))
}

/// What jobs of that kind that wait or run are about.
pub fn pending_subjects(kind: &str) -> SelectStatement {
    let pending = Entity::find().filter(Column::Status.eq(PENDING)).filter(Column::Kind.eq(kind));
    pending.filter(Column::SubjectId.is_not_null()).select_only().column(Column::SubjectId).into_query()
}

/// What operators look at.
#[derive(Debug, Clone, Default)]
pub struct Backlog {
    pub pending: u64,
    /// Due for so long that no worker can be running.
    pub overdue: u64,
    pub dead: u64,
    pub dead_jobs: Vec<DeadJob>,
}

/// A job that nobody will try again by itself.
#[derive(Debug, Clone, FromQueryResult)]
pub struct DeadJob {
    pub id: Uuid,
    pub kind: String,
    pub attempts: i32,
    pub last_error: Option<String>,
}

/// # Errors
/// The database's.
pub async fn backlog(state: &State) -> Result<Backlog, DbErr> {
    let connection = state.database.reader();
    let with_status = |status: &'static str| Entity::find().filter(Column::Status.eq(status));
    Ok(Backlog {
        pending: with_status(PENDING).count(connection).await?,
        overdue: with_status(PENDING).filter(Column::RunAt.lt(millis(state.now() - OVERDUE))).count(connection).await?,
        dead: with_status(DEAD).count(connection).await?,
        dead_jobs: with_status(DEAD)
            .order_by_desc(Column::FinishedAt)
            .limit(20)
            .into_model::<DeadJob>()
            .all(connection)
            .await?,
    })
}

/// Gives every dead job another round, as after the mail server was mended. Returns how many.
///
/// # Errors
/// The database's.
pub async fn revive(state: &State) -> Result<u64, DbErr> {
    let transaction = state.database.begin().await?;
    let revived = Entity::update_many()
        .col_expr(Column::Status, Expr::value(PENDING))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::RunAt, Expr::value(millis(state.now())))
        .filter(Column::Status.eq(DEAD))
        .exec(&*transaction)
        .await?;
    transaction.commit().await?;
    Ok(revived.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_growing() {
        assert_eq!(pause_after(1), Duration::seconds(2));
        assert_eq!(pause_after(5), Duration::seconds(32));
        assert_eq!(pause_after(16), LONGEST_PAUSE);
    }
}

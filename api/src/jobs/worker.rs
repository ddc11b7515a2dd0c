//! Workers: in the same binary as the API, or in `kinbind worker` on more machines.

use super::{
    Job, JobError,
    outbox::{self, Lane},
};
use crate::{
    features::{
        account,
        audit::{self, By},
        contact_verification, delegation, mail_delivery,
        oauth::{self, Rotation},
        registry, roster,
    },
    state::State,
    throttle,
};
use sea_orm::DbErr;
use std::time::Duration;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

/// Jobs at once in one process: they wait for other machines, not for the processor.
const WORKERS: usize = 4;
/// Questions at once to the household registry.
const ASKING: usize = 8;
/// Files at once that are read and compared: each keeps a processor busy.
const CHECKING: usize = 1;
/// How often a quiet worker looks for jobs of other processes.
const POLL: Duration = Duration::from_millis(500);
/// Less than a lease, so that no job runs twice at once.
const LONGEST_RUN: Duration = Duration::from_secs(90);
/// How often old rows are swept.
const SWEEP: Duration = Duration::from_secs(3600);
/// How often what lost its job is passed on, and what is over ends: somebody waits.
const RELEASE: Duration = Duration::from_secs(60);
/// How often what happened is put into the audit trail's chain.
const LINK: Duration = Duration::from_secs(2);
/// How long to wait after the database was away.
const OUTAGE_PAUSE: Duration = Duration::from_secs(2);

/// Works until `stop` turns true; a job under way is finished first.
pub async fn run(state: State, stop: watch::Receiver<bool>) {
    let mut workers = JoinSet::new();
    // One without a registry too: for what was left when it was taken away.
    let asking = if state.registry.is_some() { ASKING } else { 1 };
    for (lane, count) in [(Lane::Rest, WORKERS), (Lane::Registry, asking), (Lane::Roster, CHECKING)] {
        for _ in 0..count {
            workers.spawn(work(state.clone(), lane, stop.clone()));
        }
    }
    workers.spawn(repeat(state.clone(), RELEASE, stop.clone(), release));
    workers.spawn(repeat(state.clone(), LINK, stop.clone(), link));
    workers.spawn(repeat(state, SWEEP, stop, sweep));
    workers.join_all().await;
}

async fn work(state: State, lane: Lane, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match run_one(&state, lane).await {
            Ok(true) => continue,
            Ok(false) => POLL,
            Err(error) => {
                tracing::error!(%error, "the outbox can't be read");
                OUTAGE_PAUSE
            }
        };
        tokio::select! {
            () = bell(&state, lane).notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

fn bell(state: &State, lane: Lane) -> &Notify {
    match lane {
        Lane::Registry => &state.registry_bell,
        Lane::Roster => &state.roster_bell,
        Lane::Any | Lane::Rest => &state.outbox_bell,
    }
}

/// Runs one job that is due; false when there is none.
///
/// # Errors
/// The database's.
pub async fn run_next(state: &State) -> Result<bool, DbErr> {
    run_one(state, Lane::Any).await
}

async fn run_one(state: &State, lane: Lane) -> Result<bool, DbErr> {
    let Some((id, attempts, job)) = outbox::take(state, lane).await? else { return Ok(false) };
    // Another may be due: wake a colleague.
    bell(state, lane).notify_one();
    let kind = job.as_ref().map_or("unreadable", Job::kind);
    let outcome = match job {
        Ok(job) => run_guarded(state.clone(), id, job).await,
        Err(error) => Err(error),
    };
    match &outcome {
        Ok(()) => tracing::info!(job = %id, kind, attempts, "job done"),
        Err(error) => tracing::warn!(job = %id, kind, attempts, %error, "job failed"),
    }
    let result = if outcome.is_ok() { "done" } else { "failed" };
    metrics::counter!("kinbind_outbox_runs_total", "kind" => kind, "result" => result).increment(1);
    outbox::settle(state, id, attempts, &outcome).await?;
    Ok(true)
}

/// A job that panics or takes too long costs its try, not the worker.
async fn run_guarded(state: State, id: uuid::Uuid, job: Job) -> Result<(), JobError> {
    let running = tokio::spawn(async move { tokio::time::timeout(LONGEST_RUN, job.run(&state, id)).await });
    match running.await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(JobError::Again(anyhow::anyhow!("took longer than {} seconds", LONGEST_RUN.as_secs()))),
        Err(_) => Err(JobError::Again(anyhow::anyhow!("panicked; the log has the cause"))),
    }
}

async fn sweep(state: State) {
    if let Err(error) = sweep_all(&state).await {
        tracing::warn!(%error, "sweeping failed");
    }
    if let Err(error) = roster::end_carry_overs(&state).await {
        tracing::warn!(error = %error.in_words(), "bindings of children who left can't be ended");
    }
    if let Err(error) = oauth::rotate(&state, By::SYSTEM, Rotation::Due).await {
        tracing::warn!(error = %error.in_words(), "signing keys can't be rotated");
    }
}

async fn release(state: State) {
    if let Err(error) = registry::release_overdue(&state).await {
        tracing::warn!(error = %error.in_words(), "what the household registry was asked can't be read");
    }
    if let Err(error) = delegation::end_over(&state).await {
        tracing::warn!(error = %error.in_words(), "delegations that are over can't be ended");
    }
    if let Err(error) = roster::settle_lost_checks(&state).await {
        tracing::warn!(error = %error.in_words(), "imports that nobody checks any more can't be settled");
    }
}

/// Chains what was written to the audit trail.
pub async fn link(state: State) {
    if let Err(error) = audit::link(&state).await {
        tracing::warn!(error = %error.in_words(), "the audit trail can't be chained");
    }
}

/// Does it at once and then at that interval, until `stop` turns true.
async fn repeat<F: Future<Output = ()>>(
    state: State,
    interval: Duration,
    mut stop: watch::Receiver<bool>,
    work: fn(State) -> F,
) {
    while !*stop.borrow() {
        work(state.clone()).await;
        tokio::select! {
            () = tokio::time::sleep(interval) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Drops what nobody needs any more (`docs/decisions/0015`).
///
/// # Errors
/// The database's.
pub async fn sweep_all(state: &State) -> Result<(), DbErr> {
    let (now, transaction) = (state.now(), state.database.begin().await?);
    // Two replicas that sweep the same rows would only be in each other's way.
    transaction.take_turns("sweep", [""]).await?;
    roster::sweep(&*transaction, now).await?;
    contact_verification::sweep(&*transaction, now).await?;
    account::sweep(&*transaction, now).await?;
    outbox::sweep(&*transaction, now).await?;
    mail_delivery::sweep(&*transaction, now).await?;
    oauth::sweep(&*transaction, now).await?;
    transaction.commit().await?;
    // Apart, because requests hold several counters at once.
    let transaction = state.database.begin().await?;
    throttle::sweep(&*transaction, now).await?;
    transaction.commit().await
}

//! `serve` and `worker`: run until told to stop, then finish what is held.

use crate::{app, jobs::worker, state::State};
use anyhow::{Context, Result};
use std::{net::TcpListener, time::Duration};
use tokio::{signal, sync::watch, task::JoinHandle};

/// Less than service managers wait before they kill: systemd 90 seconds, our stack 30.
const LONGEST_FINISH: Duration = Duration::from_secs(25);

/// Serves the API and the browser app, and works on the outbox.
///
/// # Errors
/// When the schema can't be brought up to date or the address not be listened on.
pub async fn serve(state: State) -> Result<()> {
    state.database.migrate().await?;
    let address = state.config.server.listen;
    let listener =
        TcpListener::bind(address).with_context(|| format!("KINBIND_LISTEN: {address} can't be listened on"))?;
    let server = app::serve(state.clone(), listener)?;
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn(worker::run(state.clone(), stopped));
    let handle = server.handle();
    tracing::info!(%address, url = state.config.server.public_url, "serving");
    let mut running = tokio::spawn(server);
    let ended_by_itself = tokio::select! {
        ended = &mut running => Some(ended),
        () = stop_signal() => None,
    };
    tracing::info!("stopping");
    // Both at once: neither waits for the other's last piece of work.
    stop.send_replace(true);
    tokio::join!(handle.stop(true), finish(workers));
    match ended_by_itself {
        Some(ended) => ended??,
        None => running.await??,
    }
    Ok(())
}

/// Works on the outbox only, for more machines.
///
/// # Errors
/// When the schema can't be brought up to date.
pub async fn work(state: State) -> Result<()> {
    state.database.migrate().await?;
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn(worker::run(state, stopped));
    tracing::info!("working on the outbox");
    stop_signal().await;
    stop.send_replace(true);
    finish(workers).await;
    Ok(())
}

/// Lets the workers finish what they hold; a mail server that doesn't answer must not keep the stop
/// waiting: another worker takes such a job up when its lease is over.
async fn finish(workers: JoinHandle<()>) {
    if tokio::time::timeout(LONGEST_FINISH, workers).await.is_err() {
        tracing::warn!("jobs under way are left to another worker");
    }
}

/// SIGTERM or Ctrl-C.
async fn stop_signal() {
    #[cfg(unix)]
    {
        let mut terminate =
            signal::unix::signal(signal::unix::SignalKind::terminate()).expect("SIGTERM can be listened for");
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await.ok();
}

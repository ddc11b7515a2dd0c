//! `serve` and `worker`: run until told to stop, then finish what is held.

use crate::{app, jobs::worker, state::State};
use anyhow::{Context, Result};
use std::net::TcpListener;
use tokio::{signal, sync::watch};

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
    let running = tokio::spawn(server);
    stop_signal().await;
    tracing::info!("stopping");
    handle.stop(true).await;
    stop.send_replace(true);
    workers.await?;
    running.await??;
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
    workers.await?;
    Ok(())
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

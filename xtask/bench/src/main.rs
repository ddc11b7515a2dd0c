//! `kinbind-bench <kinbind> [--quick] [--only parents|review|import]`: measures the release binary over HTTP on this
//! machine.
//!
//! Times depend on the machine and are only printed. What fails the run are the promises that
//! hold on any machine: the bytes of a first visit, sign-ins near the bare argon2id limit, a grid that is found by indexes
//! and is no slower in a large city.

mod browser;
mod database;
mod family;
mod figures;
mod forms;
mod limits;
mod load;
mod plans;
mod review;
mod roster;
mod scenario;
mod server;
mod staff;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use tokio::signal::unix::{SignalKind, signal};

use crate::scenario::{Part, Plan};

#[tokio::main]
async fn main() -> ExitCode {
    // Dropping the work under way stops the servers it started.
    let outcome = tokio::select! {
        outcome = measure() => outcome,
        stopped = stop_signal() => stopped,
    };
    match outcome {
        Ok(broken) if broken.is_empty() => ExitCode::SUCCESS,
        Ok(broken) => {
            broken.iter().for_each(|promise| eprintln!("BROKEN {promise}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the table and answers which promises are broken.
async fn measure() -> Result<Vec<String>> {
    let (kinbind, plan) = arguments()?;
    let administrator = std::env::var("KINBIND_BENCH_POSTGRES")
        .context("KINBIND_BENCH_POSTGRES names the administrator's address of a PostgreSQL to measure on")?;
    let report = scenario::run(&kinbind, &administrator, &plan).await?;
    println!("{report}");
    Ok(report.broken)
}

fn arguments() -> Result<(PathBuf, Plan)> {
    let mut arguments = std::env::args().skip(1);
    let kinbind = arguments.next().context("the first argument is the kinbind binary")?;
    let mut plan = Plan::FULL;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => plan = Plan::quick(plan.only),
            "--only" => plan.only = Some(arguments.next().as_deref().and_then(Part::named).context(Part::NAMES)?),
            other => bail!("bench has no option {other:?}"),
        }
    }
    Ok((kinbind.into(), plan))
}

async fn stop_signal() -> Result<Vec<String>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    bail!("stopped")
}

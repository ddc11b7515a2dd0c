//! What a teacher waits for: a page of the grid, a batch of thirty; and how soon what was approved has an account.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;
use shared_types::application::AccountState;
use shared_types::review::{DecisionResults, ReviewRow, UndoResults};

use crate::figures::{Latencies, Table};
use crate::server::Installation;
use crate::{
    limits,
    staff::{self, AtClass, PAGE, of_undecided_classes},
};

/// Accounts of all that was approved are there after so long.
const OPENING_LIMIT: Duration = Duration::from_secs(300);

/// What a teacher waits for, at the median.
pub(crate) struct Waits {
    pub(crate) page: Duration,
    pub(crate) batch: Duration,
}

/// Pages and batches first, each batch taken back again; then everything is approved for good.
pub(crate) async fn measure(
    city: &Installation,
    http: &reqwest::Client,
    time: Duration,
    rounds: usize,
    table: &mut Table,
) -> Result<Waits> {
    let (server, _) = city.serve_with(http, &[("KINBIND_UNDO_MINUTES", "60")]).await?;
    let grid = staff::grid(http, &server.origin, time).await?;
    table.add("grid page of 30 rows, p50 / p99 ms", grid.cell());
    let batches = batches(http, &server.origin, rounds).await?;
    table.add("batch of 30 approvals, p50 / p99 ms", batches.cell());
    server.stop().await?;

    let (server, _) = city.serve(http).await?;
    let before = limits::argon2_per_second(time).await?;
    let approved = approve_all(http, &server.origin).await?;
    let after = limits::argon2_per_second(time).await?;
    let limit = (before + after) / 2.0;
    table.add("approvals a second, until the account is there", format!("{approved:.1}"));
    table.add("bare argon2id a second", format!("{limit:.1}"));
    table.add("ratio of the two", format!("{:.2}", approved / limit));
    server.stop().await?;
    Ok(Waits { page: grid.percentile(50), batch: batches.percentile(50) })
}

/// One teacher after the other: how long a batch takes where nobody is in its way.
async fn batches(http: &reqwest::Client, origin: &str, rounds: usize) -> Result<Latencies> {
    let mut teachers = of_undecided_classes(http, origin).await?;
    let (mut latencies, start) = (Vec::new(), Instant::now());
    for _ in 0..rounds {
        for teacher in &mut teachers {
            let rows = staff::page(teacher, "pending", 1).await?.items;
            ensure!(rows.len() == PAGE, "a page of {} rows", rows.len());
            let asked = Instant::now();
            let made = approve(teacher, &rows).await?;
            latencies.push(asked.elapsed());
            let made: Vec<_> = made.results.iter().filter_map(|one| one.decision).map(|one| one.id).collect();
            ensure!(made.len() == PAGE, "{} of {PAGE} approved", made.len());
            let undone: UndoResults =
                teacher.0.post("/review-decisions/undos", &json!({ "decision_ids": made })).await?;
            ensure!(undone.results.iter().all(|one| one.problem.is_none()), "a decision was not taken back");
        }
    }
    Ok(Latencies::new(latencies, start.elapsed()))
}

async fn approve((browser, _): &mut AtClass, rows: &[ReviewRow]) -> Result<DecisionResults> {
    let decision = |row: &ReviewRow| json!({ "application_id": row.id, "version": row.version, "outcome": "approve" });
    let decisions: Vec<_> = rows.iter().map(decision).collect();
    browser.post("/review-decisions", &json!({ "decisions": decisions })).await
}

/// Approves all that is pending in the undecided classes; answers how many accounts came of it a second.
async fn approve_all(http: &reqwest::Client, origin: &str) -> Result<f64> {
    let mut teachers = of_undecided_classes(http, origin).await?;
    let (start, mut approved) = (Instant::now(), 0);
    for teacher in &mut teachers {
        loop {
            let rows = staff::page(teacher, "pending", 1).await?.items;
            if rows.is_empty() {
                break;
            }
            approve(teacher, &rows).await?;
            approved += rows.len();
        }
    }
    for teacher in &mut teachers {
        while !all_open(teacher).await? {
            ensure!(start.elapsed() < OPENING_LIMIT, "not all accounts are there after {OPENING_LIMIT:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(approved as f64 / start.elapsed().as_secs_f64())
}

async fn all_open(teacher: &mut AtClass) -> Result<bool> {
    let mut number = 1;
    loop {
        let page = staff::page(teacher, "decided", number).await?;
        if page.items.iter().any(|row| row.account != AccountState::Opened) {
            return Ok(false);
        }
        if page.items.len() < PAGE {
            return Ok(true);
        }
        number += 1;
    }
}

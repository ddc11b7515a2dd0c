//! Steps one after another, and one table at the end.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::child::seconds;
use crate::interrupt;

/// What became of the steps so far.
#[derive(Default)]
pub(crate) struct Summary {
    rows: Vec<Row>,
}

struct Row {
    step: String,
    failure: Option<String>,
    took: Duration,
}

impl Summary {
    /// Does a step; a failure is noted and the next step still gets its turn.
    pub(crate) fn step(&mut self, step: &str, about: &str, work: impl FnOnce() -> Result<()>) {
        if interrupt::received() {
            return;
        }
        println!("\n=== {step}: {about}");
        let start = Instant::now();
        let result = work();
        let took = start.elapsed();
        let failure = result.err().map(|error| format!("{error:#}"));
        match &failure {
            None => println!("=== {step}: passed, {}", seconds(took)),
            Some(cause) => println!("=== {step}: FAILED, {}: {cause}", seconds(took)),
        }
        self.rows.push(Row { step: step.to_owned(), failure, took });
    }

    /// Prints the table and answers whether everything passed.
    pub(crate) fn close(&self) -> bool {
        println!("\n{:<14} {:<7} {:>9}", "step", "result", "time");
        for row in &self.rows {
            let result = if row.failure.is_none() { "passed" } else { "FAILED" };
            println!("{:<14} {result:<7} {:>9}", row.step, seconds(row.took));
        }
        let whole: Duration = self.rows.iter().map(|row| row.took).sum();
        println!("{:<14} {:<7} {:>9}", "", "", seconds(whole));
        let failed: Vec<_> = self.rows.iter().filter(|row| row.failure.is_some()).collect();
        for row in &failed {
            println!("{}: {}", row.step, row.failure.as_deref().unwrap_or_default());
        }
        if interrupt::received() {
            println!("stopped before the end");
        }
        println!("{} passed, {} failed", self.rows.len() - failed.len(), failed.len());
        failed.is_empty() && !interrupt::received()
    }
}

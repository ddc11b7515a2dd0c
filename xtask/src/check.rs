//! The inner loop: what finds most mistakes, in the time one waits for.

use std::process::ExitCode;

use anyhow::Result;

use crate::child::Tool;
use crate::summary::Summary;
use crate::test;

/// Format, clippy, and the tests on SQLite.
pub(crate) fn command() -> Result<ExitCode> {
    let mut summary = Summary::default();
    summary.step("fmt", "every file as rustfmt writes it", test::format);
    summary.step("clippy", "no warnings, native and WebAssembly", test::clippy);
    summary.step("tests", "shared-types and the API on SQLite", || {
        Tool::cargo(["test", "--package", "shared-types"]).run()?;
        // The others need a server, and take as long again.
        Tool::cargo(["test", "--package", "kinbind-api", "--", "--skip", "::postgres"]).run()
    });
    Ok(if summary.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! The contract: `openapi/openapi.json` is what the code says, and reads well.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::child::{Tool, step};
use crate::project::{self, Profile};
use crate::{api, browser};

/// Writes the file anew from the code.
pub(crate) fn rewrite() -> Result<()> {
    let contract = generate()?;
    fs::write(file(), contract)?;
    println!("{} written", file().display());
    Ok(())
}

/// Fails when the checked-in file is not what the code gives, and shows where they part.
pub(crate) fn check_drift() -> Result<()> {
    let contract = generate()?;
    let checked_in =
        fs::read_to_string(file()).context("read openapi/openapi.json; `cargo xtask openapi` writes it")?;
    if contract == checked_in {
        return Ok(());
    }
    let (mut line, mut code, mut stored) = (1, contract.lines(), checked_in.lines());
    let (now, then) = loop {
        let pair = (code.next(), stored.next());
        if pair.0 != pair.1 || pair.0.is_none() {
            break pair;
        }
        line += 1;
    };
    println!(
        "openapi/openapi.json line {line}\n  code: {}\n  file: {}",
        now.unwrap_or("(end)"),
        then.unwrap_or("(end)")
    );
    bail!("openapi/openapi.json is not what the code gives; `cargo xtask openapi` writes it anew")
}

/// Holds the file to the rules of `openapi/spectral.yaml` and `openapi/redocly.yaml`, and what a household registry
/// answers to the latter: the house's own rules aren't for others.
pub(crate) fn lint() -> Result<()> {
    browser::npm_ci("openapi")?;
    step("Spectral", || {
        linter("spectral").args(["lint", "openapi.json", "--ruleset", "spectral.yaml", "--fail-severity", "warn"]).run()
    })?;
    step("Redocly", || {
        linter("redocly")
            .args(["lint", "openapi.json", "registry.yaml", "--config", "redocly.yaml"])
            .env("REDOCLY_TELEMETRY", "off")
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
            .run()
    })
}

fn linter(program: &str) -> Tool {
    browser::npm_program("openapi", program)
}

fn generate() -> Result<String> {
    let binary = api::build(Profile::Dev)?;
    Tool::new(binary).args(["openapi"]).output()
}

fn file() -> PathBuf {
    project::root().join("openapi/openapi.json")
}

//! `cargo xtask test`: everything that must hold, one step after another, with one summary.

use std::process::ExitCode;

use anyhow::{Result, bail, ensure};

use crate::child::Tool;
use crate::postgres::{Cluster, Commits};
use crate::project::Profile;
use crate::summary::Summary;
use crate::web::{self, WASM};
use crate::{api, browser, fonts, licences, openapi, system};

/// A step: its name, what it holds, how.
type Step = (&'static str, &'static str, fn() -> Result<()>);

/// Cheap ones first; those that need the API's binary after the one that builds it.
const STEPS: [Step; 9] = [
    ("fmt", "every file as rustfmt writes it", format),
    ("shared-types", "what the browser shares is small and compiles for WebAssembly", shared_types),
    ("clippy", "no warnings, native and WebAssembly", clippy),
    ("tests", "unit and integration tests on SQLite and PostgreSQL", tests),
    ("web", "the browser app builds and keeps to its size budget", || web::build(web::Budget::Enforce)),
    ("openapi", "the contract is what the code says, and reads well", contract),
    ("containers", "what docker-compose.yml and the Dockerfile name exists", containers),
    ("e2e", "the journeys in a real browser", || browser::journeys(&api::build(Profile::Dev)?)),
    ("licences", "licences, banned crates and sources of the dependencies", licences::check),
];

/// What belongs to the server alone and must not reach the browser.
const SERVER_ONLY: [&str; 9] =
    ["validator", "utoipa", "sea-orm", "actix-web", "regex", "idna", "url", "chrono", "tokio"];

/// Runs the chosen steps.
pub(crate) fn command(arguments: &[String]) -> Result<ExitCode> {
    let chosen = choose(arguments)?;
    if arguments.iter().any(|argument| argument == "--list") {
        chosen.iter().for_each(|(name, about, _)| println!("{name:<14} {about}"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut summary = Summary::default();
    for (name, about, work) in chosen {
        summary.step(name, about, work);
    }
    Ok(if summary.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn choose(arguments: &[String]) -> Result<Vec<Step>> {
    let (mut only, mut skip) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        match argument {
            "--list" => {}
            "--only" => only.push(rest.next().unwrap_or_default()),
            _ => match argument.strip_prefix("--skip-") {
                Some(step) => skip.push(step),
                None => bail!("test has no option {argument:?}"),
            },
        }
    }
    let known = |name: &&str| STEPS.iter().any(|step| step.0 == *name);
    if let Some(unknown) = only.iter().chain(&skip).find(|name| !known(name)) {
        bail!("there is no step {unknown:?}; `cargo xtask test --list` shows them");
    }
    let wanted = |step: &&Step| (only.is_empty() || only.contains(&step.0)) && !skip.contains(&step.0);
    Ok(STEPS.iter().filter(wanted).copied().collect())
}

pub(crate) fn format() -> Result<()> {
    Tool::cargo(["fmt", "--all", "--check"]).run()
}

pub(crate) fn clippy() -> Result<()> {
    system::ensure_wasm_target()?;
    Tool::cargo(["clippy", "--workspace", "--exclude", "web-yew", "--all-targets", "--", "--deny", "warnings"])
        .run()?;
    Tool::cargo(["clippy", "--package", "web-yew", "--target", WASM, "--all-targets", "--", "--deny", "warnings"]).run()
}

/// As the browser gets it: without the server's feature.
fn shared_types() -> Result<()> {
    system::ensure_wasm_target()?;
    // The first that resolves: a lock file that is behind must not be mended silently.
    Tool::cargo(["check", "--locked", "--package", "shared-types", "--target", WASM]).run()?;
    for package in ["shared-types", "web-yew"] {
        let tree = Tool::cargo(["tree", "--edges", "normal", "--target", WASM, "--prefix", "none", "--format", "{p}"])
            .args(["--package", package])
            .output()?;
        let intruders: Vec<_> =
            tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| SERVER_ONLY.contains(name)).collect();
        ensure!(intruders.is_empty(), "{package} brings {} into the browser", intruders.join(", "));
    }
    Ok(())
}

/// Each with the features it is built with elsewhere: together, cargo would unite the features
/// of their dependencies and compile half of them anew.
fn tests() -> Result<()> {
    fonts::ensure()?;
    let cluster = Cluster::start(Commits::InMemory)?;
    let packages: [&[&str]; 4] = [
        &["shared-types"],
        &["web-bundle"],
        &["web-yew"],
        &["kinbind-api", "kinbind-application-form", "kinbind-migration", "kinbind-bench"],
    ];
    let mut failed: Vec<&str> = Vec::new();
    for names in packages {
        let mut test = Tool::cargo(["test", "--no-fail-fast"]).env("KINBIND_TEST_POSTGRES_URL", cluster.url());
        for name in names {
            test = test.args(["--package", name]);
        }
        if test.run().is_err() {
            failed.extend(names);
        }
    }
    ensure!(failed.is_empty(), "tests of {} failed", failed.join(", "));
    Ok(())
}

/// A file that is behind the code is worth reading too, so both are done.
fn contract() -> Result<()> {
    let drift = openapi::check_drift();
    openapi::lint()?;
    drift
}

/// Its tests look at the files; which settings there are, the binary tells them.
fn containers() -> Result<()> {
    let binary = api::build(Profile::Dev)?;
    Tool::cargo(["test", "--package", "xtask"]).env("KINBIND_BINARY", binary).run()
}

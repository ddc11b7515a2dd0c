//! Licences, banned crates and sources of everything that is linked, by `cargo deny`.

use std::path::PathBuf;

use anyhow::Result;

use crate::child::{Tool, step};
use crate::{project, system};

/// One version for everybody, so that a rule never changes its meaning overnight.
const VERSION: &str = "0.20.2";

/// Holds the dependency tree to `deny.toml`; needs the network for nothing but what is not downloaded yet.
pub(crate) fn check() -> Result<()> {
    // It looks at every platform's dependencies, also those that no build here has downloaded.
    Tool::cargo(["fetch", "--locked"]).run_logged("cargo-fetch")?;
    Tool::new(cargo_deny()?)
        .args(["--offline", "--locked", "--all-features", "check", "licenses", "bans", "sources"])
        .run()
}

/// The installed one if it is that version, else one compiled once under `target/tools`.
fn cargo_deny() -> Result<PathBuf> {
    if let Some(installed) = system::find("cargo-deny")
        && Tool::new(&installed).args(["--version"]).output().is_ok_and(|version| version.trim().ends_with(VERSION))
    {
        return Ok(installed);
    }
    let folder = project::target().join("tools").join(format!("cargo-deny-{VERSION}"));
    let program = folder.join("bin/cargo-deny");
    if !program.exists() {
        // Unoptimised: 75 s to compile instead of several minutes, and it runs for two seconds.
        step("compile cargo-deny (once)", || {
            Tool::cargo(["install", "--locked", "--debug", "cargo-deny", "--version", VERSION])
                .args(["--root".as_ref(), folder.as_os_str()])
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .run_logged("cargo-deny")
        })?;
    }
    Ok(program)
}

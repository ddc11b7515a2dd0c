//! The journeys of people through the real app in a real browser, and what npm brings.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::child::{Tool, step};
use crate::project;
use crate::system;

/// Chromium without what only a window needs, which took a quarter of the processor.
const WITHOUT_WINDOWS: &str = "chromium-headless-shell";
const OTHERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FONTS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Runs Playwright against the given binary.
pub(crate) fn journeys(kinbind: &Path) -> Result<()> {
    let chromium = chromium()?;
    npm_ci("e2e")?;
    npm_program("e2e", "playwright").args(["test"]).env("CHROMIUM_PATH", chromium).env("KINBIND_BINARY", kinbind).run()
}

/// What a slow phone waits for: figures, no verdict.
pub(crate) fn measure(kinbind: &Path) -> Result<()> {
    let chromium = chromium()?;
    npm_ci("e2e")?;
    npm_program("e2e", "playwright")
        .args(["test", "--project", "measure", "--workers", "1"])
        .env("KINBIND_MEASURE", "1")
        .env("CHROMIUM_PATH", chromium)
        .env("KINBIND_BINARY", kinbind)
        .run()
}

/// Installs exactly what a folder's `package-lock.json` says; nothing to do when that is there already.
pub(crate) fn npm_ci(folder: &str) -> Result<()> {
    let packages = project::root().join(folder);
    let wanted =
        fs::read(packages.join("package-lock.json")).with_context(|| format!("read {folder}/package-lock.json"))?;
    let stamp = packages.join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step(&format!("npm ci in {folder}"), || {
        Tool::new("npm")
            // No package's own scripts: none of ours needs them, and the browser is Debian's.
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .folder(folder)
            .run_logged(&format!("npm-{folder}"))?;
        Ok(fs::write(stamp, wanted)?)
    })
}

/// A program that a folder's packages bring, started in that folder.
pub(crate) fn npm_program(folder: &str, program: &str) -> Tool {
    Tool::new(project::root().join(folder).join("node_modules/.bin").join(program)).folder(folder)
}

fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(chosen.into());
    }
    let without_windows = || system::find(WITHOUT_WINDOWS);
    let other = OTHERS.iter().find_map(|program| system::find(program));
    let mut missing = Vec::new();
    if without_windows().is_none() && (other.is_none() || system::is_root()) {
        missing.push(WITHOUT_WINDOWS);
    }
    if !Path::new(FONTS).exists() {
        missing.push("fonts-noto-cjk");
    }
    if !missing.is_empty() {
        system::install("the browser journeys", &missing)?;
    }
    without_windows().or(other).context("no Chromium on the search path; name one in CHROMIUM_PATH")
}

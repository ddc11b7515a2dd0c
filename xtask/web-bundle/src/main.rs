//! Turns the compiled browser app into the files that the API serves.
//!
//! `web-bundle <project root> <folder of the compiled .wasm> [--report-only]` makes
//! `web-yew/dist/`: every file under a name that carries its hash, with `.br` and `.gz`
//! beside it, and for each [`Bundle`] a page naming them. It then prints what a first
//! visit costs and fails when that is over the budget, unless `--report-only` asks for
//! the figures alone. `cargo xtask web` calls it.

mod assets;
mod bindgen;
mod budget;
mod compress;
mod fingerprint;
mod minify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use shared_types::pages::Bundle;

/// Where the sources are and where the result goes.
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
    /// Holds a compiled module for each [`Bundle`].
    pub(crate) compiled: PathBuf,
    pub(crate) web: PathBuf,
    pub(crate) locales: PathBuf,
    pub(crate) dist: PathBuf,
}

impl Layout {
    fn new(root: PathBuf, compiled: PathBuf) -> Self {
        let web = root.join("web-yew");
        Self { locales: root.join("shared-types/locales"), dist: web.join("dist"), web, compiled, root }
    }

    fn module(&self, bundle: Bundle) -> PathBuf {
        self.compiled.join(bundle.name()).with_extension("wasm")
    }
}

fn main() -> ExitCode {
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("web-bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let report_only = arguments.iter().any(|argument| argument == "--report-only");
    arguments.retain(|argument| argument != "--report-only");
    let [root, compiled] = arguments.as_slice() else {
        bail!("usage: web-bundle <project root> <folder of the compiled .wasm> [--report-only]");
    };
    let layout = Layout::new(root.into(), compiled.into());

    bindgen::check_version(&layout.root.join("Cargo.lock"))?;
    let inputs = fingerprint::of_inputs(&layout)?;
    if fingerprint::is_current(&layout, &inputs) {
        println!("web-yew/dist is up to date");
    } else {
        assets::write(&layout)?;
        fingerprint::remember(&layout, &inputs)?;
    }

    let over_budget = budget::report(&layout.dist)?;
    if over_budget.is_empty() || report_only {
        return Ok(());
    }
    bail!("over budget: {}", over_budget.join(", "))
}

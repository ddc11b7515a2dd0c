//! The browser app: compiled for WebAssembly, then bundled by `web-bundle`.

use std::path::PathBuf;

use anyhow::Result;

use crate::child::{Tool, step};
use crate::{project, system};

/// The target that browsers run.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// What happens when a visit costs more than it may.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    /// The build fails.
    Enforce,
    /// It is only printed, because somebody wants to look at the app first.
    Report,
}

/// The places of a panic are in the app: without this, they would say where it was built, in more bytes.
fn flags() -> String {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")).unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or(home, PathBuf::from);
    [cargo.join("registry/src"), project::root().to_path_buf()]
        .map(|place| format!("--remap-path-prefix={}=", place.display()))
        .join("\u{1f}")
}

/// Makes `web-yew/dist/`; does nothing that is done already.
pub(crate) fn build(budget: Budget) -> Result<()> {
    system::ensure_wasm_target()?;
    step("compile the browser app", || {
        Tool::cargo(["build", "--package", "web-yew", "--target", WASM, "--profile", "web"])
            .env("CARGO_ENCODED_RUSTFLAGS", flags())
            .run()
    })?;
    step("compile the bundler", || Tool::cargo(["build", "--package", "web-bundle"]).run())?;
    step("bundle the browser app", || {
        let target = project::target();
        let mut bundle = Tool::new(target.join("debug/web-bundle"))
            .args([project::root().to_path_buf(), target.join(WASM).join("web")]);
        if budget == Budget::Report {
            bundle = bundle.args(["--report-only"]);
        }
        bundle.run()
    })
}

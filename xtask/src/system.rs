//! What the machine has to bring, and bringing it where we may.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Result, bail};

use crate::child::{Tool, step};
use crate::web::WASM;

/// The first program of that name on the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// Whether we may install packages and have to step down to run PostgreSQL.
pub(crate) fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| Tool::new("id").args(["-u"]).output().is_ok_and(|id| id.trim() == "0"))
}

/// Installs Debian packages, or says which ones are needed.
pub(crate) fn install(what_for: &str, packages: &[&str]) -> Result<()> {
    let command = format!("apt-get install --yes --no-install-recommends {}", packages.join(" "));
    if !is_root() || find("apt-get").is_none() {
        bail!("{what_for} needs a package that is not here; as root: {command}");
    }
    let apt = |arguments: &[&str]| {
        Tool::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run_logged(&format!("apt-{}", arguments[0]))
    };
    step(&format!("install {} with apt-get", packages.join(", ")), || {
        apt(&["update", "--quiet"])?;
        apt(&[&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat())
    })
}

/// Adds the compiler's WebAssembly target once.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = Tool::new("rustc").args(["--print", "sysroot"]).output()?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "the compiler has no {WASM} target: install it with your distribution, or use rustup (https://rustup.rs)"
        );
    }
    step(&format!("add the compiler's {WASM} target"), || Tool::new("rustup").args(["target", "add", WASM]).run())
}

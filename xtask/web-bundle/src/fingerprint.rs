//! Hashes: in file names, and of all inputs, so that an unchanged bundle is not made again.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use shared_types::pages::Bundle;

use crate::{Layout, assets};

/// Fifty bits of SHA-256 in a file name: no two versions of a file ever share one.
pub(crate) fn short(content: &[u8]) -> String {
    BASE32_NOPAD.encode(&Sha256::digest(content))[..10].to_ascii_lowercase()
}

/// One hash over everything that decides what the bundle holds, this program included.
pub(crate) fn of_inputs(layout: &Layout) -> Result<String> {
    let mut inputs: Vec<PathBuf> = ["index.html", "boot.js", "old-browser.js"].map(|file| layout.web.join(file)).into();
    inputs.extend(Bundle::ALL.map(|bundle| layout.module(bundle)));
    inputs.extend(assets::sorted(&layout.web.join("styles"), Some("css"))?);
    inputs.extend(assets::tree(&layout.locales)?);
    let fixed_names = layout.web.join("static");
    if fixed_names.exists() {
        inputs.extend(assets::tree(&fixed_names)?);
    }
    inputs.push(std::env::current_exe()?);

    let mut whole = Sha256::new();
    for path in inputs {
        let content = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
        whole.update(path.as_os_str().as_encoded_bytes());
        whole.update(Sha256::digest(&content));
    }
    Ok(HEXLOWER.encode(&whole.finalize()))
}

/// Whether `dist` was made from these inputs and is still there.
pub(crate) fn is_current(layout: &Layout, inputs: &str) -> bool {
    layout.dist.exists() && fs::read_to_string(stamp(layout)).is_ok_and(|stamp| stamp == inputs)
}

/// Notes what `dist` was made from.
pub(crate) fn remember(layout: &Layout, inputs: &str) -> Result<()> {
    fs::write(stamp(layout), inputs).context("note what the bundle was made from")
}

/// Beside the compiled modules: `dist` itself holds only what is served.
fn stamp(layout: &Layout) -> PathBuf {
    layout.compiled.join("web-bundle.stamp")
}

//! wasm-bindgen as a library, so that nobody has to install its command line tool.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// The JavaScript glue and the WebAssembly module that belong together.
pub(crate) struct Generated {
    pub(crate) js: String,
    pub(crate) wasm: Vec<u8>,
}

/// Makes the glue for browsers that load ES modules. Its `init` takes the module's address;
/// it holds no address of its own, because the module's name is only known afterwards.
pub(crate) fn generate(wasm: &Path) -> Result<Generated> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    // Every crate has an entry, most of them an empty one.
    let has_snippets = output.snippets().values().any(|list| !list.is_empty());
    if has_snippets || !output.local_modules().is_empty() || !output.npm_dependencies().is_empty() {
        bail!("a dependency of web-yew brings JavaScript of its own (a wasm-bindgen snippet), which is not bundled");
    }
    Ok(Generated { js: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}

/// The glue is only right when it was made by the version of wasm-bindgen that the app was
/// compiled with; a different one fails in the browser, long after the build.
pub(crate) fn check_version(lock_file: &Path) -> Result<()> {
    let lock = fs::read_to_string(lock_file).with_context(|| format!("read {}", lock_file.display()))?;
    same_version(&lock)
}

fn same_version(lock: &str) -> Result<()> {
    let library = version_in(lock, "wasm-bindgen")?;
    let glue_maker = version_in(lock, "wasm-bindgen-cli-support")?;
    ensure!(
        library == glue_maker,
        "Cargo.lock has wasm-bindgen {library} and wasm-bindgen-cli-support {glue_maker}: set both to one version, \
         in Cargo.toml and in xtask/web-bundle/Cargo.toml"
    );
    Ok(())
}

fn version_in<'a>(lock: &'a str, package: &str) -> Result<&'a str> {
    let heading = format!("name = \"{package}\"\nversion = \"");
    let mut found = lock.match_indices(&heading);
    let (position, _) = found.next().with_context(|| format!("Cargo.lock names no {package}"))?;
    ensure!(found.next().is_none(), "Cargo.lock names more than one {package}");
    let rest = &lock[position + heading.len()..];
    Ok(rest.split('"').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(library: &str, glue_maker: &str) -> String {
        format!(
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"{library}\"\n\n\
             [[package]]\nname = \"wasm-bindgen-cli-support\"\nversion = \"{glue_maker}\"\n"
        )
    }

    #[test]
    fn the_same_version_of_both_is_accepted() {
        same_version(&lock("0.2.130", "0.2.130")).unwrap();
    }

    #[test]
    fn two_versions_are_refused_with_both_named() {
        let message = same_version(&lock("0.2.131", "0.2.130")).unwrap_err().to_string();
        assert!(message.contains("wasm-bindgen 0.2.131"), "{message}");
        assert!(message.contains("wasm-bindgen-cli-support 0.2.130"), "{message}");
    }
}

//! wasm-bindgen as a library, so that nobody has to install its command line tool.

use std::collections::HashMap;
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
    let mut short = HashMap::new();
    for (number, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        let name = format!("w{number}");
        short.insert(std::mem::replace(&mut import.name, name.clone()), name);
    }
    Ok(Generated { js: rename(output.js(), &short), wasm: output.wasm_mut().emit_wasm() })
}

/// The glue with those identifiers renamed. wasm-bindgen names each import after its function and a hash, in the
/// glue and in the module: 5 KB of a visit (brotli) that nothing but the two finding each other needs.
fn rename(js: &str, names: &HashMap<String, String>) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '$';
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|character| !is_part(character)).unwrap_or(word.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out + rest
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
    fn whole_identifiers_are_renamed_and_no_part_of_another() {
        let names = HashMap::from([("__wbg_now_1f".to_owned(), "w0".to_owned())]);
        assert_eq!(
            rename("{ __wbg_now_1f: () => __wbg_now_1f2($__wbg_now_1f), é: \"__wbg_now_1f\" }", &names),
            "{ w0: () => __wbg_now_1f2($__wbg_now_1f), é: \"w0\" }"
        );
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

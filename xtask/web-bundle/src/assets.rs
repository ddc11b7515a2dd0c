//! Names, contents and order of the files: what is named by another is hashed first.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use shared_types::pages;

use crate::{Layout, bindgen, compress, fingerprint, minify};

/// Files of the bundle: path below `dist`, content.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Builds everything and puts it in the place of `dist` in one step, so that a server that
/// reads from it never meets half a bundle.
pub(crate) fn write(layout: &Layout) -> Result<()> {
    let files = build(layout)?;
    let fresh = tempfile::Builder::new().prefix(".dist-").tempdir_in(&layout.web)?;
    for (name, content) in &files {
        let path = fresh.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, content)?;
    }
    compress::all(fresh.path(), &files)?;
    publish(fresh, &layout.dist)
}

fn publish(fresh: tempfile::TempDir, dist: &Path) -> Result<()> {
    let old = fresh.path().with_extension("old");
    if dist.exists() {
        fs::rename(dist, &old).context("put the old dist aside")?;
    }
    let made = fresh.keep();
    fs::rename(&made, dist).context("put the new dist in place")?;
    make_readable(dist)?;
    if old.exists() {
        fs::remove_dir_all(&old).context("remove the old dist")?;
    }
    Ok(())
}

/// A temporary folder is private to its maker; served files are for every user that runs the server.
fn make_readable(dist: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(dist, fs::Permissions::from_mode(0o755))?)
}

fn build(layout: &Layout) -> Result<Files> {
    let mut bundle = Bundle::default();
    bundle.add("css", "style", "css", minify::css(&styles(&layout.web.join("styles"))?).into_bytes());
    let old_browser = read(&layout.web.join("old-browser.js"))?;
    bundle.add("old-browser", "old-browser", "js", old_browser.into_bytes());
    let (for_all, for_staff) = (locales(&layout.locales, false)?, locales(&layout.locales, true)?);
    let (boot, page) = (read(&layout.web.join("boot.js"))?, read(&layout.web.join("index.html"))?);
    for app in pages::Bundle::ALL {
        let generated = bindgen::generate(&layout.module(app))?;
        for (language, text) in if app.is_for_staff() { &for_staff } else { &for_all } {
            bundle.add(&format!("locale:{language}"), &format!("{}-{language}", app.words()), "json", text.clone());
        }
        let app = app.name();
        bundle.add("wasm", app, "wasm", generated.wasm);
        bundle.add("js", app, "js", generated.js.into_bytes());
        let boot = bundle.fill("boot.js", &boot)?;
        bundle.add("boot", &format!("{app}-boot"), "js", boot.into_bytes());
        let page = minify::html(&bundle.fill("index.html", &page)?);
        bundle.files.insert(format!("{app}.html"), page.into_bytes());
    }
    let mut files = bundle.files;
    add_static(&layout.web.join("static"), &mut files)?;
    Ok(files)
}

#[derive(Default)]
struct Bundle {
    files: Files,
    /// Placeholder -> file name, of what was made last for it.
    names: BTreeMap<String, String>,
}

impl Bundle {
    fn add(&mut self, placeholder: &str, stem: &str, extension: &str, content: Vec<u8>) {
        let name = format!("{stem}-{}.{extension}", fingerprint::short(&content));
        self.names.insert(placeholder.to_owned(), name.clone());
        self.files.insert(name, content);
    }

    /// Replaces each `{{name}}`; one that stands for nothing is an error, not a broken page.
    fn fill(&self, source: &str, template: &str) -> Result<String> {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, behind) =
                after.split_once("}}").with_context(|| format!("{source}: a {{{{ without its }}}}"))?;
            let Some(file) = self.names.get(name.trim()) else {
                let known: Vec<_> = self.names.keys().map(String::as_str).collect();
                bail!("{source}: {{{{{name}}}}} is none of {}", known.join(", "));
            };
            filled.push_str(before);
            // Always from the top, with or without the template's slash: pages lie at different depths.
            if !before.ends_with('/') {
                filled.push('/');
            }
            filled.push_str(file);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

fn styles(folder: &Path) -> Result<String> {
    let mut joined = String::new();
    for path in sorted(folder, Some("css"))? {
        joined.push_str(&read(&path)?);
        joined.push('\n');
    }
    Ok(joined)
}

/// Language -> its texts, with those for staff or without, with the English ones where it has none, and without the
/// white space that helps only those who edit them.
fn locales(folder: &Path, staff: bool) -> Result<Vec<(String, Vec<u8>)>> {
    let texts = |file: &OsStr| -> Result<BTreeMap<String, String>> {
        let mut texts = words(&folder.join(file))?;
        let for_staff = folder.join("staff").join(file);
        if staff && for_staff.exists() {
            texts.extend(words(&for_staff)?);
        }
        Ok(texts)
    };
    let english = texts(OsStr::new("en.json"))?;
    let mut found = Vec::new();
    for path in sorted(folder, Some("json"))? {
        let language = path.file_stem().and_then(OsStr::to_str).context("a language file's name is not UTF-8")?;
        let mut whole = english.clone();
        whole.extend(texts(path.file_name().context("a language file has a name")?)?);
        found.push((language.to_owned(), serde_json::to_vec(&whole)?));
    }
    Ok(found)
}

fn words(path: &Path) -> Result<BTreeMap<String, String>> {
    serde_json::from_str(&read(path)?).with_context(|| format!("parse {}", path.display()))
}

/// Files whose name the world expects (`favicon.svg`, `robots.txt`, …) keep it.
fn add_static(folder: &Path, files: &mut Files) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for path in tree(folder)? {
        let name = path.strip_prefix(folder)?.to_str().context("a static file's name is not UTF-8")?.to_owned();
        if files.insert(name.clone(), fs::read(&path)?).is_some() {
            bail!("web-yew/static/{name} has the name of a file that is made");
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

/// Files of a folder in the order of their names.
pub(crate) fn sorted(folder: &Path, extension: Option<&str>) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && (extension.is_none() || path.extension().and_then(OsStr::to_str) == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Files of a folder and the folders in it.
pub(crate) fn tree(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = sorted(folder, None)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(tree(&path)?);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let mut bundle = Bundle::default();
        bundle.add("css", "style", "css", b"body{}".to_vec());
        bundle
    }

    #[test]
    fn a_placeholder_becomes_the_hashed_name() {
        let page = bundle().fill("index.html", r#"<link href="/{{css}}">"#).unwrap();
        assert!(page.starts_with(r#"<link href="/style-"#), "{page}");
        assert!(page.ends_with(r#".css">"#), "{page}");
    }

    #[test]
    fn another_content_gets_another_name() {
        let mut other = Bundle::default();
        other.add("css", "style", "css", b"body{color:red}".to_vec());
        assert_ne!(bundle().names["css"], other.names["css"]);
    }

    #[test]
    fn an_unknown_placeholder_is_an_error_that_names_it() {
        let message = bundle().fill("index.html", "/{{cs}}").unwrap_err().to_string();
        assert!(message.contains("{{cs}}"), "{message}");
    }

    #[test]
    fn what_a_language_lacks_is_there_in_english() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("en.json"), r#"{"a": "one", "b": "two"}"#).unwrap();
        fs::write(folder.path().join("vi.json"), r#"{"a": "một"}"#).unwrap();
        fs::create_dir(folder.path().join("staff")).unwrap();
        fs::write(folder.path().join("staff/en.json"), r#"{"c": "three"}"#).unwrap();
        let vietnamese = |staff| locales(folder.path(), staff).unwrap().remove(1);
        assert_eq!(vietnamese(false), ("vi".to_owned(), r#"{"a":"một","b":"two"}"#.as_bytes().to_vec()));
        assert_eq!(vietnamese(true).1, r#"{"a":"một","b":"two","c":"three"}"#.as_bytes());
    }

    #[test]
    fn the_address_is_from_the_top_with_and_without_the_templates_slash() {
        let bundle = bundle();
        let address = bundle.fill("boot.js", "{{css}}").unwrap();
        assert!(address.starts_with("/style-"), "{address}");
        assert_eq!(bundle.fill("boot.js", "/{{css}}").unwrap(), address);
    }

    #[test]
    fn every_browser_that_knows_modules_reads_what_starts_the_app() {
        let boot = include_str!("../../../web-yew/boot.js");
        // Younger than modules: one of them, and the page stays empty without a word.
        for token in ["?.", "??", "||=", "&&="] {
            assert!(!boot.contains(token), "{token}");
        }
    }
}

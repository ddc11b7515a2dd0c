//! The rules of `docs/architecture.md` that the compiler doesn't know.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// Files of the slices that have one of these names, or lie in a folder of that name.
fn slice_files(names: &[&str]) -> Vec<PathBuf> {
    let features = root().join("api/src/features");
    let is_named = |path: &Path| {
        let below = path.strip_prefix(&features).unwrap().with_extension("");
        below.components().any(|part| names.iter().any(|name| part.as_os_str() == *name))
    };
    files_below(&features).into_iter().filter(|path| is_named(path)).collect()
}

/// Lines of code that hold one of these words; comments don't count.
#[track_caller]
fn assert_not_named(files: &[PathBuf], words: &[&str]) {
    assert!(!files.is_empty(), "the files are there");
    let mut found = Vec::new();
    for file in files {
        for (index, line) in fs::read_to_string(file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {}", file.display(), index + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{words:?} named in\n{}", found.join("\n"));
}

#[test]
fn handlers_routes_and_models_know_no_database() {
    assert_not_named(&slice_files(&["handlers", "routes", "model"]), &["sea_orm", "entity::", "repository"]);
}

#[test]
fn services_repositories_and_models_know_no_http_server() {
    assert_not_named(&slice_files(&["service", "repository", "model"]), &["actix_web", "HttpRequest", "handlers::"]);
}

#[test]
fn models_know_neither_clock_nor_chance() {
    assert_not_named(&slice_files(&["model"]), &["ambient", "state::", "async ", "random_"]);
}

/// Otherwise nobody knows whether it arrived. A code that didn't is asked for again.
#[test]
fn no_mail_but_a_code_leaves_without_a_delivery_row() {
    let mut files = files_below(&root().join("api/src"));
    files.retain(|file| !file.ends_with("mail_delivery/service.rs") && !file.ends_with("send_verification_code.rs"));
    assert_not_named(&files, &["mailers.send"]);
}

fn documents() -> impl Iterator<Item = (PathBuf, String)> {
    let mut documents = files_below(&root().join("docs"));
    documents.extend([root().join("README.md"), root().join("api/demo-city/README.md")]);
    let texts = documents.into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    texts.map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
}

#[test]
fn every_path_that_the_documentation_names_exists() {
    let mut named = Vec::new();
    for (document, text) in documents() {
        let quoted = text.split('`').skip(1).step_by(2).filter(|word| is_path_of_ours(word));
        named.extend(quoted.map(|path| (document.clone(), root().join(path.trim_end_matches('/')))));
    }
    assert_there(&named);
}

/// Pictures too.
#[test]
fn every_link_within_the_documentation_leads_somewhere() {
    let mut linked = Vec::new();
    for (document, text) in documents() {
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let sources = text.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for target in targets.chain(sources).filter(|target| !target.is_empty() && !target.contains("://")) {
            linked.push((document.clone(), document.parent().unwrap().join(target)));
        }
    }
    assert_there(&linked);
}

/// What a document names.
#[track_caller]
fn assert_there(named: &[(PathBuf, PathBuf)]) {
    assert!(!named.is_empty());
    let missing: Vec<_> = named.iter().filter(|(_, path)| !path.exists()).collect();
    assert!(missing.is_empty(), "named but not there: {missing:#?}");
}

/// Whether a quoted word is a path that begins at the top of the project.
fn is_path_of_ours(quoted: &str) -> bool {
    const TOPS: [&str; 9] =
        ["api/", "web-yew/", "shared-types/", "openapi/", "e2e/", "xtask/", "docs/", "deploy/", ".ci/"];
    let is_plain = quoted.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    // Built, hence not there in a fresh clone.
    is_plain && TOPS.iter().any(|top| quoted.starts_with(top)) && !quoted.starts_with("web-yew/dist")
}

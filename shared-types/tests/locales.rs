//! The files of `locales/`: each language has what it must, and says the same.

#![allow(clippy::unwrap_used, reason = "everything here is a test")]

use shared_types::{
    application::{ApplicationStatus, ReturnGround},
    language::Language,
    problem::{FieldCode, ProblemCode},
    relationship::Relationship,
    school::SchoolLevel,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Words = BTreeMap<String, String>;

/// Texts that only staff meet, by how their keys begin. They are in Chinese and English; where another
/// language lacks a text, English stands in.
const STAFF: [&str; 1] = ["review."];

fn must_have(language: Language, key: &str) -> bool {
    let is_complete = matches!(language, Language::TraditionalChinese | Language::English);
    is_complete || !STAFF.iter().any(|staff| key.starts_with(staff))
}

fn words(language: Language) -> Words {
    let path = format!("{}/locales/{}.json", env!("CARGO_MANIFEST_DIR"), language.tag());
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_language_has_the_texts_it_must_and_no_others() {
    let chinese = words(Language::TraditionalChinese);
    for language in Language::ALL {
        let is = words(language);
        let must: BTreeSet<&String> = chinese.keys().filter(|key| must_have(language, key)).collect();
        let missing: Vec<_> = must.iter().filter(|key| !is.contains_key(**key)).collect();
        let more: Vec<_> = is.keys().filter(|key| !must.contains(key)).collect();
        assert!(missing.is_empty() && more.is_empty(), "{}: missing {missing:?}, more {more:?}", language.tag());
    }
}

#[test]
fn every_code_has_words() {
    let chinese = words(Language::TraditionalChinese);
    let must_have = |key: String| assert!(chinese.contains_key(&key), "{key}");
    ProblemCode::ALL.iter().for_each(|code| must_have(format!("problem.{}", code.code())));
    FieldCode::ALL.iter().for_each(|code| must_have(format!("field.{}", code.code())));
    Relationship::ALL.iter().for_each(|code| must_have(format!("relationship.{}", code.code())));
    ReturnGround::ALL.iter().for_each(|code| must_have(format!("return.{}", code.code())));
    SchoolLevel::ALL.iter().for_each(|code| must_have(format!("level.{}", code.code())));
    for status in ApplicationStatus::ALL {
        must_have(format!("progress.{}", status.code()));
        must_have(format!("status.{}", status.code()));
    }
}

#[test]
fn every_language_fills_the_same_values_in() {
    let chinese = words(Language::TraditionalChinese);
    for language in Language::ALL {
        for (key, text) in words(language) {
            assert!(!text.trim().is_empty(), "{}: {key} is empty", language.tag());
            assert_eq!(values(&text), values(&chinese[&key]), "{}: {key}", language.tag());
        }
    }
}

/// The names in `{braces}`.
fn values(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').expect("a { without its }").0).collect()
}

#[test]
fn every_text_that_the_browser_app_names_is_there() {
    let chinese = words(Language::TraditionalChinese);
    let groups: BTreeSet<&str> = chinese.keys().filter_map(|key| key.split('.').next()).collect();
    let mut named = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-yew/src")) {
        for quoted in fs::read_to_string(&path).unwrap().split('"') {
            let is_key = quoted.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.')
                && quoted.split_once('.').is_some_and(|(group, name)| groups.contains(group) && !name.is_empty());
            if is_key {
                named += 1;
                assert!(chinese.contains_key(quoted), "{}: {quoted}", path.display());
            }
        }
    }
    assert!(named > 100, "only {named} keys were found, so they are written another way now");
}

#[test]
fn every_text_is_shown_somewhere() {
    let ours = ["../web-yew/src", "../api/src", "src"].map(|part| Path::new(env!("CARGO_MANIFEST_DIR")).join(part));
    let sources: String =
        ours.iter().flat_map(|folder| sources(folder)).map(|path| fs::read_to_string(path).unwrap()).collect();
    let quoted: BTreeSet<&str> = sources.split('"').collect();
    // Those that are put together, such as `problem.{}`.
    let beginnings: BTreeSet<&str> =
        quoted.iter().filter_map(|text| text.split_once('{')).map(|(beginning, _)| beginning).collect();
    let is_begun = |key: &str| (1..key.len()).any(|end| key[..end].contains('.') && beginnings.contains(&key[..end]));
    let chinese = words(Language::TraditionalChinese);
    let unused: Vec<_> = chinese.keys().filter(|key| !quoted.contains(key.as_str()) && !is_begun(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

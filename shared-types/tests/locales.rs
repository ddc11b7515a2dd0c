//! The files of `locales/`: each language has what it must, and says the same.

#![allow(clippy::unwrap_used, reason = "everything here is a test")]

use shared_types::{
    application::{ApplicationStatus, ReturnGround},
    audit::{AuditAction, AuditActor, AuditSubject, UnmaskingReason},
    language::Language,
    problem::{FieldCode, ProblemCode},
    protection::SealState,
    relationship::Relationship,
    roster::{RosterImportStatus, RosterProblemCode},
    school::SchoolLevel,
    staff::{StaffRole, Standing},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Words = BTreeMap<String, String>;

/// The folders of `locales/`, and the languages that each must have.
const FOLDERS: [(&str, &[Language]); 2] =
    [("", &Language::ALL), ("staff/", &[Language::TraditionalChinese, Language::English])];

/// The browser app's sources that only staff's bundles have: those alone may name a text of `staff/`.
const FOR_STAFF: [&str; 3] = ["pages/bureau/", "pages/review/", "pages/staff/"];

fn words(folder: &str, language: Language) -> Words {
    let path = format!("{}/locales/{folder}{}.json", env!("CARGO_MANIFEST_DIR"), language.tag());
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Every text, as staff's bundle has them.
fn all_chinese() -> Words {
    FOLDERS.iter().flat_map(|(folder, _)| words(folder, Language::TraditionalChinese)).collect()
}

#[test]
fn each_language_has_the_texts_it_must_and_no_others() {
    for (folder, languages) in FOLDERS {
        let must = words(folder, Language::TraditionalChinese);
        for language in languages {
            let is = words(folder, *language);
            let missing: Vec<_> = must.keys().filter(|key| !is.contains_key(*key)).collect();
            let more: Vec<_> = is.keys().filter(|key| !must.contains_key(*key)).collect();
            let name = language.tag();
            assert!(missing.is_empty() && more.is_empty(), "{folder}{name}: missing {missing:?}, more {more:?}");
        }
    }
}

#[test]
fn no_text_is_there_twice() {
    let [of_all, of_staff] = FOLDERS.map(|(folder, _)| words(folder, Language::TraditionalChinese));
    let twice: Vec<_> = of_staff.keys().filter(|key| of_all.contains_key(*key)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_code_has_words() {
    let chinese = words("", Language::TraditionalChinese);
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
fn every_code_that_staff_read_has_words() {
    let chinese = all_chinese();
    let must_have = |key: String| assert!(chinese.contains_key(&key), "{key}");
    AuditAction::ALL.iter().for_each(|code| must_have(format!("staff.audit.{}", code.code())));
    AuditActor::ALL.iter().for_each(|code| must_have(format!("staff.audit.by.{}", code.code())));
    AuditSubject::ALL.iter().for_each(|code| must_have(format!("staff.audit.subject.{}", code.code())));
    UnmaskingReason::ALL.iter().for_each(|code| must_have(format!("review.unmask.{}", code.code())));
    RosterImportStatus::ALL.iter().for_each(|code| must_have(format!("staff.import.status.{}", code.code())));
    RosterProblemCode::ALL.iter().for_each(|code| must_have(format!("staff.import.problem.{}", code.code())));
    SealState::ALL.iter().for_each(|code| must_have(format!("staff.seals.{}", code.code())));
    StaffRole::ALL.iter().for_each(|code| must_have(format!("staff.role.{}", code.code())));
    Standing::ALL.iter().for_each(|code| must_have(format!("staff.standing.{}", code.code())));
}

#[test]
fn every_language_fills_the_same_values_in() {
    let chinese = all_chinese();
    for (folder, languages) in FOLDERS {
        for language in languages {
            for (key, text) in words(folder, *language) {
                assert!(!text.trim().is_empty(), "{}: {key} is empty", language.tag());
                assert_eq!(values(&text), values(&chinese[&key]), "{}: {key}", language.tag());
            }
        }
    }
}

/// The names in `{braces}`.
fn values(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').expect("a { without its }").0).collect()
}

#[test]
fn every_text_that_the_browser_app_names_is_there() {
    let (all, for_parents) = (all_chinese(), words("", Language::TraditionalChinese));
    let groups: BTreeSet<&str> = all.keys().filter_map(|key| key.split('.').next()).collect();
    let mut named = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-yew/src")) {
        let there =
            if FOR_STAFF.iter().any(|folder| path.to_string_lossy().contains(folder)) { &all } else { &for_parents };
        for quoted in fs::read_to_string(&path).unwrap().split('"') {
            let is_key = quoted.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.')
                && quoted.split_once('.').is_some_and(|(group, name)| groups.contains(group) && !name.is_empty());
            if is_key {
                named += 1;
                assert!(there.contains_key(quoted), "{}: {quoted}", path.display());
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
    let chinese = all_chinese();
    let unused: Vec<_> = chinese.keys().filter(|key| !quoted.contains(key.as_str()) && !is_begun(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

//! The words of `shared-types/locales`, which the browser app shows too.

use shared_types::language::Language;
use std::{collections::HashMap, sync::LazyLock};

type Words = HashMap<String, String>;

static CHINESE: LazyLock<Words> = LazyLock::new(|| parse(include_str!("../../shared-types/locales/zh-TW.json")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| parse(include_str!("../../shared-types/locales/en.json")));

/// The text of a key; the key itself when it is missing, which a test in shared-types prevents.
pub fn text(language: Language, key: &str) -> &str {
    let words = match language {
        Language::TraditionalChinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    words.get(key).map_or(key, String::as_str)
}

fn parse(json: &str) -> Words {
    serde_json::from_str(json).expect("locale files are maps of strings; a test in shared-types reads them")
}

//! The words of `shared-types/locales`, which the browser app shows too.

use shared_types::language::Language;
use std::{collections::HashMap, sync::LazyLock};

type Words = HashMap<String, String>;

static WORDS: LazyLock<HashMap<Language, Words>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, words(language))).collect());

/// The text of a key, in English where the language has none; the key itself when that is missing too, which
/// a test in shared-types prevents.
pub fn text(language: Language, key: &str) -> &str {
    let mut tries = [language, Language::English].into_iter();
    tries.find_map(|language| WORDS.get(&language)?.get(key)).map_or(key, String::as_str)
}

fn words(language: Language) -> Words {
    let files: &[&str] = match language {
        Language::TraditionalChinese => &[
            include_str!("../../shared-types/locales/zh-TW.json"),
            include_str!("../../shared-types/locales/staff/zh-TW.json"),
        ],
        Language::English => &[
            include_str!("../../shared-types/locales/en.json"),
            include_str!("../../shared-types/locales/staff/en.json"),
        ],
        Language::Vietnamese => &[include_str!("../../shared-types/locales/vi.json")],
        Language::Indonesian => &[include_str!("../../shared-types/locales/id.json")],
    };
    let read = |json: &&str| -> Words {
        serde_json::from_str(json).expect("locale files are maps of strings; a test in shared-types reads them")
    };
    files.iter().flat_map(read).collect()
}

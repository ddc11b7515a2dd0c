//! The template's files: built in, or a school's own.

use crate::{FormError, fonts::Fonts, world};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use typst::{
    foundations::Bytes,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
};

pub(crate) const MAIN: &str = "application-form.typ";
pub(crate) const WORDS: &str = "words.json";
/// Of an invented family; what a school's own template is tried with.
pub(crate) const DATA: &str = "application.json";

const BUILT_IN: [(&str, &str); 3] = [
    (MAIN, include_str!("../templates/application-form.typ")),
    (WORDS, include_str!("../templates/words.json")),
    (DATA, include_str!("../templates/application.json")),
];

/// More than any form needs; a folder named by mistake must not end up in memory.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

pub(crate) struct Template {
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Template {
    pub(crate) fn built_in() -> Self {
        let files = BUILT_IN.map(|(name, text)| (name.to_owned(), Bytes::from_string(text)));
        Self { main: source(BUILT_IN[0].1), files: files.into() }
    }

    /// The built-in files, replaced by those of the folder that have their name, and whatever else lies in it, such
    /// as a school's emblem.
    ///
    /// # Errors
    /// When a file can't be read, or the whole doesn't compile with the built-in family.
    pub(crate) fn from_folder(folder: &Path) -> Result<Self, FormError> {
        let unreadable = |error: std::io::Error| FormError::Template(format!("{}: {error}", folder.display()));
        let mut template = Self::built_in();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let metadata = fs::metadata(entry.path()).map_err(unreadable)?;
            if !metadata.is_file() || metadata.len() > LARGEST_FILE {
                continue;
            }
            let (name, bytes) = (entry.file_name(), fs::read(entry.path()).map_err(unreadable)?);
            template.files.insert(name.to_string_lossy().into_owned(), Bytes::new(bytes));
        }
        let main = template.text(MAIN);
        template.main = source(&main);
        // Without fonts: a template is right or wrong on every machine.
        world::compile(&template, &Fonts::find(&[]), template.files[DATA].clone())?;
        Ok(template)
    }

    pub(crate) fn main(&self) -> &Source {
        &self.main
    }

    pub(crate) fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name)
    }

    /// Of everything that the template itself may print in that language, below which the Chinese labels stand.
    pub(crate) fn characters(&self, language: &str) -> BTreeSet<char> {
        let sources = self.files.keys().filter(|name| name.ends_with(".typ"));
        let mut characters: BTreeSet<char> =
            sources.flat_map(|name| self.text(name).chars().collect::<Vec<_>>()).collect();
        let words: Value = serde_json::from_str(&self.text(WORDS)).unwrap_or_default();
        let own = words.get(language).or_else(|| words.get("en"));
        characters.extend([own, words.get("zh-TW")].into_iter().flatten().flat_map(world::strings));
        characters
    }

    fn text(&self, name: &str) -> String {
        self.files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }
}

fn source(text: &str) -> Source {
    Source::new(file_id(MAIN), text.into())
}

pub(crate) fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a file name of ours is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

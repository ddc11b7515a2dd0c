//! Fonts of the machine: looked for once, read when a form needs one.
//!
//! 全字庫 comes in three files a style: the everyday characters, those of Unicode's extensions, and a supplement.
//! Each is tens of megabytes, so a form only reads those that have a character of its own, and only the everyday
//! ones stay in memory.

use serde::Serialize;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo, is_default_ignorable},
    utils::LazyHash,
};

/// Letters and digits, whose shapes in a Chinese font are those of a typewriter.
const LATIN: [&str; 5] = ["Liberation Serif", "Noto Serif", "DejaVu Serif", "Liberation Sans", "DejaVu Sans"];

/// Chinese, in this order; whatever else there is comes after them. 花園明朝 and BabelStone have what 全字庫 as
/// Debian packs it has not: the rest of the extensions D to F, and some of G and H.
const CHINESE: [&str; 11] = [
    "TW-Sung",
    "TW-Sung-Ext-B",
    "TW-Sung-Plus",
    "HanaMinA",
    "HanaMinB",
    "BabelStone Han",
    "TW-Kai",
    "TW-Kai-Ext-B",
    "TW-Kai-Plus",
    "Noto Serif CJK TC",
    "Noto Sans CJK TC",
];

/// A font that has all of these has Chinese.
const EVERYDAY: &str = "親子綁定申請書";

/// Symbols such as ○ and what comes after them are the Chinese font's, which draws them as wide as a character.
const FIRST_CHINESE: char = '\u{2070}';

/// One character of each of Unicode's extensions, by its letter.
const EXTENSIONS: [(char, char); 7] = [
    ('B', '\u{20bb7}'),
    ('C', '\u{2a708}'),
    ('D', '\u{2b740}'),
    ('E', '\u{2c029}'),
    ('F', '\u{2ceb0}'),
    ('G', '\u{30000}'),
    ('H', '\u{31350}'),
];

/// What `kinbind doctor` says about fonts.
pub struct FontReport {
    /// Those that forms are meant to be printed with, in their order.
    pub preferred: Vec<String>,
    /// How many others.
    pub others: usize,
    /// Without it no form can be made.
    pub has_chinese: bool,
    /// The letters of Unicode's extensions that no font here has anything of: names with their characters get boxes.
    pub lacking_extensions: Vec<char>,
}

pub(crate) struct Fonts {
    faces: Vec<Face>,
    book: LazyHash<FontBook>,
}

struct Face {
    path: PathBuf,
    index: u32,
    family: String,
    coverage: Vec<(u32, u32)>,
    /// Of the faces that every form needs, once it was read; nothing inside when the file is gone since it was found.
    kept: OnceLock<Option<Font>>,
}

/// What the characters of a form need.
pub(crate) struct Choice {
    pub(crate) families: Families,
    pub(crate) missing: Vec<char>,
}

#[derive(Default, Serialize)]
pub(crate) struct Families {
    /// Of letters and digits.
    latin: Option<String>,
    /// Of everything else, in the order in which to try them.
    chinese: Vec<String>,
}

#[cfg(test)]
impl Families {
    pub(crate) fn new(latin: &str, chinese: &[&str]) -> Self {
        Self { latin: Some(latin.into()), chinese: chinese.iter().map(|family| (*family).into()).collect() }
    }
}

impl Fonts {
    pub(crate) fn find(folders: &[PathBuf]) -> Self {
        let mut found: Vec<(FontInfo, Face)> = folders.iter().flat_map(|folder| faces_below(folder)).collect();
        let rank = |family: &str| CHINESE.iter().position(|wanted| *wanted == family).unwrap_or(CHINESE.len());
        let size = |face: &Face| face.coverage.iter().map(|(first, last)| last - first + 1).sum::<u32>();
        // Of two editions the fuller one; by name among equals, because a folder lists its files in any order.
        found.sort_by(|(_, a), (_, b)| {
            let family = (rank(&a.family), &a.family).cmp(&(rank(&b.family), &b.family));
            family.then(size(b).cmp(&size(a))).then((&a.path, a.index).cmp(&(&b.path, b.index)))
        });
        found.dedup_by(|(_, a), (_, b)| a.family == b.family);
        let (infos, faces): (Vec<FontInfo>, Vec<Face>) = found.into_iter().unzip();
        Self { faces, book: LazyHash::new(FontBook::from_infos(infos)) }
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn len(&self) -> usize {
        self.faces.len()
    }

    /// A face that every form needs: read once and kept. None for the others, which are large and seldom needed.
    pub(crate) fn kept(&self, index: usize) -> Option<Option<Font>> {
        let face = self.faces.get(index)?;
        let chinese = self.faces.iter().position(|face| EVERYDAY.chars().all(|character| face.has(character)));
        let is_everyday = [self.latin(), chinese].contains(&Some(index));
        is_everyday.then(|| face.kept.get_or_init(|| face.read()).clone())
    }

    pub(crate) fn read(&self, index: usize) -> Option<Font> {
        self.faces.get(index)?.read()
    }

    pub(crate) fn have_chinese(&self) -> bool {
        EVERYDAY.chars().all(|character| self.face_with(character).is_some())
    }

    /// The first family that has it, for each character.
    pub(crate) fn choose(&self, characters: &BTreeSet<char>) -> Choice {
        let latin = self.latin_for(characters);
        let (mut needed, mut missing) = (BTreeSet::new(), Vec::new());
        for &character in characters.iter().filter(|character| is_visible(**character)) {
            if character < FIRST_CHINESE && latin.is_some_and(|latin| self.faces[latin].has(character)) {
                continue;
            }
            match self.face_with(character) {
                Some(face) => drop(needed.insert(face)),
                None => missing.push(character),
            }
        }
        let family = |face: usize| self.faces[face].family.clone();
        let families = Families { latin: latin.map(family), chinese: needed.into_iter().map(family).collect() };
        Choice { families, missing }
    }

    fn latin(&self) -> Option<usize> {
        self.latins().next()
    }

    fn latins(&self) -> impl Iterator<Item = usize> {
        LATIN.iter().filter_map(|wanted| self.faces.iter().position(|face| face.family == *wanted))
    }

    /// The first that has every letter, so that a word isn't set in two fonts: the usual one may lack Vietnamese.
    fn latin_for(&self, characters: &BTreeSet<char>) -> Option<usize> {
        let letters = || characters.iter().filter(|letter| **letter < FIRST_CHINESE && letter.is_alphabetic());
        let has_all = |latin: &usize| letters().all(|letter| self.faces[*latin].has(*letter));
        self.latins().find(has_all).or_else(|| self.latin())
    }

    fn face_with(&self, character: char) -> Option<usize> {
        self.faces.iter().position(|face| face.has(character))
    }

    pub(crate) fn report(&self) -> FontReport {
        let families = self.faces.iter().map(|face| face.family.as_str());
        let is_preferred = |family: &&str| CHINESE.contains(family) || LATIN.contains(family);
        let preferred: Vec<String> = families.filter(is_preferred).map(Into::into).collect();
        let lacking = EXTENSIONS.iter().filter(|(_, probe)| self.face_with(*probe).is_none());
        FontReport {
            others: self.faces.len() - preferred.len(),
            preferred,
            has_chinese: self.have_chinese(),
            lacking_extensions: lacking.map(|(letter, _)| *letter).collect(),
        }
    }
}

/// Upright faces of ordinary weight.
fn faces_below(folder: &Path) -> Vec<(FontInfo, Face)> {
    let mut database = fontdb::Database::new();
    database.load_fonts_dir(folder);
    let plain = |face: &&fontdb::FaceInfo| {
        let is_ordinary = (fontdb::Weight::NORMAL..=fontdb::Weight::MEDIUM).contains(&face.weight);
        is_ordinary && (face.style, face.stretch) == (fontdb::Style::Normal, fontdb::Stretch::Normal)
    };
    database.faces().filter(plain).filter_map(|face| describe(&database, face)).collect()
}

fn describe(database: &fontdb::Database, face: &fontdb::FaceInfo) -> Option<(FontInfo, Face)> {
    let fontdb::Source::File(path) = &face.source else { return None };
    // Mapped for the moment, so that only the tables with names and characters are read.
    let info = database.with_face_data(face.id, FontInfo::new)??;
    let coverage = runs(&info);
    let (family, path) = (info.family.clone(), path.clone());
    Some((info, Face { path, index: face.index, family, coverage, kept: OnceLock::new() }))
}

/// First and last of each run of characters, to be searched quickly.
fn runs(info: &FontInfo) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for character in info.coverage.iter() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == character => *last = character,
            _ => runs.push((character, character)),
        }
    }
    runs
}

impl Face {
    fn has(&self, character: char) -> bool {
        let character = u32::from(character);
        let after = self.coverage.partition_point(|(first, _)| *first <= character);
        after > 0 && self.coverage[after - 1].1 >= character
    }

    fn read(&self) -> Option<Font> {
        Font::new(Bytes::new(std::fs::read(&self.path).ok()?), self.index)
    }
}

/// Whether it needs a glyph of its own.
fn is_visible(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !is_default_ignorable(character)
}

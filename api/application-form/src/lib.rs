//! 親子綁定申請書: what a parent sent, as a PDF to keep or to hand in. Data in, bytes out; no database, no clock.
//!
//! The form is a Typst template (`templates/README.md`) that a school can replace. What people typed reaches it as
//! values of a JSON file and never as Typst source, so nothing in a name can be markup.

mod data;
mod fonts;
mod qr;
#[cfg(test)]
mod sample;
mod template;
#[cfg(test)]
mod tests;
mod world;

pub use fonts::FontReport;

use fonts::Fonts;
use shared_types::{language::Language, relationship::Relationship, signature::Signature};
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};
use template::Template;
use time::OffsetDateTime;

/// What was signed at once: one applicant, any number of children.
pub struct ApplicationForm {
    /// Of the labels; a language that the template has no words for is written in English.
    pub language: Language,
    /// `115-7K3Q9XWD`
    pub reference: String,
    pub children: Vec<Child>,
    pub applicant: Applicant,
    pub consent: Consent,
    pub signature: Signature,
    /// The document's date too: the same form is the same bytes.
    pub signed_at: OffsetDateTime,
    /// Where the QR code leads.
    pub progress_url: String,
}

pub struct Child {
    pub name_masked: String,
    pub school_name: String,
    pub class_name: String,
    pub relationship: Relationship,
    /// What 「其他」 means.
    pub relationship_note: Option<String>,
}

pub struct Applicant {
    pub name: String,
    pub national_id_masked: String,
    pub email: String,
    pub mobile: String,
}

/// The consent text that the signature stands for.
pub struct Consent {
    pub title: String,
    pub version: u32,
    pub answered_at: OffsetDateTime,
    pub text_sha256: String,
}

/// A finished form.
pub struct RenderedForm {
    pub pdf: Vec<u8>,
    /// Characters that no font here has; the form shows a box for each and says which it was.
    pub missing: Vec<char>,
    /// Why the file isn't PDF/UA-1, if it isn't; it is tagged all the same.
    pub inaccessible: Option<String>,
}

/// Why there is no form.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    #[error("no font with Chinese characters in {0}; install fonts-cns11643-sung, or name its folder")]
    NoFonts(String),
    #[error("the template doesn't compile: {0}")]
    Template(String),
}

/// Makes forms. Fonts are looked for at the first one and kept from then on.
pub struct FormRenderer {
    template: Template,
    font_folders: Vec<PathBuf>,
    fonts: OnceLock<Fonts>,
}

impl FormRenderer {
    /// With the built-in template, or with the files of a folder in place of those of the same name.
    ///
    /// # Errors
    /// When the folder can't be read, or what is in it doesn't compile: with file, line and reason.
    pub fn open(template_folder: Option<&Path>, font_folders: Vec<PathBuf>) -> Result<Self, FormError> {
        let template = match template_folder {
            Some(folder) => Template::from_folder(folder)?,
            None => Template::built_in(),
        };
        Ok(Self { template, font_folders, fonts: OnceLock::new() })
    }

    /// Takes the time of a page layout, and at the first call that of reading a large font: not for async threads.
    ///
    /// # Errors
    /// When no font has Chinese characters, or the template can't cope with the data.
    pub fn render(&self, form: &ApplicationForm) -> Result<RenderedForm, FormError> {
        let fonts = self.fonts();
        if !fonts.have_chinese() {
            return Err(FormError::NoFonts(self.folders()));
        }
        world::render(&self.template, fonts, form)
    }

    /// Which fonts there are; looks for them if that wasn't done before.
    pub fn font_report(&self) -> FontReport {
        self.fonts().report()
    }

    fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(|| Fonts::find(&self.font_folders))
    }

    fn folders(&self) -> String {
        self.font_folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
    }
}

//! Typst's view of the world: the template, the data, the fonts, and nothing else. No network, no other file.

use crate::{
    ApplicationForm, FormError, RenderedForm,
    data::{Data, Missing},
    fonts::Fonts,
    template::{DATA, Template},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    sync::{LazyLock, OnceLock},
};
use time::OffsetDateTime;
use typst::{
    Library, LibraryExt, World, WorldExt,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, Source, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

struct FormWorld<'a> {
    template: &'a Template,
    fonts: &'a Fonts,
    data: Bytes,
    /// Fonts that are read for this form alone.
    read: Vec<OnceLock<Option<Font>>>,
}

impl World for FormWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.main().id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            return Ok(self.template.main().clone());
        }
        let text = self.file(id)?.as_str().map_err(|_| FileError::InvalidUtf8)?.to_owned();
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        if !matches!(path.root(), VirtualRoot::Project) {
            return Err(FileError::Other(Some("packages are not fetched: put the file beside the template".into())));
        }
        let name = path.vpath().get_without_slash();
        if name == DATA {
            return Ok(self.data.clone());
        }
        self.template.file(name).cloned().ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        let for_this_form = || self.read.get(index)?.get_or_init(|| self.fonts.read(index)).clone();
        self.fonts.kept(index).unwrap_or_else(for_this_form)
    }

    /// A form bears the date of its signature.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Lays the form out and writes it.
pub(crate) fn render(template: &Template, fonts: &Fonts, form: &ApplicationForm) -> Result<RenderedForm, FormError> {
    let mut data = Data::new(form);
    let typed: BTreeSet<char> = strings(&to_json(&data)).collect();
    let printed = template.characters(form.language.tag()).union(&typed).copied().collect();
    let choice = fonts.choose(&printed);
    // The template's comments may hold anything; what it prints itself is its author's to see.
    let missing: Vec<char> = choice.missing.into_iter().filter(|character| typed.contains(character)).collect();
    data.fonts = choice.families;
    data.missing = missing.iter().copied().map(Missing::new).collect();
    let document = compile(template, fonts, Bytes::from_string(to_json(&data).to_string()))?;
    let exported = export(&document, form);
    drop(document);
    // What Typst remembers to be quicker with the same page again is of no use to the next family, and holds fonts.
    typst::comemo::evict(0);
    let (pdf, inaccessible) = exported?;
    Ok(RenderedForm { pdf, missing, inaccessible })
}

/// # Errors
/// What is wrong with the template, and where.
pub(crate) fn compile(template: &Template, fonts: &Fonts, data: Bytes) -> Result<PagedDocument, FormError> {
    let read = (0..fonts.len()).map(|_| OnceLock::new()).collect();
    let world = FormWorld { template, fonts, data, read };
    typst::compile::<PagedDocument>(&world).output.map_err(|errors| FormError::Template(in_words(&world, &errors)))
}

/// PDF/UA-1, and where that can't be, a tagged PDF with the reason.
fn export(document: &PagedDocument, form: &ApplicationForm) -> Result<(Vec<u8>, Option<String>), FormError> {
    let accessible = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default();
    match typst_pdf::pdf(document, &options(form, accessible)) {
        Ok(pdf) => Ok((pdf, None)),
        Err(errors) => {
            let reasons = messages(&errors);
            match typst_pdf::pdf(document, &options(form, PdfStandards::default())) {
                Ok(pdf) => Ok((pdf, Some(reasons))),
                Err(errors) => Err(FormError::Template(messages(&errors))),
            }
        }
    }
}

fn options(form: &ApplicationForm, standards: PdfStandards) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(format!("{} {}", form.reference, form.signed_at.unix_timestamp())),
        creator: Smart::Custom(Some("Kinbind".into())),
        timestamp: timestamp(form.signed_at),
        standards,
        ..PdfOptions::default()
    }
}

fn timestamp(moment: OffsetDateTime) -> Option<Timestamp> {
    let (date, (hour, minute, second)) = (moment.date(), moment.to_hms());
    let (year, month, day) = date.to_calendar_date();
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(year, month.into(), day, hour, minute, second)?))
}

fn to_json(data: &Data<'_>) -> Value {
    serde_json::to_value(data).expect("the data of a form is plain JSON")
}

/// Every character of every text in it.
pub(crate) fn strings(value: &Value) -> Box<dyn Iterator<Item = char> + '_> {
    match value {
        Value::String(text) => Box::new(text.chars()),
        Value::Array(values) => Box::new(values.iter().flat_map(strings)),
        Value::Object(fields) => Box::new(fields.values().flat_map(strings)),
        _ => Box::new(std::iter::empty()),
    }
}

/// `application-form.typ:12:5: unknown variable: foo`
fn in_words(world: &FormWorld<'_>, errors: &[SourceDiagnostic]) -> String {
    let line = |error: &SourceDiagnostic| match place(world, error) {
        Some(place) => format!("{place}: {}", error.message),
        None => error.message.to_string(),
    };
    errors.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn place(world: &FormWorld<'_>, error: &SourceDiagnostic) -> Option<String> {
    let source = world.source(error.span.id()?).ok()?;
    let (line, column) = source.lines().byte_to_line_column(world.range(error.span)?.start)?;
    Some(format!("{}:{}:{}", source.id().get().vpath().get_without_slash(), line + 1, column + 1))
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

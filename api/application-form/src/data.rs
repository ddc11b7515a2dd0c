//! What the template reads as `application.json`; `templates/README.md` describes it.

use crate::{ApplicationForm, Child, fonts::Families, qr};
use serde::Serialize;
use shared_types::{signature::Signature, taiwan_time};
use time::OffsetDateTime;

#[derive(Serialize)]
pub(crate) struct Data<'a> {
    language: &'a str,
    reference: &'a str,
    applicant: Applicant<'a>,
    children: Vec<ChildData<'a>>,
    consent: Consent<'a>,
    signature: Signed<'a>,
    signed_at: Date,
    progress_url: &'a str,
    qr: Option<qr::QrRuns>,
    /// Filled in once it is known which fonts are needed.
    pub(crate) fonts: Families,
    pub(crate) missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Applicant<'a> {
    name: &'a str,
    national_id: &'a str,
    email: &'a str,
    mobile: &'a str,
}

#[derive(Serialize)]
struct ChildData<'a> {
    name: &'a str,
    school: &'a str,
    class: &'a str,
    relationship: &'static str,
    relationship_note: Option<&'a str>,
}

#[derive(Serialize)]
struct Consent<'a> {
    title: &'a str,
    version: u32,
    answered_at: Date,
    text_sha256: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Signed<'a> {
    /// The ink alone, moved to the corner: on paper the empty part of the drawing area is of no use.
    Drawn {
        width: u16,
        height: u16,
        strokes: Vec<Vec<[u16; 2]>>,
    },
    Typed {
        name: &'a str,
    },
}

/// A moment on Taipei's clocks.
#[derive(Serialize)]
struct Date {
    /// 民國
    roc_year: i32,
    year: i32,
    month: u8,
    day: u8,
    clock: String,
}

/// A character that no font has.
#[derive(Serialize)]
pub(crate) struct Missing {
    character: char,
    /// `U+20BB7`
    code: String,
}

impl Missing {
    pub(crate) fn new(character: char) -> Self {
        Self { character, code: format!("U+{:04X}", u32::from(character)) }
    }
}

impl Date {
    fn new(moment: OffsetDateTime) -> Self {
        let local = taiwan_time::in_taipei(moment);
        Self {
            roc_year: taiwan_time::roc_year(moment),
            year: local.year(),
            month: local.month().into(),
            day: local.day(),
            clock: taiwan_time::clock_time(moment),
        }
    }
}

impl<'a> Data<'a> {
    pub(crate) fn new(form: &'a ApplicationForm) -> Self {
        Self {
            language: form.language.tag(),
            reference: &form.reference,
            applicant: Applicant {
                name: &form.applicant.name,
                national_id: &form.applicant.national_id_masked,
                email: &form.applicant.email,
                mobile: &form.applicant.mobile,
            },
            children: form.children.iter().map(ChildData::new).collect(),
            consent: Consent {
                title: &form.consent.title,
                version: form.consent.version,
                answered_at: Date::new(form.consent.answered_at),
                text_sha256: &form.consent.text_sha256,
            },
            signature: signed(&form.signature),
            signed_at: Date::new(form.signed_at),
            progress_url: &form.progress_url,
            qr: qr::encode(&form.progress_url),
            fonts: Families::default(),
            missing: Vec::new(),
        }
    }
}

impl<'a> ChildData<'a> {
    fn new(child: &'a Child) -> Self {
        Self {
            name: &child.name_masked,
            school: &child.school_name,
            class: &child.class_name,
            relationship: child.relationship.code(),
            relationship_note: child.relationship_note.as_deref(),
        }
    }
}

fn signed(signature: &Signature) -> Signed<'_> {
    let strokes = match signature {
        Signature::Typed { name } => return Signed::Typed { name },
        Signature::Drawn { strokes, .. } => strokes,
    };
    let edge = |axis: usize, pick: fn(u16, u16) -> u16| {
        strokes.iter().flatten().map(|point| point[axis]).reduce(pick).unwrap_or_default()
    };
    let (left, top) = (edge(0, u16::min), edge(1, u16::min));
    let moved = strokes.iter().map(|stroke| stroke.iter().map(|[x, y]| [x - left, y - top]).collect()).collect();
    Signed::Drawn { width: edge(0, u16::max) - left, height: edge(1, u16::max) - top, strokes: moved }
}

//! The files, read and checked row by row.

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, de::DeserializeOwned};
use shared_types::{
    contact::{EmailAddress, MobileNumber},
    language::Language,
    national_id::NationalId,
    person_name,
    problem::FieldCode,
    relationship::Relationship,
    school::SchoolLevel,
};
use std::{fs, path::Path};
use time::{Date, format_description::well_known::Iso8601};

/// Everything in a folder, in its normal form.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) schools: Vec<SchoolRow>,
    pub(super) classes: Vec<ClassRow>,
    pub(super) students: Vec<Student>,
    pub(super) staff: Vec<Staff>,
    pub(super) guardians: Vec<Guardian>,
    pub(super) consent_documents: Vec<ConsentText>,
}

#[derive(Deserialize)]
pub(super) struct SchoolRow {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) district: String,
    pub(super) levels: String,
}

#[derive(Deserialize)]
pub(super) struct ClassRow {
    pub(super) school_code: String,
    pub(super) school_year: i32,
    pub(super) level: String,
    pub(super) grade: i32,
    pub(super) name: String,
}

#[derive(Deserialize)]
struct StudentRow {
    school_code: String,
    class_name: String,
    student_number: String,
    seat_number: u16,
    name: String,
    national_id: String,
    birth_date: String,
    /// Optional: a file without the column leaves the places as they are.
    #[serde(default)]
    guardian_places: Option<u8>,
}

#[derive(Deserialize)]
struct StaffRow {
    school_code: String,
    class_name: String,
    name: String,
    email: String,
    national_id: String,
    mobile: String,
}

#[derive(Deserialize)]
struct GuardianRow {
    school_code: String,
    student_number: String,
    relationship: String,
    name: String,
    national_id: String,
    email: String,
    mobile: String,
}

pub(super) struct Student {
    pub(super) school_code: String,
    pub(super) class_name: String,
    pub(super) student_number: String,
    pub(super) seat_number: i32,
    pub(super) name: String,
    pub(super) national_id: NationalId,
    pub(super) birth_date: Date,
    pub(super) guardian_places: Option<u8>,
}

/// Somebody who gets an account.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: EmailAddress,
    pub(super) national_id: NationalId,
    pub(super) mobile: MobileNumber,
}

pub(super) struct Staff {
    pub(super) school_code: String,
    pub(super) class_name: String,
    pub(super) person: Person,
}

pub(super) struct Guardian {
    pub(super) school_code: String,
    pub(super) student_number: String,
    pub(super) relationship: Relationship,
    pub(super) person: Person,
}

pub(super) struct ConsentText {
    pub(super) version: i32,
    pub(super) language: Language,
    pub(super) title: String,
    pub(super) body: String,
}

impl Folder {
    /// The folder and what is wrong in it, by file and line.
    pub(super) fn read(path: &Path) -> Result<(Self, Vec<String>)> {
        anyhow::ensure!(path.is_dir(), "{} is not a folder", path.display());
        let mut mistakes = Vec::new();
        let folder = Self {
            schools: read_csv(path, "schools.csv", &mut mistakes, check_school)?,
            classes: read_csv(path, "classes.csv", &mut mistakes, check_class)?,
            students: read_csv(path, "students.csv", &mut mistakes, check_student)?,
            staff: read_csv(path, "staff.csv", &mut mistakes, check_staff)?,
            guardians: read_csv(path, "guardians.csv", &mut mistakes, check_guardian)?,
            consent_documents: read_consent_documents(&path.join("consent-documents"), &mut mistakes)?,
        };
        Ok((folder, mistakes))
    }
}

/// What is wrong with a row: the column and why.
type RowResult<T> = Result<T, (&'static str, String)>;

fn read_csv<R: DeserializeOwned, T>(
    folder: &Path,
    name: &str,
    mistakes: &mut Vec<String>,
    check: impl Fn(R) -> RowResult<T>,
) -> Result<Vec<T>> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(&path).with_context(|| format!("{name} can't be read"))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(_) => {
            mistakes.push(format!("{name}: not UTF-8; save it as «CSV UTF-8»"));
            return Ok(Vec::new());
        }
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| anyhow!("{name}: the heading is not readable as CSV"))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let read =
            record.and_then(|record| Ok((line_of(record.position()), record.deserialize::<R>(Some(&headings))?)));
        match read {
            Ok((line, row)) => match check(row) {
                Ok(row) => rows.push(row),
                Err((column, why)) => mistakes.push(format!("{name} line {line}: {column}: {why}")),
            },
            Err(error) => mistakes.push(format!("{name} line {}: {}", line_of(error.position()), shape_of(&error))),
        }
    }
    Ok(rows)
}

fn line_of(position: Option<&csv::Position>) -> u64 {
    position.map_or(0, csv::Position::line)
}

/// The CSV reader's own message would repeat the row's content.
fn shape_of(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the heading has {expected_len}")
        }
        csv::ErrorKind::Deserialize { err, .. } => match err.field() {
            Some(field) => format!("column {} does not have the expected form", field + 1),
            None => format!("{}", err.kind()),
        },
        _ => "not readable as CSV".into(),
    }
}

fn at(column: &'static str) -> impl Fn(FieldCode) -> (&'static str, String) {
    move |code| (column, crate::locale::text(Language::TraditionalChinese, &format!("field.{}", code.code())).into())
}

fn check_school(row: SchoolRow) -> RowResult<SchoolRow> {
    match row.levels.split('|').all(|level| SchoolLevel::from_code(level).is_some()) {
        true => Ok(row),
        false => Err(("levels", "一個或多個學層代碼，以 | 分隔".into())),
    }
}

fn check_class(row: ClassRow) -> RowResult<ClassRow> {
    match SchoolLevel::from_code(&row.level) {
        Some(_) => Ok(row),
        None => Err(("level", "不是學層代碼".into())),
    }
}

fn check_student(row: StudentRow) -> RowResult<Student> {
    Ok(Student {
        school_code: row.school_code,
        class_name: row.class_name,
        student_number: row.student_number,
        seat_number: i32::from(row.seat_number),
        name: person_name::parse(&row.name).map_err(at("name"))?,
        national_id: NationalId::parse(&row.national_id).map_err(at("national_id"))?,
        birth_date: Date::parse(&row.birth_date, &Iso8601::DATE)
            .map_err(|_| ("birth_date", "日期寫成 2015-09-30".to_owned()))?,
        guardian_places: row.guardian_places,
    })
}

fn check_person(name: &str, email: &str, national_id: &str, mobile: &str) -> RowResult<Person> {
    Ok(Person {
        name: person_name::parse(name).map_err(at("name"))?,
        email: EmailAddress::parse(email).map_err(at("email"))?,
        national_id: NationalId::parse(national_id).map_err(at("national_id"))?,
        mobile: MobileNumber::parse(mobile).map_err(at("mobile"))?,
    })
}

fn check_staff(row: StaffRow) -> RowResult<Staff> {
    let person = check_person(&row.name, &row.email, &row.national_id, &row.mobile)?;
    Ok(Staff { school_code: row.school_code, class_name: row.class_name, person })
}

fn check_guardian(row: GuardianRow) -> RowResult<Guardian> {
    Ok(Guardian {
        relationship: Relationship::from_code(&row.relationship).ok_or(("relationship", "不是關係代碼".to_owned()))?,
        person: check_person(&row.name, &row.email, &row.national_id, &row.mobile)?,
        school_code: row.school_code,
        student_number: row.student_number,
    })
}

/// `1.zh-TW.md`: the first line is `# title`, the rest the text.
fn read_consent_documents(folder: &Path, mistakes: &mut Vec<String>) -> Result<Vec<ConsentText>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let Some((version, language)) = name.strip_suffix(".md").and_then(|n| n.split_once('.')) else { continue };
        let language = Language::from_tag(language);
        let text = fs::read_to_string(&path).with_context(|| format!("{name} can't be read"))?;
        let titled = text.strip_prefix("# ").and_then(|t| t.split_once('\n'));
        match (version.parse(), language, titled) {
            (Ok(version), Some(language), Some((title, body))) => {
                texts.push(ConsentText { version, language, title: title.trim().into(), body: body.trim().into() })
            }
            _ => mistakes.push(format!("{name}: expected <version>.<language>.md whose first line is «# title»")),
        }
    }
    Ok(texts)
}

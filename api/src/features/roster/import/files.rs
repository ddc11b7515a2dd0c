//! A folder of CSV files, read and checked row by row.

use super::{
    student::{self, ClassRow, Roster, Student},
    table::{self, At, Column, Content, Layout, Mistakes, Progress, Row, needed, optional},
};
use anyhow::{Context, Result};
use shared_types::{
    contact::{EmailAddress, MobileNumber},
    language::Language,
    national_id::NationalId,
    person_name,
    relationship::Relationship,
    roster::RosterProblemCode as Code,
    school::SchoolLevel,
};
use std::{collections::BTreeSet, fs, path::Path};

/// Everything in a folder, in its normal form.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) schools: Vec<SchoolRow>,
    pub(super) roster: Roster,
    pub(super) staff: Vec<Staff>,
    pub(super) guardians: Vec<Guardian>,
    pub(super) consent_documents: Vec<ConsentText>,
}

pub(super) struct SchoolRow {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) district: String,
    /// Codes joined by `|`.
    pub(super) levels: String,
}

/// Somebody who gets an account.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: EmailAddress,
    pub(super) national_id: NationalId,
    pub(super) mobile: MobileNumber,
}

pub(super) struct Staff {
    pub(super) at: At,
    pub(super) school_code: String,
    pub(super) class_name: String,
    pub(super) person: Person,
}

pub(super) struct Guardian {
    pub(super) at: At,
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

macro_rules! layouts {
    ($($name:ident: $columns:expr;)+) => {$(
        const $name: Layout = {
            const COLUMNS: &[Column] = &$columns;
            Layout { columns: COLUMNS, allows_others: false, most_rows: u32::MAX }
        };
    )+};
}

layouts! {
    SCHOOLS: [needed("code", &[]), needed("name", &[]), needed("district", &[]), needed("levels", &[])];
    CLASSES: [
        needed("school_code", &[]),
        needed("school_year", &[]),
        needed("level", &[]),
        needed("grade", &[]),
        needed("name", &[]),
    ];
    STUDENTS: [
        needed("school_code", &[]),
        needed("class_name", &[]),
        needed("student_number", &[]),
        needed("seat_number", &[]),
        needed("name", &[]),
        needed("national_id", &[]),
        needed("birth_date", &[]),
        optional("guardian_places", &[]),
    ];
    STAFF: [
        needed("school_code", &[]),
        needed("class_name", &[]),
        needed("name", &[]),
        needed("email", &[]),
        needed("national_id", &[]),
        needed("mobile", &[]),
    ];
    GUARDIANS: [
        needed("school_code", &[]),
        needed("student_number", &[]),
        needed("relationship", &[]),
        needed("name", &[]),
        needed("national_id", &[]),
        needed("email", &[]),
        needed("mobile", &[]),
    ];
}

impl Folder {
    /// The folder and what is wrong in it.
    pub(super) fn read(path: &Path, whole_schools: bool) -> Result<(Self, Mistakes)> {
        anyhow::ensure!(path.is_dir(), "{} is not a folder", path.display());
        let mut mistakes = Mistakes::default();
        let mut folder = Self {
            schools: read_csv(path, "schools.csv", &SCHOOLS, &mut mistakes, read_school)?,
            roster: Roster {
                classes: read_csv(path, "classes.csv", &CLASSES, &mut mistakes, read_class)?,
                students: read_csv(path, "students.csv", &STUDENTS, &mut mistakes, read_student)?,
                whole_schools: BTreeSet::new(),
            },
            staff: read_csv(path, "staff.csv", &STAFF, &mut mistakes, read_staff)?,
            guardians: read_csv(path, "guardians.csv", &GUARDIANS, &mut mistakes, read_guardian)?,
            consent_documents: read_consent_documents(&path.join("consent-documents"), &mut mistakes)?,
        };
        if whole_schools {
            let named = folder.roster.students.iter().map(|student| student.school_code.clone());
            folder.roster.whole_schools = named.collect();
        }
        Ok((folder, mistakes))
    }

    /// The codes of the schools that it is about.
    pub(super) fn schools(&self) -> BTreeSet<String> {
        let classes = self.roster.classes.iter().map(|row| &row.school_code);
        let students = self.roster.students.iter().map(|row| &row.school_code);
        let staff = self.staff.iter().map(|row| &row.school_code);
        let guardians = self.guardians.iter().map(|row| &row.school_code);
        classes.chain(students).chain(staff).chain(guardians).cloned().collect()
    }
}

fn read_csv<T>(
    folder: &Path,
    name: &str,
    layout: &Layout,
    mistakes: &mut Mistakes,
    check: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> Result<Vec<T>> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(&path).with_context(|| format!("{name} can't be read"))?;
    Ok(table::read(name, Content::Csv(&bytes), layout, mistakes, &Progress::default(), check))
}

fn read_school(row: &mut Row<'_>) -> Option<SchoolRow> {
    let levels = row.read("levels", |levels| match levels.split('|').all(|l| SchoolLevel::from_code(l).is_some()) {
        true => Ok(levels.to_owned()),
        false => Err(Code::Level),
    });
    let (code, name, district) =
        (row.read("code", student::line), row.read("name", student::line), row.read("district", student::line));
    Some(SchoolRow { code: code?, name: name?, district: district?, levels: levels? })
}

fn read_class(row: &mut Row<'_>) -> Option<ClassRow> {
    let level = row.read("level", student::level);
    let grade = row.read("grade", |grade| {
        let grade = student::grade(grade)?;
        let is_of_level = level.is_none_or(|level| student::grades(level).contains(&grade));
        if is_of_level { Ok(grade) } else { Err(Code::Grade) }
    });
    let school_code = row.read("school_code", student::line);
    let school_year = row.read("school_year", student::school_year);
    let name = row.read("name", student::line);
    Some(ClassRow {
        at: row.at(),
        school_code: school_code?,
        school_year: school_year?,
        level: level?,
        grade: grade?,
        name: name?,
    })
}

fn read_student(row: &mut Row<'_>) -> Option<Student> {
    let school_code = row.read("school_code", student::line);
    let class_name = row.read("class_name", student::line);
    let seat_number = row.read("seat_number", student::seat_number);
    let guardian_places = row.read_maybe("guardian_places", student::guardian_places);
    let child = student::read_child(row)?;
    Some(Student {
        at: row.at(),
        school_code: school_code?,
        class_name: class_name?,
        student_number: child.student_number,
        seat_number: seat_number?,
        name: child.name,
        national_id: child.national_id,
        birth_date: child.birth_date,
        guardian_places: guardian_places?,
    })
}

fn read_person(row: &mut Row<'_>) -> Option<Person> {
    let name = row.read("name", person_name::parse);
    let email = row.read("email", EmailAddress::parse);
    let national_id = row.read("national_id", NationalId::parse);
    let mobile = row.read("mobile", MobileNumber::parse);
    Some(Person { name: name?, email: email?, national_id: national_id?, mobile: mobile? })
}

fn read_staff(row: &mut Row<'_>) -> Option<Staff> {
    let (school_code, class_name) = (row.read("school_code", student::line), row.read("class_name", student::line));
    let person = read_person(row);
    Some(Staff { at: row.at(), school_code: school_code?, class_name: class_name?, person: person? })
}

fn read_guardian(row: &mut Row<'_>) -> Option<Guardian> {
    let school_code = row.read("school_code", student::line);
    let student_number = row.read("student_number", student::student_number);
    let relationship = row.read("relationship", |code| Relationship::from_code(code).ok_or(Code::Relationship));
    let person = read_person(row);
    Some(Guardian {
        at: row.at(),
        school_code: school_code?,
        student_number: student_number?,
        relationship: relationship?,
        person: person?,
    })
}

/// `1.zh-TW.md`: the first line is `# title`, the rest the text.
fn read_consent_documents(folder: &Path, mistakes: &mut Mistakes) -> Result<Vec<ConsentText>> {
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
            _ => mistakes.of_file(&name, Some("# title"), Code::Format),
        }
    }
    Ok(texts)
}

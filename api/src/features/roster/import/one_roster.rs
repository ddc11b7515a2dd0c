//! OneRoster 1.2 in CSV: homeroom classes of a school and who is enrolled in them. `docs/import.md` has the mapping.

use super::{
    archive::Archive,
    student::{self, ClassRow, Roster, Student},
    table::{self, At, Column, Content, Layout, Mistakes, Progress, Row, needed, optional},
};
use shared_types::{roster::RosterProblemCode as Code, school::SchoolLevel};
use std::collections::HashMap;

/// Extension columns have headings that begin with `metadata.`, as OneRoster prescribes.
macro_rules! layouts {
    ($($name:ident: [$($column:expr),+ $(,)?];)+) => {$(
        const $name: Layout = {
            const COLUMNS: &[Column] = &[$($column),+];
            Layout { columns: COLUMNS, allows_others: true, most_rows: table::MOST_ROWS }
        };
    )+};
}

layouts! {
    MANIFEST: [needed("property", &["propertyName"]), needed("value", &["value"])];
    ORGS: [
        needed("id", &["sourcedId"]),
        optional("status", &["status"]),
        needed("type", &["type"]),
        needed("identifier", &["identifier"]),
    ];
    SESSIONS: [
        needed("id", &["sourcedId"]),
        optional("status", &["status"]),
        needed("school_year", &["schoolYear"]),
    ];
    CLASSES: [
        needed("id", &["sourcedId"]),
        optional("status", &["status"]),
        needed("class_name", &["title"]),
        needed("grade", &["grades"]),
        needed("type", &["classType"]),
        needed("school", &["schoolSourcedId"]),
        needed("school_year", &["termSourcedIds"]),
        optional("level", &["metadata.level"]),
    ];
    ENROLLMENTS: [
        optional("status", &["status"]),
        needed("class", &["classSourcedId"]),
        needed("user", &["userSourcedId"]),
        needed("role", &["role"]),
        needed("seat_number", &["metadata.seatNumber"]),
    ];
    USERS: [
        needed("id", &["sourcedId"]),
        optional("status", &["status"]),
        needed("given_name", &["givenName"]),
        needed("name", &["familyName"]),
        needed("student_number", &["identifier"]),
        needed("national_id", &["metadata.nationalId"]),
        needed("birth_date", &["metadata.birthDate"]),
        optional("guardian_places", &["metadata.guardianPlaces"]),
    ];
}

/// What must be sent whole.
const BULK: [&str; 5] = ["orgs", "academicSessions", "classes", "enrollments", "users"];

struct Place {
    at: At,
    class_name: String,
    seat_number: i32,
}

/// Reads the children of a school that has these levels out of an archive.
pub(super) fn read(
    bytes: &[u8],
    school_code: &str,
    levels: &[SchoolLevel],
    mistakes: &mut Mistakes,
    progress: &Progress,
) -> Roster {
    let mut archive = match Archive::open(bytes) {
        Ok(archive) => archive,
        Err(code) => {
            mistakes.of_file("", None, code);
            return Roster::default();
        }
    };
    let mut files = Files { archive: &mut archive, mistakes, progress };
    files.check_manifest();
    let school = files.school(school_code);
    let years = files.years();
    let classes = files.classes(school.as_deref(), school_code, levels, &years);
    let mut places = files.places(&classes);
    let students = files.students(school_code, &mut places);
    for place in places.into_values() {
        place.at.add_to(mistakes, "user", Code::DanglingReference);
    }
    let mut classes: Vec<ClassRow> = classes.into_values().collect();
    classes.sort_by(|one, other| one.name.cmp(&other.name));
    Roster { classes, students, whole_schools: [school_code.to_owned()].into() }
}

struct Files<'a, 'b> {
    archive: &'a mut Archive<'b>,
    mistakes: &'a mut Mistakes,
    progress: &'a Progress,
}

impl Files<'_, '_> {
    fn rows<T>(&mut self, name: &str, layout: &Layout, check: impl FnMut(&mut Row<'_>) -> Option<T>) -> Vec<T> {
        let bytes = match self.archive.read(name) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.mistakes.of_file(name, None, Code::MissingFile);
                return Vec::new();
            }
            Err(code) => {
                self.mistakes.of_file(name, None, code);
                return Vec::new();
            }
        };
        table::read(name, Content::Csv(&bytes), layout, self.mistakes, self.progress, check)
    }

    fn check_manifest(&mut self) {
        self.rows("manifest.csv", &MANIFEST, |row| {
            let (property, value) = (row.cell("property")?, row.cell("value").unwrap_or_default());
            match property.strip_prefix("file.") {
                Some(file) if BULK.contains(&file) && value != "bulk" => row.mistake("value", Code::NotBulk),
                None if property == "oneroster.version" && value != "1.2" => row.mistake("value", Code::Version),
                _ => {}
            }
            Some(())
        });
    }

    /// The school's `sourcedId`: the one whose identifier is its code.
    fn school(&mut self, school_code: &str) -> Option<String> {
        let mut found = self.rows("orgs.csv", &ORGS, |row| {
            let is_school = row.cell("type") == Some("school") && row.cell("identifier") == Some(school_code);
            (is_school && !is_deleted(row)).then(|| row.cell("id").map(Into::into))?
        });
        if found.is_empty() {
            self.mistakes.of_file("orgs.csv", Some("identifier"), Code::OtherSchool);
        }
        found.pop()
    }

    /// 民國 school years by session. OneRoster names a school year by the one it ends in.
    fn years(&mut self) -> HashMap<String, i32> {
        let years = self.rows("academicSessions.csv", &SESSIONS, |row| {
            if is_deleted(row) {
                return None;
            }
            let id = row.read("id", key)?;
            let ends_in = row.read("school_year", |typed| typed.parse::<i32>().map_err(|_| Code::Format))?;
            Some((id, ends_in - 1 - 1911))
        });
        years.into_iter().collect()
    }

    /// Homeroom classes of the school, by `sourcedId`.
    fn classes(
        &mut self,
        school: Option<&str>,
        school_code: &str,
        levels: &[SchoolLevel],
        years: &HashMap<String, i32>,
    ) -> HashMap<String, ClassRow> {
        let classes = self.rows("classes.csv", &CLASSES, |row| {
            if row.cell("type") != Some("homeroom") || row.cell("school") != school || is_deleted(row) {
                return None;
            }
            let id = row.read("id", key);
            let level = row.read_maybe("level", student::level);
            let grade = row.read("grade", student::grade);
            let found = level.zip(grade).and_then(|(level, grade)| {
                student::level_and_grade(levels, level, grade).map_err(|(column, code)| row.mistake(column, code)).ok()
            });
            let school_year = row.read("school_year", |terms| {
                terms.split(',').find_map(|term| years.get(term.trim()).copied()).ok_or(Code::DanglingReference)
            });
            let name = row.read("class_name", student::line);
            let (level, grade) = found?;
            let (school_year, name) = (school_year?, name?);
            Some((id?, ClassRow { at: row.at(), school_code: school_code.into(), school_year, level, grade, name }))
        });
        if let Some((_, first)) = classes.first() {
            for (_, class) in classes.iter().filter(|(_, class)| class.school_year != first.school_year) {
                class.at.add_to(self.mistakes, "school_year", Code::SchoolYear);
            }
        }
        classes.into_iter().collect()
    }

    /// Where each user who is enrolled as a student sits.
    fn places(&mut self, classes: &HashMap<String, ClassRow>) -> HashMap<String, Place> {
        let mut places: HashMap<String, Place> = HashMap::new();
        self.rows("enrollments.csv", &ENROLLMENTS, |row| {
            if row.cell("role") != Some("student") || is_deleted(row) {
                return None;
            }
            let class = classes.get(row.cell("class")?)?;
            let user = row.read("user", key);
            let seat_number = row.read("seat_number", student::seat_number)?;
            let place = Place { at: row.at(), class_name: class.name.clone(), seat_number };
            if places.insert(user?, place).is_some() {
                row.mistake("user", Code::Duplicate);
            }
            Some(())
        });
        places
    }

    /// The users who sit somewhere; those stay in `places` who aren't named.
    fn students(&mut self, school_code: &str, places: &mut HashMap<String, Place>) -> Vec<Student> {
        self.rows("users.csv", &USERS, |row| {
            let place = places.remove(row.cell("id")?).filter(|_| !is_deleted(row))?;
            let given_name = row.read("given_name", student::line);
            let guardian_places = row.read_maybe("guardian_places", student::guardian_places);
            let child = student::read_child(row);
            let (child, given_name) = (child?, given_name?);
            Some(Student {
                at: row.at(),
                school_code: school_code.into(),
                class_name: place.class_name,
                student_number: child.student_number,
                seat_number: place.seat_number,
                name: full_name(&child.name, &given_name),
                national_id: child.national_id,
                birth_date: child.birth_date,
                guardian_places: guardian_places?,
            })
        })
    }
}

/// A `sourcedId`, as it is written.
fn key(id: &str) -> Result<String, Code> {
    Ok(id.to_owned())
}

/// In a bulk file nothing should be; some systems leave such rows in.
fn is_deleted(row: &Row<'_>) -> bool {
    row.cell("status").is_some_and(|status| status.eq_ignore_ascii_case("tobedeleted"))
}

/// 王小明; John Smith, whatever marks are on the letters.
fn full_name(family: &str, given: &str) -> String {
    let is_chinese = family.starts_with(|c| c >= '\u{2e80}');
    if is_chinese { format!("{family}{given}") } else { format!("{given} {family}") }
}

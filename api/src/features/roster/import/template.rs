//! Our own template: one sheet with a row for every child of a school.

use super::{
    student::{self, ClassRow, Roster, Student},
    table::{self, Column, Content, Layout, Mistakes, Progress, needed, optional},
};
use shared_types::{roster::RosterProblemCode as Code, school::SchoolLevel};
use std::collections::HashMap;

/// What each column is called: the first heading is the template's.
const COLUMNS: [Column; 10] = [
    needed("school_year", &["學年度", "學年"]),
    optional("level", &["學層", "學制"]),
    needed("grade", &["年級"]),
    needed("class_name", &["班級", "班別"]),
    needed("student_number", &["學號"]),
    needed("seat_number", &["座號"]),
    needed("name", &["姓名", "學生姓名"]),
    needed("national_id", &["身分證字號", "身分證統一編號", "身分證號"]),
    needed("birth_date", &["生日", "出生日期", "出生年月日"]),
    optional("guardian_places", &["監護人名額"]),
];

const LAYOUT: Layout = Layout { columns: &COLUMNS, allows_others: false, most_rows: table::MOST_ROWS };

/// Reads the children of a school that has these levels.
pub(super) fn read(
    name: &str,
    content: Content<'_>,
    school_code: &str,
    levels: &[SchoolLevel],
    mistakes: &mut Mistakes,
    progress: &Progress,
) -> Roster {
    let mut classes: HashMap<String, ClassRow> = HashMap::new();
    let students = table::read(name, content, &LAYOUT, mistakes, progress, |row| {
        let school_year = row.read("school_year", student::school_year);
        let level = row.read_maybe("level", student::level);
        let grade = row.read("grade", student::grade);
        let found = level.zip(grade).and_then(|(level, grade)| {
            let found = student::level_and_grade(levels, level, grade);
            found.map_err(|(column, code)| row.mistake(column, code)).ok()
        });
        let class_name =
            found.and_then(|(level, grade)| row.read("class_name", |typed| student::class_name(typed, level, grade)));
        let seat_number = row.read("seat_number", student::seat_number);
        let guardian_places = row.read_maybe("guardian_places", student::guardian_places);
        let child = student::read_child(row);
        let ((level, grade), class_name, school_year) = (found?, class_name?, school_year?);
        let class = classes.entry(class_name.clone()).or_insert_with(|| ClassRow {
            at: row.at(),
            school_code: school_code.into(),
            school_year,
            level,
            grade,
            name: class_name.clone(),
        });
        if class.school_year != school_year {
            row.mistake("school_year", Code::SchoolYear);
        }
        if (class.level, class.grade) != (level, grade) {
            row.mistake("grade", Code::ClassDiffers);
        }
        let (child, at) = (child?, row.at());
        Some(Student {
            at,
            school_code: school_code.into(),
            class_name,
            student_number: child.student_number,
            seat_number: seat_number?,
            name: child.name,
            national_id: child.national_id,
            birth_date: child.birth_date,
            guardian_places: guardian_places?,
        })
    });
    let mut classes: Vec<ClassRow> = classes.into_values().collect();
    classes.sort_by(|one, other| one.name.cmp(&other.name));
    Roster { classes, students, whole_schools: [school_code.to_owned()].into() }
}

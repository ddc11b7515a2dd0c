//! Children and classes as files name them, in their normal form.

use super::table::{At, IntoCode, Row};
use shared_types::{
    limits,
    national_id::NationalId,
    person_name,
    problem::FieldCode,
    roster::RosterProblemCode as Code,
    school::SchoolLevel,
    text::{self, Form},
};
use std::collections::BTreeSet;
use time::{Date, Month};

/// Longer than any student number.
const NUMBER_CHARS: usize = 20;

/// Classes and children that were read.
#[derive(Default)]
pub(super) struct Roster {
    pub(super) classes: Vec<ClassRow>,
    pub(super) students: Vec<Student>,
    /// Schools of which every child is named: who isn't has left.
    pub(super) whole_schools: BTreeSet<String>,
}

pub(super) struct ClassRow {
    pub(super) at: At,
    pub(super) school_code: String,
    /// 民國
    pub(super) school_year: i32,
    pub(super) level: SchoolLevel,
    pub(super) grade: i32,
    pub(super) name: String,
}

pub(super) struct Student {
    pub(super) at: At,
    pub(super) school_code: String,
    /// Of the school's newest year.
    pub(super) class_name: String,
    pub(super) student_number: String,
    pub(super) seat_number: i32,
    pub(super) name: String,
    pub(super) national_id: NationalId,
    pub(super) birth_date: Date,
    /// None leaves the places as they are.
    pub(super) guardian_places: Option<u8>,
}

/// What every format says of a child, apart from where it goes to school.
pub(super) struct Child {
    pub(super) student_number: String,
    pub(super) name: String,
    pub(super) national_id: NationalId,
    pub(super) birth_date: Date,
}

pub(super) fn read_child(row: &mut Row<'_>) -> Option<Child> {
    let student_number = row.read("student_number", student_number);
    let name = row.read("name", person_name::parse);
    let national_id = row.read("national_id", NationalId::parse);
    let birth_date = row.read("birth_date", birth_date);
    Some(Child { student_number: student_number?, name: name?, national_id: national_id?, birth_date: birth_date? })
}

pub(super) fn student_number(typed: &str) -> Result<String, FieldCode> {
    let number = text::normalise_identifier(typed);
    match number.chars().count() {
        0 => Err(FieldCode::Required),
        n if n > NUMBER_CHARS => Err(FieldCode::TooLong),
        _ if number.chars().any(text::is_misleading) => Err(FieldCode::Character),
        _ => Ok(number),
    }
}

pub(super) fn seat_number(typed: &str) -> Result<i32, Code> {
    text::normalise_identifier(typed).parse::<u16>().map(i32::from).map_err(|_| Code::Format)
}

pub(super) fn guardian_places(typed: &str) -> Result<u8, Code> {
    let places = text::normalise_identifier(typed).parse().ok();
    places.filter(|places| *places <= limits::GUARDIAN_PLACES).ok_or(Code::Format)
}

/// A line of text, such as a class's name.
pub(super) fn line(typed: &str) -> Result<String, FieldCode> {
    person_name::parse(typed)
}

pub(super) fn level(typed: &str) -> Result<SchoolLevel, Code> {
    let found = match typed {
        "國小" => Some(SchoolLevel::Elementary),
        "國中" => Some(SchoolLevel::JuniorHigh),
        "高中" => Some(SchoolLevel::SeniorHigh),
        "高職" => Some(SchoolLevel::VocationalHigh),
        code => SchoolLevel::from_code(code),
    };
    found.ok_or(Code::Level)
}

/// The grades of a level: 1 to 6, 7 to 9, 10 to 12.
pub(super) fn grades(level: SchoolLevel) -> std::ops::RangeInclusive<i32> {
    match level {
        SchoolLevel::Elementary => 1..=6,
        SchoolLevel::JuniorHigh => 7..=9,
        SchoolLevel::SeniorHigh | SchoolLevel::VocationalHigh => 10..=12,
    }
}

/// A day as schools write it: 2015-09-30, 2015/9/30, 104/9/30, 104年9月30日, 1040930.
pub(super) fn birth_date(typed: &str) -> Result<Date, Code> {
    let plain = text::normalise(typed, Form::Nfkc);
    let plain = plain.trim();
    let split = plain.split(['-', '/', '.', '年', '月', '日']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = match plain.len() {
        7 | 8 if plain.bytes().all(|b| b.is_ascii_digit()) => {
            let (rest, day) = plain.split_at(plain.len() - 2);
            let (year, month) = rest.split_at(rest.len() - 2);
            vec![year, month, day]
        }
        _ => split.collect(),
    };
    let &[year, month, day] = &parts[..] else { return Err(Code::Date) };
    let read = || {
        let year: i32 = year.parse().ok()?;
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        let year = if year < 200 { year + 1911 } else { year };
        let date = Date::from_calendar_date(year, month, day.parse().ok()?).ok()?;
        (1900..2200).contains(&year).then_some(date)
    };
    read().ok_or(Code::Date)
}

/// A number as digits or in Chinese up to twelve, with what people write behind it: `5`, `五`, `五年級`.
pub(super) fn grade(typed: &str) -> Result<i32, Code> {
    const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let plain = text::normalise_identifier(typed);
    let plain = plain.trim_end_matches(['年', '級']);
    let numeral = NUMERALS.iter().position(|numeral| *numeral == plain).map(|index| index as i32 + 1);
    plain.parse().ok().or(numeral).filter(|grade| (1..=12).contains(grade)).ok_or(Code::Grade)
}

/// A 民國 school year.
pub(super) fn school_year(typed: &str) -> Result<i32, Code> {
    let year = text::normalise_identifier(typed).trim_end_matches("學年度").parse().ok();
    year.filter(|year| (90..300).contains(year)).ok_or(Code::Format)
}

/// Level and grade of a class of a school that has these levels. Where a level has a grade of its own number, schools
/// write 1 as well as 7 or 10.
pub(super) fn level_and_grade(
    levels: &[SchoolLevel],
    level: Option<SchoolLevel>,
    grade: i32,
) -> Result<(SchoolLevel, i32), (&'static str, Code)> {
    let of_grade: Vec<SchoolLevel> = levels.iter().copied().filter(|level| grades(*level).contains(&grade)).collect();
    let level = match (level, levels, &of_grade[..]) {
        (Some(level), ..) if levels.contains(&level) => level,
        (Some(_), ..) => return Err(("level", Code::Level)),
        (None, [only], _) | (None, _, [only]) => *only,
        (None, ..) => return Err(("grade", Code::Level)),
    };
    let own = grades(level);
    let counted_anew = own.start() - 1 + grade;
    [grade, counted_anew]
        .into_iter()
        .find(|grade| own.contains(grade))
        .map(|grade| (level, grade))
        .ok_or(("grade", Code::Grade))
}

/// A class's name in full: 「01」 or 「忠」 of grade 5 is 五年一班 or 五年忠班.
pub(super) fn class_name(typed: &str, level: SchoolLevel, grade: i32) -> Result<String, Code> {
    let name = line(typed).map_err(IntoCode::into_code)?;
    if name.contains('年') {
        return Ok(name);
    }
    let own_grade = match level {
        SchoolLevel::Elementary | SchoolLevel::JuniorHigh => grade,
        SchoolLevel::SeniorHigh | SchoolLevel::VocationalHigh => grade - 9,
    };
    let name = name.trim_end_matches('班');
    let number = text::normalise_identifier(name).parse::<u32>().ok();
    let name = number.filter(|number| (1..100).contains(number)).map_or_else(|| name.to_owned(), numeral);
    Ok(format!("{}年{name}班", numeral(own_grade as u32)))
}

/// 1 to 99 in Chinese.
fn numeral(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = ((number / 10) as usize, DIGITS[(number % 10) as usize]);
    match tens {
        0 => ones.into(),
        1 => format!("十{ones}"),
        _ => format!("{}十{ones}", DIGITS[tens % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn days_are_read_as_schools_write_them() {
        let day = date!(2015 - 09 - 30);
        for typed in ["2015-09-30", "2015/9/30", "104/9/30", "104.09.30", "１０４年９月３０日", "1040930", "20150930"]
        {
            assert_eq!(birth_date(typed), Ok(day), "{typed}");
        }
        for typed in ["", "2015", "2015-13-01", "2015-02-29", "30/9/2015", "2015-09-30-1", "99999999"] {
            assert_eq!(birth_date(typed), Err(Code::Date), "{typed}");
        }
    }

    #[test]
    fn a_grade_is_of_its_level_however_it_is_counted() {
        use SchoolLevel::{Elementary, JuniorHigh, SeniorHigh, VocationalHigh};
        assert_eq!(level_and_grade(&[Elementary], None, 5), Ok((Elementary, 5)));
        assert_eq!(level_and_grade(&[JuniorHigh], None, 1), Ok((JuniorHigh, 7)));
        assert_eq!(level_and_grade(&[JuniorHigh, SeniorHigh], None, 11), Ok((SeniorHigh, 11)));
        assert_eq!(level_and_grade(&[JuniorHigh, SeniorHigh], Some(SeniorHigh), 2), Ok((SeniorHigh, 11)));
        assert_eq!(level_and_grade(&[JuniorHigh, SeniorHigh], None, 2), Err(("grade", Code::Level)));
        assert_eq!(level_and_grade(&[SeniorHigh, VocationalHigh], None, 12), Err(("grade", Code::Level)));
        assert_eq!(level_and_grade(&[Elementary], Some(JuniorHigh), 7), Err(("level", Code::Level)));
        assert_eq!(level_and_grade(&[Elementary], None, 7), Err(("grade", Code::Grade)));
    }

    #[test]
    fn a_class_has_its_name_in_full() {
        use SchoolLevel::{Elementary, SeniorHigh};
        for (typed, level, grade, full) in [
            ("五年一班", Elementary, 5, "五年一班"),
            ("01", Elementary, 5, "五年一班"),
            ("忠", Elementary, 5, "五年忠班"),
            ("忠班", Elementary, 5, "五年忠班"),
            ("12", SeniorHigh, 10, "一年十二班"),
            ("20", SeniorHigh, 12, "三年二十班"),
        ] {
            assert_eq!(class_name(typed, level, grade).as_deref(), Ok(full), "{typed}");
        }
    }
}

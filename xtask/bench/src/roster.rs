//! A whole city's children, brought at once.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use shared_types::national_id::NationalId;

use crate::database::Engine;
use crate::figures::Table;
use crate::server::Installation;

const SCHOOLS: &str = include_str!("../../../api/demo-city/schools.csv");
const PUPILS_OF_A_CLASS: usize = 30;
const SURNAMES: [&str; 10] = ["陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊"];
const GIVEN_NAMES: [&str; 11] =
    ["怡君", "志明", "淑芬", "俊傑", "雅婷", "家豪", "美玲", "建宏", "欣怡", "承恩", "品妤"];

/// Imports the city's real schools with so many invented children, twice: the second time nothing changes.
pub(crate) async fn measure(city: &Installation, engine: Engine, students: usize, table: &mut Table) -> Result<()> {
    let folder = city.data.join("roster");
    fs::create_dir(&folder)?;
    write(&folder, students)?;
    table.add("database", engine.name());
    table.add("students", students.to_string());
    for which in ["first import", "the same again"] {
        let (time, memory) = city.import(&folder).await?;
        table.add(&format!("{which}, s"), format!("{:.1}", time.as_secs_f64()));
        table.add(&format!("{which}, rows a second"), format!("{:.0}", students as f64 / time.as_secs_f64()));
        table.add(&format!("{which}, memory at most, MiB"), format!("{memory:.0}"));
    }
    Ok(())
}

/// Classes of thirty, dealt out to the schools in turn.
fn write(folder: &Path, students: usize) -> Result<()> {
    let schools: Vec<(&str, &str)> = SCHOOLS.lines().skip(1).filter_map(school).collect();
    let mut classes = String::from("school_code,school_year,level,grade,name\n");
    let mut pupils = String::from("school_code,class_name,student_number,seat_number,name,national_id,birth_date\n");
    for serial in 0..students {
        let (number, seat) = (serial / PUPILS_OF_A_CLASS, serial % PUPILS_OF_A_CLASS + 1);
        let (code, level) = schools[number % schools.len()];
        let class = format!("第{:03}班", number / schools.len() + 1);
        if seat == 1 {
            writeln!(classes, "{code},115,{level},{},{class}", first_grade(level))?;
        }
        let (surname, given) = (SURNAMES[serial % SURNAMES.len()], GIVEN_NAMES[serial % GIVEN_NAMES.len()]);
        let id = national_id(serial)?;
        writeln!(pupils, "{code},{class},{serial:07},{seat},{surname}{given},{id},2015-09-30")?;
    }
    fs::write(folder.join("schools.csv"), SCHOOLS)?;
    fs::write(folder.join("classes.csv"), classes)?;
    Ok(fs::write(folder.join("students.csv"), pupils)?)
}

/// A school's code and the first of its levels.
fn school(line: &str) -> Option<(&str, &str)> {
    let (code, rest) = line.split_once(',')?;
    Some((code, rest.rsplit(',').next()?.split('|').next()?))
}

fn first_grade(level: &str) -> u32 {
    match level {
        "elementary" => 1,
        "junior_high" => 7,
        _ => 10,
    }
}

fn national_id(serial: usize) -> Result<String> {
    let mut ids = (0..10).map(|check| format!("Y1{serial:07}{check}"));
    ids.find(|id| NationalId::parse(id).is_ok()).context("a serial has seven digits")
}

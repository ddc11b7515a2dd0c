//! A registrar's files: checked, carried out, and what becomes of children who change school.

mod bad_files;
mod carrying_out;
mod formats;
mod leaving;
mod school_years;
mod wrong_children;

use crate::support::*;
use reqwest::Method;
use serde_json::json;
use shared_types::{
    Page,
    national_id::NationalId,
    review::ReviewPage,
    roster::{
        RosterChange, RosterChanges, RosterImport, RosterImportStatus as Status, RosterProblem,
        RosterProblemCode as Code,
    },
};
use std::path::Path;
use uuid::Uuid;

/// 市立內湖國小
const NEIHU: &str = "403601";
/// 市立三民國中
const SANMIN: &str = "403503";
/// 市立內湖高中
const NEIHU_HIGH: &str = "403301";
/// 市立松山國小, of which nothing is known yet.
const SONGSHAN: &str = "313601";

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ZIP: &str = "application/zip";

const HEADING: &str = "學年度,年級,班級,學號,座號,姓名,身分證字號,生日\n";

/// A row of the template.
#[derive(Debug, Clone)]
struct Pupil {
    year: u32,
    grade: u32,
    class: String,
    number: String,
    seat: u32,
    name: String,
    national_id: String,
    birth_date: String,
}

impl Pupil {
    fn line(&self) -> String {
        let Self { year, grade, class, number, seat, name, national_id, birth_date } = self;
        format!("{year},{grade},{class},{number},{seat},{name},{national_id},{birth_date}\n")
    }

    fn is(&self, child: &Child) -> bool {
        self.national_id == child.national_id
    }
}

/// The children of a school of the demo city.
fn pupils(school: &str) -> Vec<Pupil> {
    let demo_city = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-city");
    let read = |name: &str| std::fs::read_to_string(demo_city.join(name)).unwrap();
    let classes = read("classes.csv");
    let grade = |name: &str| {
        let is_it = |cells: &Vec<&str>| cells[0] == school && cells[4] == name;
        classes.lines().map(|line| line.split(',').collect::<Vec<_>>()).find(is_it).unwrap()[3].parse().unwrap()
    };
    let pupil = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0] == school).then(|| Pupil {
            year: 115,
            grade: grade(cells[1]),
            class: cells[1].into(),
            number: cells[2].into(),
            seat: cells[3].parse().unwrap(),
            name: cells[4].into(),
            national_id: cells[5].into(),
            birth_date: cells[6].into(),
        })
    };
    read("students.csv").lines().skip(1).filter_map(pupil).collect()
}

/// The next year: everybody a grade up, in the class of the same number; the last grade isn't named any more.
fn next_year(school: &str, last_grade: u32) -> Vec<Pupil> {
    const NUMERALS: [&str; 13] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "一", "二", "三"];
    let up = |pupil: Pupil| {
        let (grade, rest) = (pupil.grade + 1, pupil.class.split_once('年').unwrap().1);
        Pupil { year: 116, grade, class: format!("{}年{rest}", NUMERALS[grade as usize]), ..pupil }
    };
    pupils(school).into_iter().filter(|pupil| pupil.grade < last_grade).map(up).collect()
}

fn newcomer() -> Pupil {
    Pupil {
        year: 115,
        grade: 5,
        class: "五年一班".into(),
        number: "1110199".into(),
        seat: 40,
        name: "新同學".into(),
        national_id: "A234567893".into(),
        birth_date: "2015-12-01".into(),
    }
}

fn csv(pupils: &[Pupil]) -> String {
    format!("{HEADING}{}", pupils.iter().map(Pupil::line).collect::<String>())
}

/// `chang`, whose own class is at another school, is registrar of 內湖國小.
async fn registrar(city: &City) -> Client {
    city.with_role("chang", "registrar", Some(NEIHU)).await.client
}

async fn send(client: &Client, school: &str, media_type: &str, file: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, &format!("schools/{school}/roster-imports"));
    client.send(request.header("content-type", media_type).body(file.into())).await
}

async fn get(client: &Client, id: Uuid) -> RosterImport {
    client.get(&format!("roster-imports/{id}")).await.expect(200).json()
}

/// Sends a file and has it checked.
async fn checked(
    city: &City,
    client: &Client,
    school: &str,
    media_type: &str,
    file: impl Into<Vec<u8>>,
) -> RosterImport {
    let sent: RosterImport = send(client, school, media_type, file).await.expect(202).json();
    assert_eq!(sent.status, Status::Checking);
    city.work_outbox().await;
    get(client, sent.id).await
}

async fn confirm(client: &Client, id: Uuid, ends_bindings: u32) -> Answer {
    client.post(&format!("roster-imports/{id}/confirmations"), json!({ "ends_bindings": ends_bindings })).await
}

/// Sends a school's children, and confirms what the report says.
async fn imported(city: &City, client: &Client, school: &str, pupils: &[Pupil]) -> RosterChanges {
    let import = checked(city, client, school, CSV, csv(pupils)).await;
    let changes = import.changes.unwrap_or_else(|| panic!("{import:?}"));
    confirm(client, import.id, changes.ends_bindings).await.expect(201);
    changes
}

async fn problems(client: &Client, id: Uuid) -> Vec<RosterProblem> {
    let page = client.get(&format!("roster-imports/{id}/problems?page_size=200")).await.expect(200);
    page.json::<Page<RosterProblem>>().items
}

/// (row, column, code) of what is wrong with a file.
async fn wrong(city: &City, client: &Client, media_type: &str, file: impl Into<Vec<u8>>) -> Vec<(u32, String, Code)> {
    let import = checked(city, client, NEIHU, media_type, file).await;
    assert_eq!((import.status, import.changes), (Status::Refused, None));
    let found = problems(client, import.id).await;
    assert_eq!(import.problems as usize, found.len());
    let plain =
        |problem: RosterProblem| (problem.row.unwrap_or_default(), problem.column.unwrap_or_default(), problem.code);
    found.into_iter().map(plain).collect()
}

fn changes(change: impl FnOnce(&mut RosterChanges)) -> RosterChanges {
    let mut changes = RosterChanges::default();
    change(&mut changes);
    changes
}

async fn student_id(city: &City, number: &str) -> Uuid {
    city.query(&format!("SELECT id FROM students WHERE student_number = '{number}'")).await[0]
        .try_get_by_index(0)
        .unwrap()
}

/// An ID number that the demo city leaves free.
fn national_id(serial: u32) -> String {
    (0..10).map(|check| format!("K1{serial:07}{check}")).find(|id| NationalId::parse(id).is_ok()).unwrap()
}

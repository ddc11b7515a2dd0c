//! The same school as a workbook and as OneRoster.

use super::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use std::io::Write;
use zip::{ZipWriter, write::SimpleFileOptions};

fn zipped(files: &[(&str, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of one sheet, as small as Excel reads one: numbers as numbers.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |(column, text): (usize, &String)| {
        let at = char::from(b'A' + column as u8);
        match text.parse::<u32>() {
            Ok(number) => format!("<c r=\"{at}ROW\"><v>{number}</v></c>"),
            Err(_) => format!("<c r=\"{at}ROW\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let row = |(index, cells): (usize, &Vec<String>)| {
        let number = (index + 1).to_string();
        let cells: String = cells.iter().enumerate().map(cell).collect();
        format!("<row r=\"{number}\">{}</row>", cells.replace("ROW", &number))
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let relation = |target: &str, kind: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    zipped(&[
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        ("_rels/.rels", relation("xl/workbook.xml", "officeDocument")),
        ("xl/_rels/workbook.xml.rels", relation("worksheets/sheet1.xml", "worksheet")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"學生\" sheetId=\"1\" r:id=\"r1\"/>\
                 </sheets></workbook>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn cells(csv: &str) -> Vec<Vec<String>> {
    csv.lines().map(|line| line.split(',').map(Into::into).collect()).collect()
}

/// 內湖國小 as OneRoster 1.2 has it.
fn one_roster(pupils: &[Pupil]) -> Vec<(&'static str, String)> {
    let manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\nfile.orgs,bulk\n";
    let mut classes: Vec<(&str, u32)> = pupils.iter().map(|pupil| (pupil.class.as_str(), pupil.grade)).collect();
    classes.sort_unstable();
    classes.dedup();
    let class = |(name, grade): &(&str, u32)| format!("c-{name},,{name},{grade:02},homeroom,o1,y115\n");
    let sitting = |p: &Pupil| format!("e-{0},,c-{1},o1,u-{0},student,{2}\n", p.number, p.class, p.seat);
    let user = |p: &Pupil| {
        let (family, given) = match p.name.rsplit_once(' ') {
            Some((given, family)) => (family, given),
            None => p.name.split_at(p.name.chars().next().unwrap().len_utf8()),
        };
        format!("u-{0},,{given},{family},{0},{1},{2}\n", p.number, p.national_id, p.birth_date)
    };
    let rows = |heading: &str, rows: String| format!("{heading}\n{rows}");
    vec![
        ("manifest.csv", manifest.into()),
        (
            "orgs.csv",
            rows(
                "sourcedId,status,name,type,identifier",
                "d1,,臺北市,district,63\no1,,內湖國小,school,403601\n".into(),
            ),
        ),
        ("academicSessions.csv", rows("sourcedId,title,type,schoolYear", "y115,115學年度,schoolYear,2027\n".into())),
        (
            "classes.csv",
            rows(
                "sourcedId,status,title,grades,classType,schoolSourcedId,termSourcedIds",
                classes.iter().map(class).chain(["m1,,數學,05,scheduled,o1,y115\n".to_owned()]).collect(),
            ),
        ),
        (
            "enrollments.csv",
            rows(
                "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,metadata.seatNumber",
                pupils.iter().map(sitting).chain(["t1,,c-五年一班,o1,u-lin,teacher,\n".to_owned()]).collect(),
            ),
        ),
        (
            "users.csv",
            rows(
                "sourcedId,status,givenName,familyName,identifier,metadata.nationalId,metadata.birthDate",
                pupils.iter().map(user).chain(["u-lin,,淑惠,林,,,\n".to_owned()]).collect(),
            ),
        ),
    ]
}

fn with(mut files: Vec<(&'static str, String)>, name: &str, from: &str, to: &str) -> Vec<u8> {
    let file = files.iter_mut().find(|(file, _)| *file == name).unwrap();
    assert!(file.1.contains(from));
    file.1 = file.1.replacen(from, to, 1);
    zipped(&files)
}

on_both! {
    async fn a_workbook_is_read_as_the_template(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = cells(&csv(&pupils(NEIHU)));
        let import = checked(&city, &registrar, NEIHU, XLSX, workbook(&rows)).await;
        assert_eq!(import.changes, Some(changes(|c| c.unchanged = 109)), "{:?}", problems(&registrar, import.id).await);
        rows[3][6] = "A123456788".into();
        rows[4].push("多".into());
        let found = wrong(&city, &registrar, XLSX, workbook(&rows)).await;
        let expected = [(4, "身分證字號".into(), Code::Checksum), (5, String::new(), Code::CellCount)];
        assert_eq!(found, expected);
    }

    async fn a_workbook_as_excel_writes_it_is_read(city: City) {
        let registrar = registrar(&city).await;
        // Shared strings, numbers, days as numbers of a style; one date that was typed as text.
        let file = |pupils: &[Pupil], is_typed: bool| {
            let (mut book, heading) = (Workbook::new(), Format::new().set_bold());
            let day = Format::new().set_num_format("yyyy/m/d");
            book.set_properties(&DocProperties::new().set_title("學籍"));
            let sheet = book.add_worksheet();
            for (column, name) in (0..).zip(HEADING.trim().split(',')) {
                sheet.write_with_format(0, column, name, &heading).unwrap();
            }
            for (row, pupil) in (1..).zip(pupils) {
                let Pupil { year, grade, class, number, seat, name, national_id, birth_date } = pupil;
                let date = ExcelDateTime::parse_from_str(birth_date).unwrap();
                sheet.write(row, 0, *year).unwrap().write(row, 1, *grade).unwrap().write(row, 2, class).unwrap();
                sheet.write(row, 3, number.parse::<u32>().unwrap()).unwrap().write(row, 4, *seat).unwrap();
                sheet.write(row, 5, name).unwrap().write(row, 6, national_id).unwrap();
                match is_typed && row == 1 {
                    true => sheet.write(row, 7, birth_date).unwrap(),
                    false => sheet.write_with_format(row, 7, &date, &day).unwrap(),
                };
            }
            book.save_to_buffer().unwrap()
        };
        let pupils = pupils(NEIHU);
        for is_typed in [false, true] {
            let import = checked(&city, &registrar, NEIHU, XLSX, file(&pupils, is_typed)).await;
            assert_eq!(import.changes, Some(changes(|c| c.unchanged = 109)), "{:?}", problems(&registrar, import.id).await);
        }
    }

    async fn the_template_comes_as_csv_and_as_a_workbook_of_the_same_rows(city: City) {
        let registrar = registrar(&city).await;
        for (path, media_type) in [("roster-template.csv", CSV), ("roster-template.xlsx", XLSX)] {
            let file = registrar.get(path).await.expect(200);
            let name = file.header("content-disposition").unwrap().to_owned();
            assert!(name.starts_with("attachment") && name.contains(path.rsplit('.').next().unwrap()), "{name}");
            let import = checked(&city, &registrar, NEIHU, media_type, file.bytes.clone()).await;
            assert_eq!(import.changes.map(|c| RosterChanges { ends_bindings: 0, ..c }), Some(changes(|c| (c.unchanged, c.leaving) = (5, 104))), "{:?}", problems(&registrar, import.id).await);
            city.teacher("lin").await.get(path).await.problem(403, "not_allowed");
        }
    }

    async fn one_roster_is_read_as_the_template(city: City) {
        let registrar = registrar(&city).await;
        let files = one_roster(&pupils(NEIHU));
        let import = checked(&city, &registrar, NEIHU, ZIP, zipped(&files)).await;
        assert_eq!(import.changes, Some(changes(|c| c.unchanged = 109)), "{:?}", problems(&registrar, import.id).await);
        // In a folder, as some programs pack it.
        let mut pupils = pupils(NEIHU);
        pupils[0].seat = 41;
        let inside: Vec<_> = one_roster(&pupils).into_iter().map(|(name, text)| (format!("export/{name}"), text)).collect();
        let inside: Vec<(&str, String)> = inside.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        let import = checked(&city, &registrar, NEIHU, ZIP, zipped(&inside)).await;
        assert_eq!(import.changes, Some(changes(|c| (c.changed, c.unchanged) = (1, 108))));
    }

    async fn what_one_roster_marks_as_deleted_is_absent(city: City) {
        let registrar = registrar(&city).await;
        let files = || one_roster(&pupils(NEIHU));
        // A child whom nobody is bound to.
        let gone = with(files(), "users.csv", "u-1110101,,", "u-1110101,tobedeleted,");
        let import = checked(&city, &registrar, NEIHU, ZIP, gone).await;
        assert_eq!(import.changes, Some(changes(|c| (c.unchanged, c.leaving) = (108, 1))));
        let gone = with(files(), "enrollments.csv", "e-1110101,,", "e-1110101,ToBeDeleted,");
        let import = checked(&city, &registrar, NEIHU, ZIP, gone).await;
        assert_eq!(import.changes, Some(changes(|c| (c.unchanged, c.leaving) = (108, 1))));
        let found = wrong(&city, &registrar, ZIP, with(files(), "orgs.csv", "o1,,", "o1,tobedeleted,")).await;
        assert!(found.contains(&(0, "identifier".into(), Code::OtherSchool)), "{found:?}");
        let sessions = "title,type,schoolYear\ny115,115學年度,schoolYear,2027";
        let marked = "status,type,schoolYear\ny115,tobedeleted,schoolYear,2027";
        let found = wrong(&city, &registrar, ZIP, with(files(), "academicSessions.csv", sessions, marked)).await;
        assert!(found.contains(&(2, "termSourcedIds".into(), Code::DanglingReference)), "{found:?}");
    }

    async fn what_is_wrong_in_one_roster_is_told_by_file(city: City) {
        let registrar = registrar(&city).await;
        let files = || one_roster(&pupils(NEIHU));
        for (name, from, to, expected) in [
            ("manifest.csv", "oneroster.version,1.2", "oneroster.version,1.1", (3, "value", Code::Version)),
            ("manifest.csv", "file.users,bulk", "file.users,delta", (4, "value", Code::NotBulk)),
            ("orgs.csv", "403601", "403503", (0, "identifier", Code::OtherSchool)),
            ("users.csv", "metadata.nationalId", "metadata.id", (0, "metadata.nationalId", Code::MissingColumn)),
            ("users.csv", "A155229565", "A155229564", (2, "metadata.nationalId", Code::Checksum)),
            ("users.csv", "u-1110101,", "u-0,", (2, "userSourcedId", Code::DanglingReference)),
            ("enrollments.csv", "student,1\n", "student,eins\n", (2, "metadata.seatNumber", Code::Format)),
            ("classes.csv", "05,homeroom,o1,y115", "05,homeroom,o1,y0", (4, "termSourcedIds", Code::DanglingReference)),
        ] {
            let found = wrong(&city, &registrar, ZIP, with(files(), name, from, to)).await;
            let (row, column, code) = expected;
            assert!(found.contains(&(row, column.into(), code)), "{name} {to}: {found:?}");
        }
        let mut files = files();
        files.retain(|(name, _)| *name != "enrollments.csv");
        let import = checked(&city, &registrar, NEIHU, ZIP, zipped(&files)).await;
        let found = problems(&registrar, import.id).await;
        assert!(found.iter().any(|p| p.file == "enrollments.csv" && p.code == Code::MissingFile), "{found:?}");
    }

    async fn an_archive_that_unpacks_to_too_much_is_refused(city: City) {
        let registrar = registrar(&city).await;
        let bomb = zipped(&[("users.csv", " ".repeat(257 * 1024 * 1024))]);
        assert!(bomb.len() < 1024 * 1024);
        let found = wrong(&city, &registrar, ZIP, bomb.clone()).await;
        assert_eq!(found, [(0, String::new(), Code::TooLarge)]);
        assert_eq!(wrong(&city, &registrar, XLSX, bomb).await, [(0, String::new(), Code::TooLarge)]);
    }
}

//! Whatever can be wrong with a file is named by row and column, without what the rows hold.

use super::*;

fn changed(heading: &str, by: &str) -> String {
    csv(&[newcomer()]).replacen(heading, by, 1)
}

on_both! {
    async fn every_wrong_row_is_named_and_what_it_holds_is_not(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = vec![newcomer(); 9];
        for (index, row) in rows.iter_mut().enumerate() {
            row.number = format!("11101{:02}", 80 + index);
            row.national_id = national_id(index as u32);
        }
        rows[1].national_id = "A123456788".into();
        rows[1].birth_date = "昨天".into();
        rows[2].name.clear();
        rows[3].grade = 7;
        rows[4].seat = 99_999;
        rows[5].year = 114;
        rows[6].national_id = rows[0].national_id.clone();
        rows[7].number = rows[0].number.clone();
        rows[8].class = "五年\u{e000}班".into();
        let file = format!("{}115,5,五年一班\n", csv(&rows));
        let import = checked(&city, &registrar, NEIHU, CSV, file).await;
        let found = problems(&registrar, import.id).await;
        let at: Vec<_> = found.iter().map(|p| (p.row.unwrap(), p.column.as_deref().unwrap_or_default(), p.code)).collect();
        for expected in [
            (3, "身分證字號", Code::Checksum),
            (3, "生日", Code::Date),
            (4, "姓名", Code::Required),
            (5, "年級", Code::Grade),
            (6, "座號", Code::Format),
            (7, "學年度", Code::SchoolYear),
            (8, "身分證字號", Code::Duplicate),
            (9, "學號", Code::Duplicate),
            (10, "班級", Code::Character),
            (11, "", Code::CellCount),
        ] {
            assert!(at.contains(&expected), "{expected:?} is not among {at:?}");
        }
        assert!(at.iter().all(|(row, ..)| *row > 2), "a good row is blamed: {at:?}");
        let told = registrar.get(&format!("roster-imports/{}/problems", import.id)).await.expect(200).text();
        assert!(!told.contains("A123456788") && !told.contains("昨天"), "{told}");
        let second: Page<RosterProblem> =
            registrar.get(&format!("roster-imports/{}/problems?page=2&page_size=3", import.id)).await.expect(200).json();
        assert_eq!((second.total as usize, &second.items[..]), (found.len(), &found[3..6]));
        registrar.get(&format!("roster-imports/{}/problems?page=0", import.id)).await.problem(400, "malformed_parameter");
        // Nothing of the file is kept, and nothing can be confirmed.
        assert_eq!(city.count("SELECT COUNT(*) FROM roster_imports WHERE LENGTH(content_sealed) > 0").await, 0);
        confirm(&registrar, import.id, 0).await.problem(409, "wrong_state");
    }

    async fn wrong_columns_are_named(city: City) {
        let registrar = registrar(&city).await;
        for (from, to, column, code) in [
            ("座號", "位子", "位子", Code::UnknownColumn),
            ("座號", "學號", "學號", Code::DoubleColumn),
        ] {
            let found = wrong(&city, &registrar, CSV, changed(from, to)).await;
            assert!(found.contains(&(0, column.into(), code)), "{found:?}");
            assert!(found.contains(&(0, "座號".into(), Code::MissingColumn)), "{found:?}");
        }
    }

    async fn text_that_is_not_utf_8_is_told_apart(city: City) {
        let registrar = registrar(&city).await;
        // 學年度 and 五年一班 as Excel of a Chinese Windows saves them.
        let big5 = b"\xbe\xc7\xa6~\xab\xd7,\xa6~\xaf\xc5\n115,\xa4\xad\xa6~\xa4@\xafZ\n";
        assert_eq!(wrong(&city, &registrar, CSV, big5).await, [(0, String::new(), Code::Big5)]);
        let utf16: Vec<u8> = "\u{feff}學年度,年級\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(wrong(&city, &registrar, CSV, utf16).await, [(0, String::new(), Code::NotUtf8)]);
    }

    async fn a_byte_order_mark_and_windows_line_ends_are_read(city: City) {
        let registrar = registrar(&city).await;
        let windows = format!("\u{feff}{}", csv(&pupils(NEIHU)).replace('\n', "\r\n"));
        let import = checked(&city, &registrar, NEIHU, CSV, windows).await;
        assert_eq!(import.changes, Some(changes(|c| c.unchanged = 109)));
        let mut rows = pupils(NEIHU);
        rows.truncate(2);
        rows[1].year = 114;
        let found = wrong(&city, &registrar, CSV, csv(&rows).replace('\n', "\r\n")).await;
        assert_eq!(found[0].0, 3, "as a spreadsheet counts: {found:?}");
    }

    async fn an_empty_list_does_not_send_everybody_away(city: City) {
        let registrar = registrar(&city).await;
        for file in [csv(&[]), String::new()] {
            let found = wrong(&city, &registrar, CSV, file).await;
            assert!(found.iter().all(|(row, _, code)| *row == 0 && *code == Code::Empty), "{found:?}");
        }
    }

    async fn a_year_that_is_over_or_far_off_is_refused(city: City) {
        let registrar = registrar(&city).await;
        for year in [114, 199] {
            let mut rows = pupils(NEIHU);
            rows.truncate(1);
            rows[0].year = year;
            let found = wrong(&city, &registrar, CSV, csv(&rows)).await;
            assert_eq!(found[0], (2, "學年度".into(), Code::SchoolYear), "{found:?}");
        }
    }

    async fn a_number_that_is_another_childs_gives_nobody_its_bindings(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = pupils(NEIHU);
        let taken = rows.iter_mut().find(|pupil| pupil.is(&CAIJIE)).unwrap();
        *taken = Pupil { number: taken.number.clone(), ..newcomer() };
        let found = wrong(&city, &registrar, CSV, csv(&rows)).await;
        assert_eq!((found.len(), found[0].2), (1, Code::OtherChild));
        // An ID that was mistyped before is corrected, as name or birth date tell.
        let mut rows = pupils(NEIHU);
        rows.iter_mut().find(|pupil| pupil.is(&CAIJIE)).unwrap().national_id = "A234567893".into();
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&rows)).await;
        assert_eq!(import.changes, Some(changes(|c| (c.changed, c.unchanged) = (1, 108))));
        confirm(&registrar, import.id, 0).await.expect(201);
        let bound = "SELECT COUNT(*) FROM bindings b JOIN students s ON s.id = b.student_id";
        assert_eq!(city.count(&format!("{bound} WHERE s.student_number = '1110119' AND b.ended_at IS NULL")).await, 2);
    }

    async fn other_kinds_of_file_are_refused_at_once(city: City) {
        let registrar = registrar(&city).await;
        for media_type in ["application/json", "application/vnd.ms-excel", ""] {
            send(&registrar, NEIHU, media_type, "x").await.problem(415, "unsupported_media_type");
        }
        for media_type in [ZIP, XLSX] {
            let found = wrong(&city, &registrar, media_type, "no such file").await;
            assert_eq!(found, [(0, String::new(), Code::Unreadable)]);
        }
        send(&registrar, NEIHU, CSV, vec![b'x'; 16 * 1024 * 1024 + 1]).await.problem(413, "body_too_large");
    }

    async fn fifty_thousand_rows_are_read_and_carried_out(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = pupils(NEIHU);
        rows.extend((0..50_000).map(|serial| Pupil {
            number: format!("Z{serial}"),
            national_id: national_id(serial),
            ..newcomer()
        }));
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&rows)).await;
        assert_eq!(import.changes, Some(changes(|c| (c.new, c.unchanged) = (50_000, 109))));
        assert_eq!((import.rows_done, import.rows_total), (50_109, Some(50_109)));
        confirm(&registrar, import.id, 0).await.expect(201);
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE student_number LIKE 'Z%'").await, 50_000);
    }

    async fn a_hundred_thousand_wrong_rows_are_cut_short(city: City) {
        let registrar = registrar(&city).await;
        let file = format!("{HEADING}{}", "115\n".repeat(100_001));
        let import = checked(&city, &registrar, NEIHU, CSV, file).await;
        assert_eq!((import.status, import.problems), (Status::Refused, 10_001));
        let last = registrar.get(&format!("roster-imports/{}/problems?page=51&page_size=200", import.id)).await.expect(200);
        assert_eq!(last.json::<Page<RosterProblem>>().items[0].code, Code::More);
    }
}

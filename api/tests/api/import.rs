//! `kinbind import`: a school's CSV files, all or nothing, repeatable.

use crate::support::*;
use kinbind_api::features::roster::import::{self, Options, Report};
use shared_types::roster::RosterChanges;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

async fn import(city: &City, files: &[(&str, &[u8])]) -> Result<Report, String> {
    let folder = folder(files);
    import::import_folder(&city.state, folder.path(), Options::default()).await.map_err(|error| format!("{error:#}"))
}

const STUDENTS: &str = "school_code,class_name,student_number,seat_number,name,national_id,birth_date\n";
const NEWCOMER: &str = "403601,五年一班,1110199,99,新同學,A123456789,2016-01-02\n";

fn students(rows: &str) -> Vec<u8> {
    format!("{STUDENTS}{rows}").into_bytes()
}

async fn newcomers(city: &City) -> i64 {
    city.count("SELECT COUNT(*) FROM students WHERE student_number = '1110199'").await
}

/// What the trail says that the operator did to the classes of a school.
async fn told(city: &City, action: &str) -> i64 {
    let events = "SELECT COUNT(*) FROM audit_events WHERE actor = 'operator' AND school_code = '403601'";
    city.count(&format!("{events} AND action = '{action}'")).await
}

on_both! {
    async fn importing_the_same_folder_again_changes_nothing(city: City) {
        let tables = ["schools", "classes", "students", "accounts", "homeroom_assignments", "bindings", "consent_documents"];
        let mut before = Vec::new();
        for table in tables {
            before.push(city.count(&format!("SELECT COUNT(*) FROM {table}")).await);
        }
        let demo_city = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-city");
        let report = import::import_folder(&city.state, &demo_city, Options::default()).await.unwrap();
        assert_eq!((report.schools, report.students, report.guardians, report.consent_documents), (280, 253, 125, 4));
        assert_eq!(report.changes, RosterChanges { unchanged: 253, ..RosterChanges::default() });
        for (table, count) in tables.iter().zip(before) {
            assert_eq!(city.count(&format!("SELECT COUNT(*) FROM {table}")).await, count, "{table}");
        }
        // Nobody's password was set back.
        city.teacher("lin").await;
    }

    async fn a_school_opens_places_for_guardians_in_its_list_of_students(city: City) {
        let places = "SELECT guardian_places FROM students WHERE student_number = '1110199'";
        let with_places = STUDENTS.replace("birth_date", "birth_date,guardian_places");
        let row = NEWCOMER.replace("2016-01-02", "2016-01-02,2");
        import(&city, &[("students.csv", format!("{with_places}{row}").as_bytes())]).await.unwrap();
        assert_eq!(city.query(places).await[0].try_get_by_index::<i32>(0).unwrap(), 2);
        // A list without the column leaves them.
        import(&city, &[("students.csv", &students(NEWCOMER))]).await.unwrap();
        assert_eq!(city.query(places).await[0].try_get_by_index::<i32>(0).unwrap(), 2);
    }

    async fn a_row_that_is_there_is_brought_up_to_date(city: City) {
        import(&city, &[("students.csv", &students(NEWCOMER))]).await.unwrap();
        let moved = "403601,五年二班,1110199,31,新名字,A123456789,2016-01-02\n";
        import(&city, &[("students.csv", &students(moved))]).await.unwrap();
        assert_eq!(newcomers(&city).await, 1);
        let parent = city.applicant(LI_GUOHUA.email).await;
        let found = parent.look_up(&Child { national_id: "A123456789", ..XIAOMING }).await.student;
        assert_eq!((found.name_masked.as_str(), found.class_name.as_str()), ("新○字", "五年二班"));
    }

    async fn every_wrong_row_is_named_and_nothing_is_written(city: City) {
        let rows = [
            NEWCOMER,
            "403601,五年一班,1110198,98,新同學,A123456788,2016-01-02\n",
            "403601,五年一班,1110197,x,新同學,A123456789,2016-01-02\n",
            "403601,五年一班,1110196,96,,A123456789,2016-01-02\n",
            "403601,五年一班,1110195,95,新同學,A123456789,105/13/2\n",
            "403601,五年一班\n",
        ];
        let classes = "school_code,school_year,level,grade,name\n403601,115,kindergarten,5,五年九班\n";
        let wrong = [("students.csv", &students(&rows.concat())[..]), ("classes.csv", classes.as_bytes())];
        let mistakes = import(&city, &wrong).await.unwrap_err();
        for (line, column) in [(3, "national_id"), (5, "name"), (6, "birth_date")] {
            assert!(mistakes.contains(&format!("students.csv line {line}: {column}: ")), "{line}: {mistakes}");
        }
        for line in [4, 7] {
            assert!(mistakes.contains(&format!("students.csv line {line}: ")), "{line}: {mistakes}");
        }
        assert!(mistakes.contains("classes.csv line 2: level: "), "{mistakes}");
        assert!(!mistakes.contains("A123456788"), "a number is repeated: {mistakes}");
        assert!(!mistakes.contains("students.csv line 2:"), "a good row is blamed: {mistakes}");
        assert_eq!(newcomers(&city).await, 0);
    }

    async fn a_row_that_fits_nothing_undoes_the_rows_before_it(city: City) {
        let rows = format!("{NEWCOMER}403601,九年九班,1110198,98,新同學,A114633590,2016-01-02\n");
        let mistake = import(&city, &[("students.csv", &students(&rows))]).await.unwrap_err();
        assert!(mistake.contains("students.csv line 3: class_name: "), "{mistake}");
        assert_eq!(newcomers(&city).await, 0);
    }

    async fn a_class_that_the_file_names_has_the_teachers_of_the_file(city: City) {
        const STAFF: &str = "school_code,class_name,name,email,national_id,mobile\n";
        let new = "403601,五年一班,周老師,chou@school.example.tw,A234567893,0911222333\n";
        let given = told(&city, "homeroom_assigned").await;
        import(&city, &[("staff.csv", format!("{STAFF}{new}{new}").as_bytes())]).await.unwrap();
        city.teacher("lin").await.get("classes").await.problem(403, "not_allowed");
        let class = "SELECT COUNT(*) FROM homeroom_assignments h JOIN accounts a ON a.id = h.account_id";
        assert_eq!(city.count(&format!("{class} WHERE a.email = 'chou@school.example.tw'")).await, 1);
        assert_eq!((told(&city, "homeroom_assigned").await, told(&city, "homeroom_ended").await), (given + 1, 1));
        // A class that the file doesn't name keeps its teacher.
        city.teacher("chang").await.class().await;
    }

    async fn children_go_to_a_class_of_the_newest_year_or_nowhere(city: City) {
        let next_year = "school_code,school_year,level,grade,name\n403601,116,elementary,6,六年一班\n";
        import(&city, &[("classes.csv", next_year.as_bytes())]).await.unwrap();
        let mistake = import(&city, &[("students.csv", &students(NEWCOMER))]).await.unwrap_err();
        assert!(mistake.contains("students.csv line 2: class_name: 學校最新學年度沒有這個班級"), "{mistake}");
        assert_eq!(newcomers(&city).await, 0);
    }

    async fn a_byte_order_mark_and_windows_line_ends_are_read(city: City) {
        let mut windows = b"\xef\xbb\xbf".to_vec();
        windows.extend(format!("{STUDENTS}{NEWCOMER}").replace('\n', "\r\n").into_bytes());
        import(&city, &[("students.csv", &windows)]).await.unwrap();
        assert_eq!(newcomers(&city).await, 1);
    }

    async fn a_file_in_big5_is_refused_in_words(city: City) {
        let mut big5 = STUDENTS.as_bytes().to_vec();
        // 五年一班 and 新同學 as Excel of a Chinese Windows saves them.
        big5.extend(b"403601,\xa4\xad\xa6~\xa4@\xafZ,1110199,99,\xb7s\xa6P\xbe\xc7,A123456789,2016-01-02\n");
        let mistake = import(&city, &[("students.csv", &big5)]).await.unwrap_err();
        assert!(mistake.contains("students.csv: ") && mistake.contains("Big5"), "{mistake}");
        assert_eq!(newcomers(&city).await, 0);
    }

    async fn a_published_consent_text_never_changes(city: City) {
        let changed = "# 標題\n\n不一樣的內容\n".as_bytes();
        let mistake = import(&city, &[("consent-documents/1.zh-TW.md", changed)]).await.unwrap_err();
        assert!(mistake.contains("a changed text needs a new version number"), "{mistake}");
        let untitled = "沒有標題\n".as_bytes();
        let mistake = import(&city, &[("consent-documents/2.zh-TW.md", untitled)]).await.unwrap_err();
        assert!(mistake.contains("2.zh-TW.md"), "{mistake}");
    }

    async fn a_binding_that_ended_is_not_bound_again_by_the_same_list(city: City) {
        let list = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-city/guardians.csv")).unwrap();
        let folder = folder(&[("guardians.csv", &list)]);
        let live = "SELECT COUNT(*) FROM bindings WHERE ended_at IS NULL";
        let all = city.count(live).await;
        let huang = city.with_role("huang", "registrar", Some("403601")).await;
        let of_caijie = "SELECT bindings.id FROM bindings JOIN students ON students.id = bindings.student_id \
            WHERE students.student_number = '1110119' AND students.school_code = '403601' ORDER BY bindings.id";
        let ids: Vec<uuid::Uuid> =
            city.query(of_caijie).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let reason = serde_json::json!({ "reason": "法院裁定" });
        huang.post(&format!("bindings/{}/revocations", ids[0]), reason).await.expect(204);
        for dry_run in [true, false] {
            let options = Options { dry_run, ..Options::default() };
            let report = import::import_folder(&city.state, folder.path(), options).await.unwrap();
            assert_eq!(report.warnings.len(), 1, "{report}");
            assert!(report.warnings[0].starts_with("guardians.csv line 3: national_id: "), "{report}");
            assert!(report.warnings[0].contains("綁定已經結束"), "{report}");
            assert_eq!(city.count(live).await, all - 1);
        }
        // Whoever applied again and was approved is bound, and nothing is to be left out any more.
        city.sql("UPDATE bindings SET ended_at = NULL WHERE ended_at IS NOT NULL").await;
        let report = import::import_folder(&city.state, folder.path(), Options::default()).await.unwrap();
        assert_eq!((report.warnings.len(), city.count(live).await), (0, all));
    }

    async fn the_command_imports_a_folder_and_says_what(city: City) {
        let folder = folder(&[("students.csv", &students(NEWCOMER))]);
        let path = folder.path().to_str().unwrap();
        let (is_well, report) = run_command(&city, &["import", path, "--dry-run"]);
        assert!(is_well && report.contains("would be imported") && report.contains("students: 1 new"), "{report}");
        assert_eq!(newcomers(&city).await, 0);
        let (is_well, report) = run_command(&city, &["import", path]);
        assert!(is_well && report.contains("1 students"), "{report}");
        assert_eq!(newcomers(&city).await, 1);
        let (is_well, report) = run_command(&city, &["import", "/nowhere"]);
        assert!(!is_well && report.contains("/nowhere is not a folder"), "{report}");
    }
}

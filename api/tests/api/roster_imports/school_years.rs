//! A new school year: children go up, keep their bindings, and finish school.

use super::*;

on_both! {
    async fn children_go_up_with_their_bindings(city: City) {
        let (lin, registrar) = (city.teacher("lin").await, registrar(&city).await);
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let daming = city.settled(&WANG_DAMING).await;
        let old_id = student_id(&city, "1110103").await;
        let bindings = city.count("SELECT COUNT(*) FROM bindings WHERE ended_at IS NULL").await;

        let done = imported(&city, &registrar, NEIHU, &next_year(NEIHU, 6)).await;
        assert_eq!(done, changes(|c| (c.promoted, c.new_classes) = (109, 4)));
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ended_at IS NULL").await, bindings);
        assert_eq!(student_id(&city, "1110103").await, old_id);
        let own = daming.get("bindings").await.expect(200).value();
        assert_eq!(own["items"][0]["student"]["class_name"], "六年一班");
        // Last year's class is empty; the new one is nobody's until the registrar gives it to somebody.
        assert_eq!(lin.class().await.census.students, 0);
        let class = city.query("SELECT id FROM classes WHERE name = '六年一班'").await;
        let class: Uuid = class[0].try_get_by_index(0).unwrap();
        let given = json!({ "person": "chen@school.example.tw", "class_id": class });
        registrar.post(&format!("schools/{NEIHU}/homeroom-assignments"), given).await.expect(201);
        let chen = city.teacher("chen").await;
        let grid = chen.get(&format!("classes/{class}/binding-applications?state=decided")).await.expect(200);
        let decided = grid.json::<ReviewPage>().items;
        assert!(decided.iter().any(|row| row.id == sent[0].id));
        // The same file again changes nothing.
        let again = imported(&city, &registrar, NEIHU, &next_year(NEIHU, 6)).await;
        assert_eq!(again, changes(|c| c.unchanged = 109));
    }

    async fn the_last_grade_graduates_and_who_is_missing_has_left(city: City) {
        let registrar = city.with_role("lin", "registrar", Some(SANMIN)).await;
        let mut next = next_year(SANMIN, 9);
        let missing = next.remove(0);
        let import = checked(&city, &registrar, SANMIN, CSV, csv(&next)).await;
        let report = import.changes.unwrap();
        assert_eq!((report.promoted, report.graduating, report.leaving), (next.len() as u32, 28, 1));
        let bound = "SELECT COUNT(*) FROM bindings b JOIN students s ON s.id = b.student_id JOIN classes c ON c.id = s.class_id";
        let of_those = format!("{bound} WHERE c.grade = 9 OR s.student_number = '{}'", missing.number);
        assert_eq!(i64::from(report.ends_bindings), city.count(&of_those).await);
        confirm(&registrar, import.id, report.ends_bindings).await.expect(201);
        let why = |reason: &str| format!("SELECT COUNT(*) FROM students WHERE departure = '{reason}'");
        assert_eq!((city.count(&why("graduated")).await, city.count(&why("left")).await), (28, 1));
        // Nothing has ended yet.
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ended_at IS NOT NULL").await, 0);
    }

    async fn in_the_middle_of_a_year_nobody_graduates(city: City) {
        let registrar = city.with_role("lin", "registrar", Some(SANMIN)).await;
        let stay: Vec<Pupil> = pupils(SANMIN).into_iter().filter(|pupil| pupil.number != "1130201").collect();
        let done = imported(&city, &registrar, SANMIN, &stay).await;
        assert_eq!((done.leaving, done.graduating), (1, 0));
    }

    async fn the_next_school_takes_a_child_over_with_its_bindings(city: City) {
        let (registrar, officer) = (city.with_role("lin", "registrar", Some(SANMIN)).await, city.officer().await);
        // 1130204 has both parents bound.
        let graduate = pupils(SANMIN).into_iter().find(|pupil| pupil.number == "1130204").unwrap();
        let id = student_id(&city, "1130204").await;
        imported(&city, &registrar, SANMIN, &next_year(SANMIN, 9)).await;

        city.advance(time::Duration::days(100));
        let officer_again = city.officer().await;
        drop(officer);
        let arrived = Pupil { grade: 10, class: "一年五班".into(), number: "1150199".into(), seat: 50, ..graduate };
        let high_school = [pupils(NEIHU_HIGH), vec![arrived.clone()]].concat();
        let done = imported(&city, &officer_again, NEIHU_HIGH, &high_school).await;
        assert_eq!(done, changes(|c| (c.transferred_in, c.unchanged) = (1, 59)));
        assert_eq!(student_id(&city, "1150199").await, id);
        city.advance(time::Duration::days(100));
        kinbind_api::features::roster::end_carry_overs(&city.state).await.unwrap();
        let live = "SELECT COUNT(*) FROM bindings b JOIN students s ON s.id = b.student_id WHERE b.ended_at IS NULL";
        assert_eq!(city.count(&format!("{live} AND s.student_number = '1150199'")).await, 2);
        assert_eq!(city.count(&format!("{live} AND s.departure = 'graduated'")).await, 0);
        // Without an application: the father signs in and finds the child at its new school.
        let cheng = city.teacher("cheng").await;
        let class = cheng.class().await.id;
        let children = cheng.get(&format!("classes/{class}/students")).await.expect(200).value();
        let child = children["items"].as_array().unwrap().iter().find(|child| child["student_number"] == "1150199");
        assert_eq!(child.unwrap()["state"], "bound");
    }

    async fn an_id_with_another_name_and_birth_date_takes_nobody_over(city: City) {
        let (registrar, officer) = (city.with_role("lin", "registrar", Some(SANMIN)).await, city.officer().await);
        let graduate = pupils(SANMIN).into_iter().find(|pupil| pupil.number == "1130204").unwrap();
        let id = student_id(&city, "1130204").await;
        imported(&city, &registrar, SANMIN, &next_year(SANMIN, 9)).await;
        // The school before had the birth date wrong; the name tells that it is the child.
        let arrived = Pupil {
            grade: 10, class: "一年五班".into(), number: "1150199".into(), birth_date: "2011-01-01".into(), ..graduate
        };
        let other = Pupil { name: "新同學".into(), ..arrived.clone() };
        let file = csv(&[pupils(NEIHU_HIGH), vec![other]].concat());
        let import = checked(&city, &officer, NEIHU_HIGH, CSV, file).await;
        let found = problems(&officer, import.id).await;
        assert_eq!((found.len(), found[0].code, found[0].column.as_deref()), (1, Code::OtherChild, Some("身分證字號")));
        let done = imported(&city, &officer, NEIHU_HIGH, &[pupils(NEIHU_HIGH), vec![arrived]].concat()).await;
        assert_eq!((done.transferred_in, student_id(&city, "1150199").await), (1, id));
    }

    async fn a_child_that_is_still_elsewhere_is_left_out_with_a_warning(city: City) {
        let officer = city.officer().await;
        let wanted = pupils(NEIHU).into_iter().find(|pupil| pupil.is(&XIAOMING)).unwrap();
        let file = csv(&[Pupil { number: "1".into(), ..wanted }, newcomer()]);
        let import = checked(&city, &officer, SONGSHAN, CSV, file).await;
        assert_eq!((import.status, import.problems, import.warnings), (Status::Ready, 0, 1));
        assert_eq!(import.changes, Some(changes(|c| (c.new, c.skipped, c.new_classes) = (1, 1, 1))));
        let found = problems(&officer, import.id).await;
        assert!(found[0].is_warning && found[0].code == Code::StillElsewhere && found[0].row == Some(2));
        confirm(&officer, import.id, 0).await.expect(201);
        let parent = city.applicant(LI_GUOHUA.email).await;
        assert_eq!(parent.look_up(&XIAOMING).await.student.school_name, "市立內湖國小");
    }

    async fn a_folder_with_whole_schools_moves_children_between_them(city: City) {
        use kinbind_api::features::roster::import::{Options, import_folder};
        let folder = tempfile::tempdir().unwrap();
        let heading = "school_code,class_name,student_number,seat_number,name,national_id,birth_date\n";
        let row = |school: &str, p: &Pupil| {
            format!("{school},{},{},{},{},{},{}\n", p.class, p.number, p.seat, p.name, p.national_id, p.birth_date)
        };
        let moved = |pupil: &Pupil| pupil.number == "1130204";
        let mut rows: String = pupils(SANMIN).iter().filter(|p| !moved(p)).map(|p| row(SANMIN, p)).collect();
        rows.extend(pupils(NEIHU_HIGH).iter().map(|p| row(NEIHU_HIGH, p)));
        let gone = pupils(SANMIN).into_iter().find(moved).unwrap();
        rows += &row(NEIHU_HIGH, &Pupil { class: "一年五班".into(), ..gone });
        std::fs::write(folder.path().join("students.csv"), format!("{heading}{rows}")).unwrap();
        let options = Options { whole_schools: true, dry_run: true };
        let dry = import_folder(&city.state, folder.path(), options).await.unwrap().changes;
        assert_eq!(dry, changes(|c| (c.transferred_in, c.unchanged) = (1, 143)));
        let options = Options { whole_schools: true, dry_run: false };
        assert_eq!(import_folder(&city.state, folder.path(), options).await.unwrap().changes, dry);
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE left_at IS NOT NULL").await, 0);
        let at_high_school = "SELECT COUNT(*) FROM students WHERE student_number = '1130204' AND school_code = '403301'";
        assert_eq!(city.count(at_high_school).await, 1);
    }
}

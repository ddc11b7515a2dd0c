//! What is confirmed is carried out, whole, once, and as it was shown.

use super::*;

on_both! {
    async fn the_same_roster_again_is_all_unchanged(city: City) {
        let registrar = registrar(&city).await;
        let file = csv(&pupils(NEIHU));
        let import = checked(&city, &registrar, NEIHU, CSV, file.clone()).await;
        assert_eq!(import.status, Status::Ready);
        assert_eq!(import.changes, Some(changes(|c| c.unchanged = 109)));
        assert_eq!((import.rows_done, import.rows_total, import.problems), (109, Some(109), 0));
        let before = city.query("SELECT national_id_sealed FROM students WHERE student_number = '1110103'").await;
        let done: RosterImport = confirm(&registrar, import.id, 0).await.expect(201).json();
        assert_eq!(done.status, Status::CarriedOut);
        assert!(done.settled_at.is_some());
        let after = city.query("SELECT national_id_sealed FROM students WHERE student_number = '1110103'").await;
        let sealed = |rows: &[sea_orm::QueryResult]| rows[0].try_get_by_index::<Vec<u8>>(0).unwrap();
        assert_eq!(sealed(&before), sealed(&after), "an unchanged row was written");
        // The same confirmation again finds it done, and the file is gone.
        let again: RosterImport = confirm(&registrar, import.id, 0).await.expect(200).json();
        assert_eq!(again, done);
        assert_eq!(city.count("SELECT COUNT(*) FROM roster_imports WHERE LENGTH(content_sealed) > 0").await, 0);
        let list: Page<RosterImport> = registrar.get(&format!("schools/{NEIHU}/roster-imports")).await.expect(200).json();
        assert_eq!((list.total, &list.items[0]), (1, &done));
        // A settled file can be sent anew.
        assert_eq!(checked(&city, &registrar, NEIHU, CSV, file).await.changes, import.changes);
    }

    async fn a_check_changes_nothing_and_a_confirmation_all(city: City) {
        let registrar = registrar(&city).await;
        let mut pupils = pupils(NEIHU);
        pupils[0].class = "五年二班".into();
        pupils[0].seat = 41;
        pupils[1].name = "楊柏宇改".into();
        // They exchange their numbers, which meet in between.
        (pupils[3].number, pupils[4].number) = (pupils[4].number.clone(), pupils[3].number.clone());
        pupils.push(newcomer());
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils)).await;
        let expected = changes(|c| (c.new, c.moved, c.changed, c.unchanged) = (1, 1, 3, 105));
        assert_eq!(import.changes, Some(expected));
        let count = "SELECT COUNT(*) FROM students WHERE student_number = '1110199' OR name = '楊柏宇改'";
        assert_eq!(city.count(count).await, 0);
        confirm(&registrar, import.id, 0).await.expect(201);
        assert_eq!(city.count(count).await, 2);
        let parent = city.applicant(LI_GUOHUA.email).await;
        let found = parent.look_up(&Child { national_id: "A155229565", ..XIAOMING }).await.student;
        assert_eq!(found.class_name, "五年二班");
        let found = parent.look_up(&Child { national_id: "A234567893", ..XIAOMING }).await.student;
        assert_eq!(found.class_name, "五年一班");
        let swapped = "SELECT COUNT(*) FROM students WHERE student_number = '1110105' AND name = '張亮宇'";
        assert_eq!(city.count(swapped).await, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'roster_imported' AND actor = 'account'").await, 1);
    }

    async fn a_report_names_whom_it_concerns_and_who_sent_what(city: City) {
        let registrar = registrar(&city).await;
        let mut pupils: Vec<Pupil> = pupils(NEIHU).into_iter().filter(|pupil| !pupil.is(&CAIJIE)).collect();
        let gone = pupils.remove(5);
        (pupils[0].class, pupils[0].seat) = ("五年二班".into(), 41);
        pupils[1].name = "楊柏宇改".into();
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils)).await;
        assert_eq!((import.uploaded_by.as_str(), import.file_name), ("張志遠", None));

        let path = |kind: &str| format!("roster-imports/{}/changes?kind={kind}", import.id);
        let named = async |kind: &str| -> Vec<String> {
            let page: Page<RosterChange> = registrar.get(&path(kind)).await.expect(200).json();
            assert!(page.items.iter().all(|one| one.kind.code() == kind));
            page.items.into_iter().map(|one| format!("{} {}", one.class_name, one.student_name)).collect()
        };
        let caijie = "五年一班 張采潔".to_owned();
        let gone = format!("{} {}", gone.class, gone.name);
        assert_eq!(named("leaving").await, [gone, caijie], "by class and seat");
        let second: Page<RosterChange> = registrar.get(&path("leaving&page=2&page_size=1")).await.expect(200).json();
        assert_eq!((second.total, second.items[0].student_name.as_str()), (2, "張采潔"));
        assert_eq!(named("moved").await, [format!("五年一班 {}", pupils[0].name)]);
        assert_eq!(named("changed").await.len(), 1);
        assert_eq!(named("graduating").await, Vec::<String>::new());
        for kind in ["new", "transferred_in"] {
            registrar.get(&path(kind)).await.problem(400, "malformed_parameter");
        }
        city.with_role("wu", "registrar", Some(SANMIN)).await.client.get(&path("moved")).await.problem(404, "not_found");

        // The next file takes the report's place; its name is told, in one line and not without end.
        let name = format!(" 學%00籍%E2%80%AE%0A{}", "長".repeat(200));
        let request = registrar.request(Method::POST, &format!("schools/{NEIHU}/roster-imports?file_name={name}"));
        let request = request.header("content-type", CSV).body(csv(&super::pupils(NEIHU)));
        let sent: RosterImport = registrar.send(request).await.expect(202).json();
        assert_eq!(sent.file_name, Some(format!("學籍 {}", "長".repeat(117))));
        assert_eq!(named("leaving").await, Vec::<String>::new(), "it was discarded");
        assert_eq!(city.count("SELECT COUNT(*) FROM roster_changes").await, 0);
    }

    async fn bindings_never_end_by_accident(city: City) {
        let registrar = registrar(&city).await;
        let stay: Vec<Pupil> = pupils(NEIHU).into_iter().filter(|pupil| !pupil.is(&CAIJIE)).collect();
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&stay)).await;
        assert_eq!(import.changes, Some(changes(|c| (c.unchanged, c.leaving, c.ends_bindings) = (108, 1, 2))));
        for number in [0, 1, 3] {
            let refused = confirm(&registrar, import.id, number).await;
            refused.problem(422, "invalid_fields").fields(&[("/ends_bindings", "required")]);
        }
        registrar.post(&format!("roster-imports/{}/confirmations", import.id), json!({})).await.problem(400, "malformed_body");
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE left_at IS NOT NULL").await, 0);
        confirm(&registrar, import.id, 2).await.expect(201);
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE departure = 'left'").await, 1);
    }

    async fn a_roster_that_changed_since_the_check_is_checked_again(city: City) {
        let registrar = registrar(&city).await;
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils(NEIHU))).await;
        let child = student_id(&city, "1110101").await;
        let places = format!("schools/{NEIHU}/students/{child}/guardian-places");
        registrar.put(&places, json!({ "guardian_places": 2 })).await.expect(200);
        confirm(&registrar, import.id, 0).await.problem(409, "stale");
        let again = get(&registrar, import.id).await;
        assert_eq!((again.status, again.changes), (Status::Checking, None));
        confirm(&registrar, import.id, 0).await.problem(409, "wrong_state");
        city.work_outbox().await;
        confirm(&registrar, import.id, 0).await.expect(201);
        // The file says nothing of places.
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE guardian_places = 2").await, 1);
    }

    async fn of_two_confirmations_at_once_one_carries_it_out(city: City) {
        let registrar = registrar(&city).await;
        let pupils = [pupils(NEIHU), vec![newcomer()]].concat();
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils)).await;
        let both = (0..2).map(|_| {
            let (registrar, id) = (registrar.clone(), import.id);
            async move { confirm(&registrar, id, 0).await.status }
        });
        let mut statuses = all_at_once(both).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201]);
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE student_number = '1110199'").await, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'roster_imported' AND actor = 'account'").await, 1);
    }

    async fn a_newer_file_takes_the_place_of_one_that_waits(city: City) {
        let registrar = registrar(&city).await;
        let all = pupils(NEIHU);
        let first = checked(&city, &registrar, NEIHU, CSV, csv(&all[1..])).await;
        // The same file once more is the same import.
        let same: RosterImport = send(&registrar, NEIHU, CSV, csv(&all[1..])).await.expect(200).json();
        assert_eq!(same, first);
        let second = checked(&city, &registrar, NEIHU, CSV, csv(&all)).await;
        assert_eq!(get(&registrar, first.id).await.status, Status::Discarded);
        confirm(&registrar, first.id, first.changes.unwrap().ends_bindings).await.problem(409, "wrong_state");
        confirm(&registrar, second.id, 0).await.expect(201);
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE left_at IS NOT NULL").await, 0);
    }

    async fn what_nobody_confirms_is_dropped(city: City) {
        let registrar = registrar(&city).await;
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils(NEIHU))).await;
        city.advance(time::Duration::days(15));
        kinbind_api::jobs::worker::sweep_all(&city.state).await.unwrap();
        let chang = city.teacher("chang").await;
        assert_eq!(get(&chang, import.id).await.status, Status::Discarded);
        assert_eq!(city.count("SELECT COUNT(*) FROM roster_imports WHERE LENGTH(content_sealed) > 0").await, 0);
    }

    async fn a_check_that_runs_twice_reports_once(city: City) {
        let registrar = registrar(&city).await;
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&[pupils(NEIHU), vec![newcomer(), newcomer()]].concat())).await;
        assert_eq!(import.status, Status::Refused);
        let stay = checked(&city, &registrar, NEIHU, CSV, csv(&pupils(NEIHU)[1..])).await;
        // As after a worker that died before it could say that it was done.
        city.sql(&format!("UPDATE roster_imports SET status = 'checking' WHERE id = {}", literal(&city, stay.id))).await;
        kinbind_api::features::roster::run_check(&city.state, stay.id).await.unwrap();
        assert_eq!(get(&registrar, stay.id).await, stay);
        // One that is settled stays as it is.
        kinbind_api::features::roster::run_check(&city.state, import.id).await.unwrap();
        assert_eq!(get(&registrar, import.id).await, import);
    }

    async fn a_check_whose_job_is_gone_ends_and_the_file_can_be_sent_anew(city: City) {
        let registrar = registrar(&city).await;
        let file = csv(&pupils(NEIHU));
        let lost: RosterImport = send(&registrar, NEIHU, CSV, file.clone()).await.expect(202).json();
        kinbind_api::features::roster::settle_lost_checks(&city.state).await.unwrap();
        assert_eq!(get(&registrar, lost.id).await.status, Status::Checking, "its job still waits");
        city.sql("UPDATE outbox_jobs SET status = 'dead' WHERE kind = 'check_roster_import'").await;
        kinbind_api::features::roster::settle_lost_checks(&city.state).await.unwrap();
        assert_eq!(get(&registrar, lost.id).await.status, Status::Refused);
        let found = problems(&registrar, lost.id).await;
        assert_eq!((found.len(), found[0].code, found[0].row), (1, Code::Unreadable, None));
        assert_eq!(checked(&city, &registrar, NEIHU, CSV, file).await.status, Status::Ready);
    }

    async fn codes_are_not_held_up_by_files_that_are_checked(city: City) {
        let officer = city.officer().await;
        // More than there are workers for everything else, each a while's work.
        let rows: Vec<Pupil> = (0..5_000)
            .map(|serial| Pupil { number: format!("Z{serial}"), national_id: national_id(serial), ..newcomer() })
            .collect();
        for school in [NEIHU, SANMIN, NEIHU_HIGH, SONGSHAN] {
            send(&officer, school, CSV, csv(&rows)).await.expect(202);
        }
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let workers = tokio::spawn(kinbind_api::jobs::worker::run(city.state.clone(), stopped));
        let asked = json!({ "channel": "email", "address": LI_GUOHUA.email });
        city.client().post("contact-verifications", asked).await.expect(201);
        city.smtp.wait_for(LI_GUOHUA.email, 1).await;
        let waiting = "SELECT COUNT(*) FROM outbox_jobs WHERE kind = 'check_roster_import' AND attempts = 0";
        assert!(city.count(waiting).await >= 1, "files wait for one another");
        workers.abort();
        drop(stop);
    }

    async fn another_school_is_not_there(city: City) {
        let registrar = registrar(&city).await;
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&pupils(NEIHU))).await;
        let child = student_id(&city, "1110101").await;
        for school in [SANMIN, "999999"] {
            send(&registrar, school, CSV, csv(&pupils(NEIHU))).await.problem(404, "not_found");
            registrar.get(&format!("schools/{school}/roster-imports")).await.problem(404, "not_found");
            let departure = json!({ "reason": "transferred" });
            registrar.post(&format!("schools/{school}/students/{child}/departures"), departure).await.problem(404, "not_found");
            let places = json!({ "guardian_places": 1 });
            registrar.put(&format!("schools/{school}/students/{child}/guardian-places"), places).await.problem(404, "not_found");
        }
        let other = city.with_role("wu", "registrar", Some(SANMIN)).await;
        other.get(&format!("roster-imports/{}", import.id)).await.problem(404, "not_found");
        other.get(&format!("roster-imports/{}/problems", import.id)).await.problem(404, "not_found");
        confirm(&other, import.id, 0).await.problem(404, "not_found");
        // An officer reaches every school, a teacher none.
        assert_eq!(get(&city.officer().await, import.id).await.id, import.id);
        send(&city.teacher("lin").await.client, NEIHU, CSV, "").await.problem(403, "not_allowed");
        send(&city.client(), NEIHU, CSV, "").await.problem(401, "not_signed_in");
    }

    async fn whose_role_ended_meanwhile_confirms_nothing(city: City) {
        let registrar = registrar(&city).await;
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&[pupils(NEIHU), vec![newcomer()]].concat())).await;
        city.sql("UPDATE staff_roles SET ends_at = 1 WHERE role = 'registrar'").await;
        confirm(&registrar, import.id, 0).await.problem(403, "not_allowed");
        assert_eq!(city.count("SELECT COUNT(*) FROM students WHERE student_number = '1110199'").await, 0);
    }
}

/// An id as SQL writes it.
fn literal(city: &City, id: Uuid) -> String {
    match city.home.engine {
        Engine::Sqlite => format!("X'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    }
}

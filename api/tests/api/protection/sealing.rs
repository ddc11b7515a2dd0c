//! What happens at once, and what nobody outside can tell.

use super::*;
use kinbind_api::features::roster::import;
use shared_types::{
    application::ApplicationStatus,
    audit::AuditPage,
    protection::SealState,
    review::{ClassCensus, StudentState},
};
use time::Duration;

on_both! {
    async fn what_the_order_names_ends_with_its_sessions_and_the_rest_stays(city: City) {
        let lin = city.teacher("lin").await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            city.bound(&parent, &[XIAOMING], &lin).await;
        }
        let (father, mother) = (city.settled(&WANG_DAMING).await, city.settled(&LIN_MEIHUI).await);
        let mails = city.smtp.mails().len();
        let desk = hsu(&city).await;
        let child = looked_up(&desk, XIAOMING).await;
        assert_eq!((child.name.as_str(), child.class_name.as_str(), child.is_sealed), ("王小明", "五年一班", false));
        let names: Vec<_> = child.guardians.iter().map(|guardian| guardian.name.as_str()).collect();
        assert_eq!(names, ["王大明", "林美惠"]);
        let named = order(child.student_id, &[child.guardians[0].binding_id]);
        let seal: ProtectiveSeal = desk.post("protective-seals", &named).await.expect(201).json();
        assert_eq!((seal.state, seal.order_reference.as_str(), seal.note.as_deref()), (SealState::InForce, ORDER, Some("請勿通知")));

        father.get("bindings").await.problem(401, "not_signed_in");
        let father = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        assert_eq!(bindings(&father).await, []);
        let own: List<BindingApplication> = father.get("binding-applications").await.expect(200).json();
        assert_eq!((own.items[0].status, own.items[0].return_reason.clone()), (ApplicationStatus::Ended, None));
        assert_eq!(bindings(&mother).await.len(), 1, "her binding and her session are hers");
        assert_eq!(city.work_outbox().await, 0, "nobody is told");
        assert_eq!(city.smtp.mails().len(), mails);

        // The school sees the child and nothing else.
        let row = seat(&lin, XIAOMINGS_SEAT).await;
        assert_eq!((row.state, row.brought.len(), row.applications.len()), (StudentState::NoAnswer, 0, 0));
        assert_eq!(lin.grid("state=decided").await.decided, 0);
        let ClassCensus { students, bound, no_answer, .. } = lin.class().await.census;
        assert_eq!(students, bound + no_answer);
        // The same order once more is the same seal.
        let again: ProtectiveSeal = desk.post("protective-seals", &named).await.expect(200).json();
        assert_eq!(again, seal);
    }

    async fn what_waits_reads_the_same_and_is_out_of_the_schools_sight(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let (lin, desk) = (city.teacher("lin").await, hsu(&city).await);
        let before = read(&parent, &sent).await;
        sealed(&desk, XIAOMING).await;
        assert_eq!(read(&parent, &sent).await, before);
        let grid = lin.grid("").await;
        assert_eq!((grid.pending, grid.items.len()), (0, 0));
        let class = lin.class().await;
        assert_eq!(class.census.in_review, 0);
        let csv = lin.get(&format!("classes/{}/binding-applications.csv", class.id)).await.expect(200).text();
        assert!(!csv.contains("王大明"), "{csv}");
        assert_eq!(seat(&lin, XIAOMINGS_SEAT).await.applications.len(), 0);
        assert_eq!(lin.decide(&[approval(sent.id, 1)]).await, [Some("stale")], "as if it had been cancelled");
        let unmask = json!({ "reason": "identity_doubt" });
        let path = format!("review-applications/{}/unmaskings", sent.id);
        lin.post(&path, &unmask).await.problem(404, "not_found");
        let registrar = city.with_role("huang", "registrar", Some("403601")).await;
        let of_school = registrar.get(&format!("classes/{}/binding-applications", class.id)).await.expect(200).value();
        assert_eq!(of_school["total"], 0);
        assert_eq!(desk.post(&path, &unmask).await.expect(201).value()["national_id"], "A123456789");
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
    }

    async fn what_comes_later_is_as_any_other_to_its_applicant(city: City) {
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        let answer = parent.post("binding-applications", form).await.expect(201).value();
        let (of_sealed, of_other) = (&answer["items"][0], &answer["items"][1]);
        assert_eq!(of_sealed["status"], "in_review");
        assert_eq!(shape(of_sealed), shape(of_other));
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("王○明"), "the form arrived, as any does");
        assert_eq!(city.teacher("lin").await.pending().await.len(), 1);
        let rows = at_the_desk(&desk, "").await;
        assert_eq!((rows.len(), rows[0].application.student_name.as_str()), (1, "王小明"));
    }

    async fn an_approval_that_has_opened_no_account_is_taken_back(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        lin.approve(std::slice::from_ref(&sent)).await;
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        let waiting = parent.application(sent.id).await;
        assert_eq!((waiting.status, waiting.version), (ApplicationStatus::InReview, 3));
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
        assert_eq!(at_the_desk(&desk, "").await[0].application.id, sent.id);
    }

    async fn an_approval_whose_minutes_are_over_is_held_and_reads_the_same(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        lin.approve(std::slice::from_ref(&sent)).await;
        city.advance(Duration::minutes(1));
        let before = read(&parent, &sent).await;
        let (desk, wu) = (hsu(&city).await, city.with_role("wu", "protection_officer", None).await);
        let seal = sealed(&desk, XIAOMING).await;
        city.work_outbox().await;
        assert_eq!(read(&parent, &sent).await, before, "page and history, byte for byte");
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
        let row = at_the_desk(&desk, "state=pending").await.remove(0);
        assert_eq!((row.is_held, row.application.id, row.application.status), (true, sent.id, ApplicationStatus::Approved));
        assert_eq!(at_the_desk(&desk, "state=decided").await, []);

        let lift = |officer: &Teacher, act: &str| {
            let (officer, path) = (officer.client.clone(), format!("protective-seals/{}/lift-{act}", seal.id));
            async move { officer.post_nothing(&path).await.expect(200) }
        };
        lift(&desk, "requests").await;
        lift(&wu, "approvals").await;
        city.work_outbox().await;
        assert_eq!(bindings(&city.settled(&WANG_DAMING).await).await.len(), 1, "the school's approval stands again");
    }

    async fn a_child_that_moves_is_found_where_it_was_and_nowhere_else(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let before = read(&parent, &sent).await;
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        parent.post("student-lookups", XIAOMING.lookup()).await.expect(201);
        let moved = "UPDATE students SET school_code = '403503', class_id = \
            (SELECT id FROM classes WHERE school_code = '403503' LIMIT 1) WHERE student_number = '1110103'";
        city.sql(moved).await;
        let there = Child { level: "junior_high", school_code: "403503", ..XIAOMING };
        parent.post("student-lookups", there.lookup()).await.problem(404, "student_not_found");
        let found = parent.look_up(&XIAOMING).await.student;
        assert_eq!((found.school_name.as_str(), found.class_name.as_str()), ("市立內湖國小", "五年一班"));
        assert_eq!(read(&parent, &sent).await, before);
        let row = at_the_desk(&desk, "").await.remove(0);
        assert_eq!(row.school_name, looked_up(&desk, XIAOMING).await.school_name);
        assert!(!before.contains(&row.school_name), "{before}");
        // A second order, where the child is now, tells nobody either.
        let second = json!({ "student_id": row.student_id, "order_reference": "115年度家護字第456號" });
        desk.post("protective-seals", second).await.expect(201);
        parent.post("student-lookups", there.lookup()).await.problem(404, "student_not_found");
        assert_eq!(read(&parent, &sent).await, before);
        // Whoever applies, reads 待審核, and the desk has it.
        let mother = city.applicant(LIN_MEIHUI.email).await;
        assert_eq!(mother.apply(&LIN_MEIHUI, &[XIAOMING]).await[0].status, ApplicationStatus::InReview);
        assert_eq!(at_the_desk(&desk, "").await.len(), 2);
    }

    async fn a_child_that_left_every_school_can_still_be_applied_for(city: City) {
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        city.sql("UPDATE students SET left_at = 1 WHERE student_number = '1110103'").await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        assert_eq!(sent[0].status, ApplicationStatus::InReview);
        assert_eq!(at_the_desk(&desk, "").await.len(), 1);
    }

    async fn nobody_is_told_that_both_places_are_taken(city: City) {
        let (lin, desk) = (city.teacher("lin").await, hsu(&city).await);
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            city.bound(&parent, &[XIAOMING], &lin).await;
        }
        let third = city.applicant(LI_GUOHUA.email).await;
        let form = third.form(&LI_GUOHUA, &[XIAOMING]).await;
        third.post("binding-applications", &form).await.problem(409, "parent_places_full");
        sealed(&desk, XIAOMING).await;
        let sent: List<BindingApplication> = third.post("binding-applications", &form).await.expect(201).json();
        assert_eq!(sent.items[0].status, ApplicationStatus::InReview);
        desk.send_back(&sent.items[0], "請補正").await;
        third.send_again(sent.items[0].id, &LI_GUOHUA, "father").await.expect(200);
        assert_eq!(desk.decide(&[approval(sent.items[0].id, 3)]).await, [None], "the desk judges");
        city.work_outbox().await;
        assert_eq!(bindings(&city.settled(&LI_GUOHUA).await).await.len(), 1);
    }

    async fn a_list_of_the_school_binds_nobody_to_it(city: City) {
        sealed(&*hsu(&city).await, XIAOMING).await;
        let numbers = "SELECT student_number FROM students WHERE name = '李詠晴'";
        let yongqing: String = city.query(numbers).await[0].try_get_by_index(0).unwrap();
        let heading = "school_code,student_number,relationship,name,national_id,email,mobile\n";
        let row = |number: &str| format!("403601,{number},father,王大明,A123456789,daming@example.com,0912345678\n");
        let folder = tempfile::tempdir().unwrap();
        let list = format!("{heading}{}{}", row("1110103"), row(&yongqing));
        std::fs::write(folder.path().join("guardians.csv"), list).unwrap();
        import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
        let bound = "SELECT students.name FROM bindings JOIN students ON students.id = bindings.student_id \
            JOIN accounts ON accounts.id = bindings.account_id WHERE accounts.name = '王大明'";
        let bound: Vec<String> = city.query(bound).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert_eq!(bound, ["李詠晴"]);
    }

    async fn the_trail_says_who_did_it_and_holds_no_order(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let desk = hsu(&city).await;
        let child = looked_up(&desk, XIAOMING).await;
        desk.post("protective-seals", order(child.student_id, &[child.guardians[0].binding_id])).await.expect(201);
        let auditor = city.with_role("chen", "auditor", None).await;
        let wanted = ["child_looked_up", "child_sealed", "binding_ended"];
        for action in wanted {
            let found: AuditPage = auditor.get(&format!("audit-events?action={action}")).await.expect(200).json();
            assert_eq!(found.items.len(), 1, "{action}");
            assert_eq!((found.items[0].actor_name.as_deref(), found.items[0].school_code.as_deref()), (Some("許文彬"), Some("403601")));
            assert_eq!(found.items[0].role, Some(shared_types::account::Role::ProtectionOfficer));
        }
        desk.get("audit-events").await.problem(403, "not_allowed");
        for table in ["audit_events", "protective_seals"] {
            for row in city.query(&format!("SELECT * FROM {table}")).await {
                assert!(!format!("{row:?}").contains("家護"), "{row:?}");
            }
        }
    }

    async fn wrong_input_is_named_and_changes_nothing(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[YONGQING], &lin).await;
        let desk = hsu(&city).await;
        let (child, other) = (looked_up(&desk, XIAOMING).await, looked_up(&desk, YONGQING).await);
        let absent = city.state.new_id();
        let ask = async |body: Value| desk.post("protective-seals", body).await.problem(422, "invalid_fields");
        ask(order(absent, &[])).await.fields(&[("/student_id", "not_found")]);
        ask(order(child.student_id, &[other.guardians[0].binding_id])).await.fields(&[("/binding_ids/0", "not_found")]);
        ask(order(child.student_id, &[absent; 21])).await.fields(&[("/binding_ids", "too_many")]);
        let unnamed = json!({ "student_id": child.student_id, "order_reference": " " });
        ask(unnamed).await.fields(&[("/order_reference", "required")]);
        assert!(!looked_up(&desk, XIAOMING).await.is_sealed);
        assert_eq!(bindings(&city.settled(&WANG_DAMING).await).await.len(), 1);
        let nobody: List<ProtectedChild> =
            desk.post("protection-lookups", json!({ "national_id": WANG_DAMING.national_id })).await.expect(200).json();
        assert_eq!(nobody.items, []);
    }

    async fn nobody_but_the_desk_reaches_it(city: City) {
        let desk = hsu(&city).await;
        let id = sealed(&desk, XIAOMING).await.id;
        for (name, role, school) in [("huang", "registrar", Some("403601")), ("chen", "auditor", None), ("lawa", "bureau_officer", None)] {
            let staff = city.with_role(name, role, school).await;
            staff.get("protective-seals").await.problem(403, "not_allowed");
            staff.get("protection-applications").await.problem(403, "not_allowed");
            staff.post("protection-lookups", json!({ "national_id": XIAOMING.national_id })).await.problem(403, "not_allowed");
            staff.post("protective-seals", order(id, &[])).await.problem(403, "not_allowed");
            staff.post_nothing(&format!("protective-seals/{id}/lift-requests")).await.problem(403, "not_allowed");
            staff.post_nothing(&format!("protective-seals/{id}/lift-approvals")).await.problem(403, "not_allowed");
        }
        city.client().get("protective-seals").await.problem(401, "not_signed_in");
    }
}

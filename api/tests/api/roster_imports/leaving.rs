//! A child is released, goes to another school or to none.

use super::*;
use kinbind_api::features::roster::end_carry_overs;
use shared_types::{application::ApplicationStatus, roster::StudentDeparture};
use time::Duration;

/// 王小明's number at 內湖國小.
const NUMBER: &str = "1110103";

async fn release(client: &Client, city: &City) -> Answer {
    let id = student_id(city, NUMBER).await;
    let path = format!("schools/{NEIHU}/students/{id}/departures");
    client.post(&path, json!({ "reason": "transferred" })).await
}

on_both! {
    async fn who_was_released_is_nowhere_to_be_seen(city: City) {
        let (lin, registrar) = (city.teacher("lin").await, registrar(&city).await);
        let applicant = city.applicant(WANG_DAMING.email).await;
        let form = applicant.form(&WANG_DAMING, &[XIAOMING]).await;
        let other = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[XIAOMING]).await;
        let before = lin.class().await.census;

        let gone: StudentDeparture = release(&registrar, &city).await.expect(201).json();
        assert_eq!(gone.carry_over_until - gone.left_at, Duration::days(120));
        let again: StudentDeparture = release(&registrar, &city).await.expect(200).json();
        assert_eq!(again, gone);
        let refused = applicant.post("student-lookups", XIAOMING.lookup()).await;
        refused.problem(404, "student_not_found");
        let refused = applicant.post("binding-applications", form).await;
        refused.problem(422, "invalid_fields").fields(&[("/students/0/lookup_id", "lookup_expired")]);
        let class = lin.class().await;
        assert_eq!((class.census.in_review, before.in_review), (0, 1));
        let children = lin.get(&format!("classes/{}/students", class.id)).await.expect(200).value();
        assert!(children["items"].as_array().unwrap().iter().all(|child| child["student_number"] != NUMBER));
        assert!(lin.pending().await.is_empty());
        assert_eq!(lin.decide(&[approval(other[0].id, 1)]).await, [Some("not_found")]);
        let places = format!("schools/{NEIHU}/students/{}/guardian-places", gone.student_id);
        registrar.put(&places, json!({ "guardian_places": 1 })).await.problem(404, "not_found");
        // Back in the school's list, the child is there again.
        let back = imported(&city, &registrar, NEIHU, &pupils(NEIHU)).await;
        assert_eq!(back, changes(|c| (c.transferred_in, c.unchanged) = (1, 108)));
        assert_eq!(lin.decide(&[approval(other[0].id, 1)]).await, [None]);
    }

    async fn an_application_under_review_follows_the_child(city: City) {
        let (lin, registrar) = (city.teacher("lin").await, registrar(&city).await);
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        let class = lin.class().await.id;
        release(&registrar, &city).await.expect(201);

        let officer = city.officer().await;
        let child = pupils(NEIHU).into_iter().find(|pupil| pupil.is(&XIAOMING)).unwrap();
        let arrived = Pupil { class: "五年三班".into(), number: "A7".into(), ..child };
        let done = imported(&city, &officer, SONGSHAN, &[arrived]).await;
        assert_eq!(done, changes(|c| (c.transferred_in, c.new_classes) = (1, 1)));
        let new_class = city.query("SELECT id FROM classes WHERE name = '五年三班'").await;
        let new_class: Uuid = new_class[0].try_get_by_index(0).unwrap();
        let there = city.with_role("hsu", "registrar", Some(SONGSHAN)).await;
        let given = json!({ "person": "chen@school.example.tw", "class_id": new_class });
        there.post(&format!("schools/{SONGSHAN}/homeroom-assignments"), given).await.expect(201);

        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [Some("not_found")]);
        assert!(lin.grid("").await.items.is_empty());
        lin.get(&format!("classes/{new_class}/binding-applications")).await.problem(404, "not_found");
        let chen = city.teacher("chen").await;
        let grid = chen.get(&format!("classes/{new_class}/binding-applications")).await.expect(200).value();
        assert_eq!(grid["items"][0]["id"], json!(sent[0].id));
        chen.get(&format!("classes/{class}/binding-applications")).await.problem(404, "not_found");
        assert_eq!(chen.decide(&[approval(sent[0].id, 1)]).await, [None]);
        let seen = parent.application(sent[0].id).await;
        assert_eq!((seen.status, seen.student.school_name.as_str()), (ApplicationStatus::Approved, "市立松山國小"));
    }

    async fn what_nobody_carries_over_ends_and_the_parents_are_told(city: City) {
        let (lin, registrar) = (city.teacher("lin").await, registrar(&city).await);
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let waiting = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[XIAOMING]).await;
        release(&registrar, &city).await.expect(201);
        city.advance(Duration::days(119));
        end_carry_overs(&city.state).await.unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ended_at IS NOT NULL").await, 0);

        city.advance(Duration::days(2));
        end_carry_overs(&city.state).await.unwrap();
        // Two workers: the second finds nothing to do.
        end_carry_overs(&city.state).await.unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ended_at IS NOT NULL").await, 1);
        let status = city.query("SELECT status FROM binding_applications ORDER BY submitted_at").await;
        let status: Vec<String> = status.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert_eq!(status, ["ended", "cancelled"]);
        assert_ne!(sent[0].id, waiting[0].id);
        city.work_outbox().await;
        let told: Vec<_> = city.smtp.mails_to(WANG_DAMING.email).into_iter().filter(|m| m.subject.contains("解除")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("王○明 已經離開原來的學校") && !told[0].text.contains("不是您本人辦理"), "{}", told[0].text);
        let events = "SELECT COUNT(*) FROM audit_events WHERE actor = 'system' AND action =";
        assert_eq!(city.count(&format!("{events} 'binding_ended'")).await, 1);
        assert_eq!(city.count(&format!("{events} 'application_cancelled'")).await, 1);
        // A school that takes the child in later takes it without bindings.
        let officer = city.officer().await;
        let child = pupils(NEIHU).into_iter().find(|pupil| pupil.is(&XIAOMING)).unwrap();
        let done = imported(&city, &officer, SONGSHAN, &[Pupil { number: "A7".into(), ..child }]).await;
        assert_eq!(done.transferred_in, 1);
        let again = city.applicant(LIN_MEIHUI.email).await;
        again.apply(&LIN_MEIHUI, &[Child { school_code: SONGSHAN, ..XIAOMING }]).await;
    }

    async fn a_school_opens_places_for_one_childs_guardians(city: City) {
        let registrar = registrar(&city).await;
        let id = student_id(&city, "1110119").await;
        let path = format!("schools/{NEIHU}/students/{id}/guardian-places");
        let places = registrar.put(&path, json!({ "guardian_places": 1 })).await.expect(200).value();
        assert_eq!(places, json!({ "guardian_places": 1 }));
        registrar.put(&path, json!({ "guardian_places": 1 })).await.expect(200);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'guardian_places_set'").await, 1);
        let too_many = registrar.put(&path, json!({ "guardian_places": 5 })).await;
        too_many.problem(422, "invalid_fields").fields(&[("/guardian_places", "too_many")]);
        // Both parents of 張采潔 are bound; a grandmother has a place now.
        let applicant = city.applicant(LI_GUOHUA.email).await;
        let mut form = applicant.form(&LI_GUOHUA, &[CAIJIE]).await;
        form["students"][0]["relationship"] = json!("maternal_grandmother");
        applicant.post("binding-applications", form).await.expect(201);
    }

    async fn a_teacher_who_left_sees_no_class_of_the_new_year(city: City) {
        let registrar = registrar(&city).await;
        let list = registrar.get(&format!("schools/{NEIHU}/homeroom-assignments")).await.expect(200).value();
        let lin = list["items"].as_array().unwrap().iter().find(|item| item["name"] == LIN_SHUHUI.name).unwrap();
        registrar.delete(&format!("schools/{NEIHU}/homeroom-assignments/{}", lin["id"].as_str().unwrap())).await.expect(204);
        let done = imported(&city, &registrar, NEIHU, &next_year(NEIHU, 6)).await;
        assert_eq!((done.promoted, done.unchanged), (109, 0));
        // A new year's list of children gives nobody a class.
        city.teacher("lin").await.get("classes").await.problem(403, "not_allowed");
    }

    async fn the_bindings_of_a_sealed_child_are_not_counted(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING, YONGQING], &city.teacher("lin").await).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let student = student_id(&city, NUMBER).await;
        desk.post("protective-seals", json!({ "student_id": student, "order_reference": "1" })).await.expect(201);
        let registrar = registrar(&city).await;
        let stay: Vec<_> = pupils(NEIHU).into_iter().filter(|one| !one.is(&XIAOMING) && !one.is(&YONGQING)).collect();
        let import = checked(&city, &registrar, NEIHU, CSV, csv(&stay)).await;
        let changes = import.changes.unwrap();
        assert_eq!((changes.leaving, changes.ends_bindings), (2, 1), "李詠晴's alone");
        confirm(&registrar, import.id, 2).await.problem(422, "invalid_fields").fields(&[("/ends_bindings", "required")]);
        confirm(&registrar, import.id, 1).await.expect(201);
    }
}

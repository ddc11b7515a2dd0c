//! What an officer records from papers, and what comes of it at once.

use super::*;
use shared_types::{audit::AuditPage, relationship::Relationship};

on_both! {
    async fn a_carer_without_an_account_gets_one_and_sees_the_child_until_the_last_day(city: City) {
        let officer = city.officer().await;
        let numbers = json!({
            "child": { "national_id": XIAOMING.national_id, "school_code": XIAOMING.school_code },
            "carer_national_id": AUNT.national_id,
        });
        let found: DelegationLookup = officer.post("carer-delegation-lookups", numbers).await.expect(200).json();
        assert_eq!((found.child.name.as_str(), found.child.class_name.as_str()), ("王小明", "五年一班"));
        assert_eq!(found.carer, None);

        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        assert_eq!((made.standing, made.from, made.until), (Standing::InForce, day(&city, 0), day(&city, 30)));
        assert_eq!((made.carer_name.as_str(), made.document_reference.as_str()), ("陳秀雲", DOCUMENT));
        assert_eq!(made.carer_national_id_masked, "A22****998");
        city.work_outbox().await;
        // The address is proved by the link, and until then learns nothing of the child.
        let mails = city.smtp.mails_to(AUNT.email);
        assert_eq!(mails.len(), 1);
        assert!(!mails[0].text.contains("王○明") && mails[0].text.contains("委託照顧受託人"), "{}", mails[0].text);
        let aunt = activated(&city, &AUNT).await;
        let own = children(&aunt).await;
        assert_eq!((own.len(), own[0].student.name.as_str(), own[0].relationship), (1, "王小明", Relationship::Other));
        assert_eq!(own[0].ends_at, Some(taiwan_time::start_of_day(day(&city, 31))));
        assert_eq!(listed(&officer, "standing=in_force").await, [made]);
        assert_eq!(listed(&officer, "standing=over").await, []);
        for table in ["audit_events", "carer_delegations"] {
            for row in city.query(&format!("SELECT * FROM {table}")).await {
                assert!(!format!("{row:?}").contains("北市社"), "{row:?}");
            }
        }
    }

    async fn who_has_an_account_is_found_and_told_and_so_are_the_guardians(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.bound(&LI_GUOHUA, &[YONGQING], &lin).await;
        let officer = city.officer().await;
        let mut asked = order(&city, XIAOMING, &LI_GUOHUA, 10);
        let numbers = json!({ "child": asked["child"], "carer_national_id": LI_GUOHUA.national_id });
        let found: DelegationLookup = officer.post("carer-delegation-lookups", numbers).await.expect(200).json();
        assert_eq!(found.carer.unwrap().name_masked, "李○華");
        asked["carer"] = json!({ "national_id": LI_GUOHUA.national_id });
        recorded(&officer, &asked).await;
        city.work_outbox().await;
        let to_carer = city.smtp.last_to(LI_GUOHUA.email);
        assert!(to_carer.subject.contains("由您受託照顧"), "{}", to_carer.subject);
        let to_guardian = city.smtp.last_to(WANG_DAMING.email);
        assert!(to_guardian.subject.contains("委託照顧的登錄"), "{}", to_guardian.subject);
        let arrived = "SELECT COUNT(*) FROM mail_deliveries WHERE kind = 'delegation_notice' AND state = 'sent'";
        assert_eq!(city.count(arrived).await, 2);
        assert!(to_guardian.text.contains("李○華"), "{}", to_guardian.text);
        for own in [LI_GUOHUA.name, LI_GUOHUA.email, LI_GUOHUA.mobile, LI_GUOHUA.national_id, DOCUMENT] {
            assert!(!to_guardian.text.contains(own), "{own}");
        }
        let carer = city.settled(&LI_GUOHUA).await;
        let names: Vec<_> = children(&carer).await.into_iter().map(|one| (one.student.name, one.ends_at.is_some())).collect();
        assert_eq!(names, [("李詠晴".to_owned(), false), ("王小明".to_owned(), true)]);
    }

    async fn the_same_papers_by_several_officers_at_once_are_one(city: City) {
        let officer = city.officer().await;
        let asked = order(&city, XIAOMING, &AUNT, 30);
        let tries = (0..4).map(|_| {
            let (officer, asked) = (officer.clone(), asked.clone());
            async move { officer.post("carer-delegations", asked).await }
        });
        let answers = all_at_once(tries).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((count(201), count(200)), (1, 3));
        assert!(answers.iter().all(|answer| answer.value()["id"] == answers[0].value()["id"]));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(AUNT.email).len(), 1);
        assert_eq!(children(&activated(&city, &AUNT).await).await.len(), 1);
        // By the same papers for other days, or by others for some of these.
        let mut other = order(&city, XIAOMING, &AUNT, 31);
        officer.post("carer-delegations", &other).await.problem(409, "wrong_state");
        other["document_reference"] = json!("北市社兒少字第2號");
        officer.post("carer-delegations", &other).await.problem(409, "wrong_state");
        // What follows is another one.
        other["from"] = json!(day(&city, 31).to_string());
        assert_eq!(recorded(&officer, &other).await.standing, Standing::Upcoming);
        // Brothers and sisters can be in the same papers.
        recorded(&officer, &order(&city, YONGQING, &AUNT, 30)).await;
    }

    async fn a_guardian_of_the_child_needs_none(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let officer = city.officer().await;
        let asked = order(&city, XIAOMING, &WANG_DAMING, 30);
        officer.post("carer-delegations", asked).await.problem(409, "already_applied");
        assert_eq!(listed(&officer, "").await, []);
    }

    async fn a_child_that_is_not_there_is_not_found(city: City) {
        let officer = city.officer().await;
        let elsewhere = Child { school_code: "403503", ..XIAOMING };
        let nobody = Child { national_id: LI_GUOHUA.national_id, ..XIAOMING };
        for child in [elsewhere, nobody, Child { school_code: "0", ..XIAOMING }] {
            let asked = order(&city, child, &AUNT, 30);
            let numbers = json!({ "child": asked["child"], "carer_national_id": AUNT.national_id });
            officer.post("carer-delegation-lookups", numbers).await.problem(404, "student_not_found");
            officer.post("carer-delegations", asked).await.problem(404, "student_not_found");
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM carer_delegations").await, 0);
    }

    async fn wrong_input_is_named_and_changes_nothing(city: City) {
        let officer = city.officer().await;
        let ask = async |change: &dyn Fn(&mut Value)| {
            let mut body = order(&city, XIAOMING, &AUNT, 30);
            change(&mut body);
            officer.post("carer-delegations", body).await.problem(422, "invalid_fields")
        };
        let as_text = |from_today| json!(day(&city, from_today).to_string());
        ask(&|body| body["carer"]["national_id"] = body["child"]["national_id"].clone()).await
            .fields(&[("/carer/national_id", "same_person")]);
        ask(&|body| body["carer"] = json!({ "national_id": AUNT.national_id })).await
            .fields(&[("/carer/email", "required"), ("/carer/mobile", "required"), ("/carer/name", "required")]);
        ask(&|body| body["until"] = as_text(-1)).await.fields(&[("/until", "too_early")]);
        ask(&|body| body["until"] = as_text(367)).await.fields(&[("/until", "too_long")]);
        ask(&|body| body["from"] = as_text(-1)).await.fields(&[("/from", "too_early")]);
        ask(&|body| body["from"] = as_text(31)).await.fields(&[("/until", "too_early")]);
        ask(&|body| body["document_reference"] = json!(" ")).await.fields(&[("/document_reference", "required")]);
        ask(&|body| body["carer"]["mobile"] = json!("02-27208889")).await.fields(&[("/carer/mobile", "mobile")]);
        ask(&|body| body["child"]["national_id"] = json!("A123456788")).await
            .fields(&[("/child/national_id", "checksum")]);
        let mut no_end = order(&city, XIAOMING, &AUNT, 30);
        no_end.as_object_mut().unwrap().remove("until");
        officer.post("carer-delegations", no_end).await.problem(400, "malformed_body");
        officer.get("carer-delegations?standing=soon").await.problem(400, "malformed_parameter");
        officer.get("carer-delegations?page=0").await.problem(400, "malformed_parameter");
        assert_eq!(city.count("SELECT COUNT(*) FROM carer_delegations").await, 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM accounts WHERE email = 'aunt@example.com'").await, 0);
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 366)).await;
    }

    async fn officers_act_and_auditors_read(city: City) {
        let officer = city.officer().await;
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        let auditor = city.with_role("chen", "auditor", None).await;
        assert_eq!(listed(&auditor, "").await, std::slice::from_ref(&made));
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let registrar = city.with_role("huang", "registrar", Some("403601")).await;
        for staff in [&desk, &registrar] {
            staff.get("carer-delegations").await.problem(403, "not_allowed");
        }
        for staff in [&auditor, &desk, &registrar] {
            staff.post("carer-delegations", order(&city, YONGQING, &AUNT, 3)).await.problem(403, "not_allowed");
            end(staff, made.id).await.problem(403, "not_allowed");
        }
        city.client().get("carer-delegations").await.problem(401, "not_signed_in");
        for action in ["delegation_recorded", "bound"] {
            let found: AuditPage = auditor.get(&format!("audit-events?action={action}")).await.expect(200).json();
            let newest = &found.items[0];
            assert_eq!((newest.actor_name.is_some(), newest.school_code.as_deref()), (true, Some("403601")), "{action}");
        }
    }

    async fn naming_children_is_limited(city: City) {
        let officer = city.officer().await;
        let numbers = json!({
            "child": { "national_id": XIAOMING.national_id, "school_code": "0" },
            "carer_national_id": AUNT.national_id,
        });
        for _ in 0..120 {
            officer.post("carer-delegation-lookups", &numbers).await.problem(404, "student_not_found");
        }
        officer.post("carer-delegation-lookups", &numbers).await.problem(429, "too_many_requests");
        officer.post("carer-delegations", order(&city, XIAOMING, &AUNT, 3)).await.problem(429, "too_many_requests");
    }
}

//! The deletion of the own data.

use super::*;

on_both! {
    async fn deletion_is_asked_for_once_and_confirmed(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let tries = (0..5).map(|_| {
            let owner = owner.clone();
            async move { owner.post(REQUESTS, password()).await.status }
        });
        let mut statuses = all_at_once(tries).await;
        statuses.sort();
        assert_eq!(statuses, [201, 409, 409, 409, 409]);
        owner.post(REQUESTS, password()).await.problem(409, "wrong_state");
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert_eq!(open.items.len(), 1);
        assert_eq!(open.items[0].due_at - open.items[0].requested_at, Duration::days(30));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：已收到刪除個人資料的請求");
        // Until then everything works.
        owner.get("bindings").await.expect(200);
        let (_, printed) = run_command(&city, &["deletion-requests", "list"]);
        assert!(printed.contains("1 open") && printed.contains("王大明") && !printed.contains("OVERDUE"), "{printed}");
    }

    async fn what_is_carried_out_leaves_rows_and_dates_and_nobody(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        lin.approve(&sent[..1]).await;
        chang.send_back(&sent[1], "王大明的姓名與戶籍資料不同").await;
        parent.answer_consent("refused").await;
        city.work_outbox().await;
        let owner = city.settled(&WANG_DAMING).await;
        owner.post_nothing("applicant-sessions").await.expect(201);
        Applicant { client: owner.clone() }.answer_consent("accepted").await;
        hours_pass(&city).await;
        let request = requested(&owner).await;
        city.work_outbox().await;
        assert!(!traces(&city, &WANG_DAMING).await.is_empty(), "or this test finds nothing");
        let (before, mails) = (rows(&city).await, city.smtp.mails().len());
        let decisions = "SELECT COUNT(*) FROM review_decisions WHERE decided_at > 0";
        let decided = city.count(decisions).await;

        let (is_done, printed) = carry_out(&city, &request);
        assert!(is_done && printed.contains("backups"), "{printed}");
        assert_eq!(traces(&city, &WANG_DAMING).await, [] as [String; 0]);
        assert_eq!(rows(&city).await, before);
        assert_eq!(city.count(decisions).await, decided);
        let states = "SELECT COUNT(*) FROM binding_applications WHERE status IN ('ended', 'cancelled')";
        assert_eq!(city.count(states).await, 3);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 0);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails().len(), mails, "nobody is mailed after it");
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        for path in ["accounts/me", "bindings", "sessions/current", "applicant-sessions/current"] {
            owner.get(path).await.problem(401, "not_signed_in");
        }
        parent.get("binding-applications").await.problem(401, "not_signed_in");
        let wrong = json!({ "login": WANG_DAMING.email, "password": NEW_PASSWORD });
        city.client().post("sessions", wrong).await.problem(401, "wrong_credentials");
        // The teacher's pages go on without the person.
        assert_eq!((lin.pending().await.len(), lin.class().await.census.bound), (0, 6));
        assert!(!carry_out(&city, &request).0, "once");
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(is_well && printed.contains("signatures are as they were signed"), "{printed}");
    }

    async fn whoever_was_deleted_can_begin_anew(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        city.advance(Duration::minutes(2));
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let own = city.settled(&WANG_DAMING).await.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"].as_array().unwrap().len(), 1, "nothing of before comes back");
    }

    async fn the_other_parent_of_a_shared_mailbox_keeps_everything(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(Duration::minutes(2));
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let sent = city.applicant(mother.email).await.apply(&mother, &[XIAOMING]).await;
        lin.approve(&sent).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        let hers = city.signed_in(LIN_MEIHUI.mobile, LIN_MEIHUI.initial_password()).await;
        hers.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        let data = copy_for(&hers).await;
        assert_eq!((data.bindings.len(), data.applications.len(), data.consent_records.len()), (1, 1, 1));
        assert_eq!(data.consent_records[0].address, WANG_DAMING.email);
        assert_eq!((data.account.email.as_str(), data.account.name.as_str()), (WANG_DAMING.email, "林美惠"));
    }

    async fn deleted_while_a_form_is_sent_the_form_is_closed_or_a_strangers(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        owner.post_nothing("applicant-sessions").await.expect(201);
        let applicant = Applicant { client: owner.clone() };
        let form = applicant.form(&WANG_DAMING, &[DAEN]).await;
        let id = request.id;
        let state = city.state.clone();
        let deleting =
            tokio::spawn(async move { kinbind_api::features::personal_data::carry_out(&state, id).await.unwrap() });
        let without: Value = json!({ "consent_record_id": form["consent_record_id"], "students": form["students"],
            "applicant": {}, "signature": form["signature"] });
        let sent = applicant.post("binding-applications", without).await;
        assert!(matches!(sent.status, 201 | 401 | 422), "{}", sent.text());
        deleting.await.unwrap();
        assert!(run_command(&city, &["deletion-requests", "compact"]).0);
        assert_eq!(traces(&city, &WANG_DAMING).await, [] as [String; 0]);
    }

    async fn a_teacher_with_a_class_is_relieved_first(city: City) {
        let lin = city.teacher("lin").await;
        let password = json!({ "current_password": DEMO_PASSWORD });
        let request: DeletionRequest = lin.post(REQUESTS, password).await.expect(201).json();
        let (is_done, printed) = carry_out(&city, &request);
        assert!(!is_done && printed.contains("has a class"), "{printed}");
        lin.get("classes").await.expect(200);
        city.sql("DELETE FROM homeroom_assignments").await;
        assert!(carry_out(&city, &request).0);
        lin.get("sessions/current").await.problem(401, "not_signed_in");
    }

    async fn doctor_names_what_is_overdue(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(is_well && printed.contains("1 people wait"), "{printed}");
        // The command has a clock of its own.
        city.sql("UPDATE deletion_requests SET due_at = 1").await;
        let (is_well, printed) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(!is_well && printed.contains(&request.id.to_string()), "{printed}");
        let (_, printed) = run_command(&city, &["deletion-requests", "list"]);
        assert!(printed.contains("OVERDUE"), "{printed}");
    }

    async fn whoever_shares_mailbox_and_session_keeps_session_and_answers(city: City) {
        let lin = city.teacher("lin").await;
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let shared = city.applicant(WANG_DAMING.email).await;
        lin.approve(&shared.apply(&WANG_DAMING, &[XIAOMING]).await).await;
        // Two forms of hers, and one that she is filling in.
        lin.approve(&shared.apply(&mother, &[XIAOMING]).await).await;
        shared.apply(&mother, &[DAEN]).await;
        city.work_outbox().await;
        let begun = shared.form(&mother, &[PINXIN]).await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        let answers = answers_of(&city, WANG_DAMING.email).await;
        assert!(carry_out(&city, &request).0);
        // His alone has gone.
        assert_eq!(answers_of(&city, WANG_DAMING.email).await, answers - 1);
        let sent = shared.post("binding-applications", begun).await.expect(201).value();
        assert_eq!(sent["items"][0]["applicant"]["name"], "林○惠");
        let own = shared.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"].as_array().unwrap().len(), 3);

        // When she goes too, nothing that he left holds on to the answer.
        let hers = city.signed_in(mother.mobile, mother.initial_password()).await;
        hers.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        hours_pass(&city).await;
        assert!(carry_out(&city, &requested(&hers).await).0);
        for parent in [&WANG_DAMING, &mother] {
            assert_eq!(traces(&city, parent).await, [] as [String; 0]);
        }
        shared.get("binding-applications").await.problem(401, "not_signed_in");
    }

    async fn a_strangers_address_that_was_only_typed_keeps_its_answers(city: City) {
        city.applicant(LIN_MEIHUI.email).await.answer_consent("refused").await;
        let father = city.applicant(WANG_DAMING.email).await;
        father.apply(&Parent { email: LIN_MEIHUI.email, mobile: LIN_MEIHUI.mobile, ..WANG_DAMING }, &[DAEN]).await;
        let sent = father.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        hours_pass(&city).await;
        assert!(carry_out(&city, &request).0);
        assert_eq!((answers_of(&city, LIN_MEIHUI.email).await, answers_of(&city, WANG_DAMING.email).await), (1, 0));
    }

    async fn a_form_that_a_correction_made_two_peoples_is_parted(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let shared = city.applicant(WANG_DAMING.email).await;
        let sent = shared.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        lin.send_back(&sent[0], "這是母親的資料").await;
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let mut correction = json!({ "version": 2, "relationship": "mother", "signature": drawn_signature() });
        correction["applicant"] = mother.form();
        shared.post(&format!("binding-applications/{}/resubmissions", sent[0].id), correction).await.expect(200);
        chang.approve(&sent[1..]).await;
        city.work_outbox().await;
        let request = requested(&city.settled(&WANG_DAMING).await).await;
        assert!(carry_out(&city, &request).0);
        let own = shared.get("binding-applications").await.expect(200).value();
        let names: Vec<_> = own["items"].as_array().unwrap().iter().map(|one| &one["applicant"]["name"]).collect();
        assert_eq!(names, [mother.name]);
        assert_eq!(own["items"][0]["reference"], sent[0].reference.as_str());
        let forms = "SELECT COUNT(DISTINCT form_id) FROM binding_applications WHERE form_id IN (SELECT id FROM application_forms)";
        assert_eq!(city.count(forms).await, 2);
        assert_eq!(city.count("SELECT COUNT(DISTINCT reference) FROM application_forms").await, 2);
    }

    async fn jobs_that_were_given_up_or_wait_are_forgotten(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let asked = json!({ "channel": "email", "address": "daming.new@example.com", "purpose": "contact_change" });
        let code = city.client().post("contact-verifications", asked).await.expect(201).value();
        city.work_outbox().await;
        let change = json!({ "verification_id": code["id"], "code": city.code_sent_to("daming.new@example.com"),
            "current_password": NEW_PASSWORD });
        owner.put("accounts/me/contact", change).await.expect(200);
        city.smtp.set(Mood::Refusing(550));
        city.work_outbox().await;
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.dead, backlog.dead_jobs[0].kind.as_str()), (1, "send_contact_changed"));
        let asked = json!({ "channel": "email", "address": LIN_MEIHUI.email });
        city.client().post("contact-verifications", asked).await.expect(201);
        let request = requested(&owner).await;
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 2);
        assert!(carry_out(&city, &request).0);
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.pending, backlog.dead), (1, 0), "somebody else's stays");
    }

    async fn what_is_declined_is_answered_by_mail_and_can_be_asked_again(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        let id = request.id.to_string();
        let (is_done, printed) = run_command(&city, &["deletion-requests", "decline", &id, "--reason", " "]);
        assert!(!is_done && printed.contains("reason is empty"), "{printed}");
        let decline = ["deletion-requests", "decline", &id, "--reason", "學籍資料依法須保存至畢業"];
        let (is_done, printed) = run_command(&city, &decline);
        assert!(is_done && printed.contains("is declined"), "{printed}");
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：刪除個人資料的請求未辦理");
        assert!(mail.text.contains("學籍資料依法須保存至畢業") && mail.text.contains("王大明 您好"), "{}", mail.text);
        assert!(!run_command(&city, &decline).0, "once");
        assert!(!carry_out(&city, &request).0, "it is answered");
        owner.get("bindings").await.expect(200);
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert!(open.items.is_empty());
        requested(&owner).await;
    }

    async fn only_whoever_asked_takes_a_request_back(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let request = requested(&owner).await;
        let path = format!("{REQUESTS}/{}", request.id);
        city.client().delete(&path).await.problem(401, "not_signed_in");
        lin.delete(&path).await.problem(404, "not_found");
        let tries = (0..4).map(|_| {
            let (owner, path) = (owner.clone(), path.clone());
            async move { owner.delete(&path).await.status }
        });
        let mut statuses = all_at_once(tries).await;
        statuses.sort();
        assert_eq!(statuses, [204, 404, 404, 404]);
        let (is_done, printed) = carry_out(&city, &request);
        assert!(!is_done && printed.contains("no request"), "{printed}");
        owner.get("bindings").await.expect(200);
        requested(&owner).await;
    }
}

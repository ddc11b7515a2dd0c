//! A copy of the own data.

use super::*;

on_both! {
    async fn a_copy_holds_everything_of_its_owner_and_nothing_of_others(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&LIN_MEIHUI, &[XIAOMING], &lin).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        lin.send_back(&sent[0], "姓名與戶籍資料不同").await;
        let mut correction = json!({ "version": 2, "relationship": "other", "relationship_note": "伯父" });
        correction["applicant"] = WANG_DAMING.form();
        correction["signature"] = json!({ "kind": "typed", "name": "王大明" });
        let again = format!("binding-applications/{}/resubmissions", sent[0].id);
        parent.post(&again, correction).await.expect(200);
        lin.approve(&[parent.application(sent[0].id).await]).await;
        city.work_outbox().await;
        let owner = city.settled(&WANG_DAMING).await;
        let answer = owner.get(&copy_address(&owner).await).await.expect(200);
        assert_eq!(answer.header("cache-control"), Some("private, no-store"));
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename=\"kinbind-personal-data.json\""), "{disposition}");
        let text = answer.text();
        let data: PersonalData = answer.json();
        let account = &data.account;
        assert_eq!((account.name.as_str(), account.national_id.as_str()), (WANG_DAMING.name, WANG_DAMING.national_id));
        assert_eq!((account.email.as_str(), account.mobile.as_str()), (WANG_DAMING.email, WANG_DAMING.mobile));
        assert!(account.email_is_proved);
        // With the initial password, and since.
        assert_eq!(data.sessions.iter().map(|one| one.ended_at.is_some()).collect::<Vec<_>>(), [false, true]);
        let applications: Vec<_> = data.applications.iter().map(|one| (one.id, one.status)).collect();
        let expected = [(sent[0].id, ApplicationStatus::Approved), (sent[1].id, ApplicationStatus::InReview)];
        assert_eq!(applications, expected);
        let first = &data.applications[0];
        assert_eq!((first.national_id.as_str(), first.relationship_note.as_deref()), ("A123456789", Some("伯父")));
        assert_eq!(first.history.len(), 5);
        assert_eq!(first.signatures.len(), 2);
        assert!(first.signatures.iter().all(|one| one.is_as_signed));
        let evidence = |number: usize| -> Value {
            serde_json::from_str(first.signatures[number].evidence.as_deref().unwrap()).unwrap()
        };
        assert_eq!(evidence(0)["signature"], drawn_signature());
        assert_eq!(evidence(1)["signature"], json!({ "kind": "typed", "name": "王大明" }));
        assert_eq!(evidence(0)["consent_text_sha256"], data.consent_records[0].record.text_sha256);
        // Byte for byte what was signed.
        let server_signature = data_encoding::BASE64.decode(first.signatures[0].server_signature.as_bytes()).unwrap();
        let signed = first.signatures[0].evidence.as_deref().unwrap().as_bytes();
        assert!((0..=9).any(|key| city.state.keys.is_signed(key, signed, &server_signature)));
        assert_eq!((data.consent_records.len(), data.consent_records[0].address.as_str()), (1, WANG_DAMING.email));
        assert_eq!((data.bindings.len(), data.bindings[0].student_name.as_str()), (1, "王小明"));
        for others in [LIN_MEIHUI.name, LIN_MEIHUI.email, LIN_MEIHUI.national_id, LIN_MEIHUI.mobile] {
            assert!(!text.contains(others), "{others}");
        }
        owner.delete(&format!("bindings/{}", data.bindings[0].id)).await.expect(204);
        let data = copy_for(&owner).await;
        assert_eq!((data.bindings[0].student_name.as_str(), data.bindings[0].ended_at.is_some()), ("王○明", true));
    }

    async fn only_its_owner_gets_a_copy(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        city.client().post(COPIES, password()).await.problem(401, "not_signed_in");
        city.applicant(LI_GUOHUA.email).await.post(COPIES, password()).await.problem(401, "not_signed_in");
        let initial = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        initial.post(COPIES, password()).await.problem(403, "password_change_required");
        initial.get(&format!("{COPIES}/x")).await.problem(403, "password_change_required");
        initial.post(REQUESTS, password()).await.problem(403, "password_change_required");
        initial.get(REQUESTS).await.problem(403, "password_change_required");
    }

    async fn a_copy_is_where_it_was_said_for_a_minute_and_for_the_session_that_asked(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let address = copy_address(&owner).await;
        assert!(!address.contains("A123456789") && address.starts_with("/api/v1/accounts/me/data-copies/"), "{address}");
        city.client().get(&address).await.problem(401, "not_signed_in");
        lin.get(&address).await.problem(410, "link_expired");
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        elsewhere.get(&address).await.problem(410, "link_expired");
        // A longer minute, another fingerprint, half an address, none of ours.
        let token = address.rsplit('/').next().unwrap();
        let mut later = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        later[3] = 1;
        let mut changed = later.clone();
        changed[3] = 0;
        *changed.last_mut().unwrap() ^= 1;
        let encoded = [later, changed].map(|bytes| data_encoding::BASE64URL_NOPAD.encode(&bytes));
        for wrong in [encoded[0].as_str(), encoded[1].as_str(), &token[..20], "x", "AAAA"] {
            owner.get(&format!("{COPIES}/{wrong}")).await.problem(410, "link_expired");
        }
        city.advance(Duration::seconds(30));
        // Some browsers ask twice.
        for _ in 0..2 {
            assert_eq!(owner.get(&address).await.expect(200).json::<PersonalData>().account.name, WANG_DAMING.name);
        }
        city.advance(Duration::seconds(31));
        owner.get(&address).await.problem(410, "link_expired");
        let address = copy_address(&owner).await;
        owner.delete("sessions/current").await.expect(204);
        owner.get(&address).await.problem(401, "not_signed_in");
    }

    async fn neither_is_done_without_the_password(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let wrong = json!({ "current_password": "not the password" });
        for path in [COPIES, REQUESTS] {
            let refused = owner.post(path, &wrong).await.problem(422, "invalid_fields");
            refused.fields(&[("/current_password", "wrong_password")]);
            owner.post(path, json!({ "current_password": " " })).await.problem(422, "invalid_fields");
            owner.post(path, json!({})).await.problem(400, "malformed_body");
            owner.post_nothing(path).await.problem(415, "unsupported_media_type");
        }
        let open: List<DeletionRequest> = owner.get(REQUESTS).await.expect(200).json();
        assert!(open.items.is_empty());
        // Guesses count with those of signing in, and not for good.
        let guesses = (0..6).map(|number| {
            let (owner, wrong) = (owner.clone(), wrong.clone());
            async move { owner.post([COPIES, REQUESTS][number % 2], wrong).await.status }
        });
        let mut statuses = all_at_once(guesses).await;
        statuses.sort();
        assert_eq!(statuses, [422, 422, 422, 429, 429, 429], "two guesses before, three now");
        owner.post(COPIES, password()).await.problem(429, "too_many_requests");
        let right = json!({ "login": WANG_DAMING.email, "password": NEW_PASSWORD });
        city.client().post("sessions", right).await.problem(429, "too_many_requests");
        city.advance(Duration::minutes(16));
        copy_for(&owner).await;
        requested(&owner).await;
    }

    async fn a_copy_has_answers_without_a_form_but_not_those_of_the_other_parent(city: City) {
        let lin = city.teacher("lin").await;
        let shared = city.applicant(WANG_DAMING.email).await;
        let sent = shared.apply(&WANG_DAMING, &[XIAOMING]).await;
        lin.approve(&sent).await;
        shared.apply(&Parent { email: WANG_DAMING.email, ..LIN_MEIHUI }, &[XIAOMING]).await;
        let refused = shared.answer_consent("refused").await;
        city.work_outbox().await;
        let data = copy_for(&city.settled(&WANG_DAMING).await).await;
        let answers: Vec<_> = data.consent_records.iter().map(|one| one.record.id).collect();
        assert_eq!(answers, [refused, data.applications[0].consent_record_id]);
    }

    async fn a_signature_that_is_not_ours_is_flagged_in_the_copy(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let copied = || async {
            let data = copy_for(&owner).await;
            let signature = &data.applications[0].signatures[0];
            (signature.is_as_signed, signature.evidence.is_some())
        };
        assert_eq!(copied().await, (true, true));
        city.sql("UPDATE application_signatures SET application_version = 7").await;
        assert_eq!(copied().await, (false, true));
        city.sql("UPDATE application_signatures SET evidence_sealed = server_signature").await;
        assert_eq!(copied().await, (false, false));
    }

    async fn a_copy_has_what_its_owner_objected_to(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        let sent = city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        let submitted_at = json!(sent)["submitted_at"].clone();
        let body = json!({ "application_id": sent.id, "submitted_at": submitted_at, "reason": "監護權由我單獨行使" });
        let raised = owner.post("binding-objections", body).await.expect(201).json();
        assert_eq!(copy_for(&owner).await.objections, [raised]);
    }
}

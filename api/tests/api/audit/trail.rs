//! What is written down, and who reads it.

use super::*;
use shared_types::account::Role;
use time::{Duration, format_description::well_known::Rfc3339};

async fn account_of(client: &Client) -> String {
    client.get("sessions/current").await.expect(200).value()["account"]["id"].as_str().unwrap().into()
}

on_both! {
    async fn an_applications_way_is_in_the_trail(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await.remove(0);
        let auditor = auditor(&city).await;
        let events = search(&auditor, &format!("subject_id={}", sent.id)).await;
        assert_eq!(actions(&events), ["application_submitted", "application_approved"]);
        let (approved, submitted) = (&events[0], &events[1]);
        assert_eq!((submitted.actor, submitted.role), (AuditActor::Applicant, Some(Role::Guardian)));
        assert_eq!((approved.actor, approved.role), (AuditActor::Account, Some(Role::HomeroomTeacher)));
        assert_eq!(approved.actor_id.unwrap().to_string(), account_of(&lin).await);
        assert_eq!(approved.actor_name.as_deref(), Some(LIN_SHUHUI.name));
        assert!(events.iter().all(|event| event.school_code.as_deref() == Some("403601") && event.trace_id.is_some()));
        let of_system = search(&auditor, "action=bound").await;
        assert_eq!((of_system[0].actor, of_system[0].school_code.as_deref()), (AuditActor::System, Some("403601")));
        // Decided once, told once: the same request again decides nothing.
        lin.decide(&[approval(sent.id, 1)]).await;
        assert_eq!(search(&auditor, &format!("subject_id={}", sent.id)).await.len(), 2);
    }

    async fn what_a_person_does_with_the_own_account_is_in_the_trail(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let daming = city.settled(&WANG_DAMING).await;
        let id = account_of(&daming).await;
        let copy = daming.post("accounts/me/data-copies", json!({ "current_password": NEW_PASSWORD })).await;
        daming.get(copy.expect(201).value()["address"].as_str().unwrap()).await.expect(200);
        let asked = json!({ "current_password": NEW_PASSWORD });
        let request = daming.post("accounts/me/deletion-requests", asked).await.expect(201).value()["id"].clone();
        daming.delete(&format!("accounts/me/deletion-requests/{}", request.as_str().unwrap())).await.expect(204);
        let binding = daming.get("bindings").await.value()["items"][0]["id"].clone();
        daming.delete(&format!("bindings/{}", binding.as_str().unwrap())).await.expect(204);
        daming.delete("sessions/current").await.expect(204);
        let auditor = auditor(&city).await;
        let events = search(&auditor, &format!("actor_id={id}")).await;
        let happened = [
            "signed_in", "password_changed", "data_copied", "deletion_requested", "deletion_withdrawn",
            "binding_ended", "signed_out",
        ];
        assert_eq!(actions(&events), happened);
    }

    async fn a_failed_sign_in_is_told_without_what_was_typed(city: City) {
        for (login, password) in [("lin@school.example.tw", "wrong"), ("nobody@example.com", "wrong")] {
            let body = json!({ "login": login, "password": password });
            city.client().post("sessions", body).await.problem(401, "wrong_credentials");
        }
        let auditor = auditor(&city).await;
        let failed = search(&auditor, "action=sign_in_failed").await;
        assert_eq!(failed.len(), 2);
        assert!(failed.iter().all(|event| event.actor == AuditActor::Unknown && event.actor_id.is_none()));
        // The account whose name it was is known, the name isn't told.
        assert!(failed[0].subject_id.is_none() && failed[1].subject_id.is_some());
        let all = auditor.get("audit-events?page_size=100").await.text();
        assert!(!all.contains("nobody@") && !all.contains("lin@"), "{all}");
    }

    async fn consents_undos_roles_and_imports_are_in_the_trail(city: City) {
        let waits = city.replica(|config| config.review.undo_minutes = 10).await;
        let lin = waits.teacher("lin").await;
        let parent = waits.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let decided = lin.post("review-decisions", json!({ "decisions": [approval(sent.id, 1)] })).await.value();
        let decision = decided["results"][0]["decision"]["id"].clone();
        for _ in 0..2 {
            lin.post("review-decisions/undos", json!({ "decision_ids": [decision] })).await.expect(200);
        }
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
        let records = parent.get("consent-records").await.value();
        let record = records["items"][0]["id"].as_str().unwrap().to_owned();
        parent.post_nothing(&format!("consent-records/{record}/withdrawals")).await.expect(200);
        let auditor = auditor(&city).await;
        let of_application = search(&auditor, &format!("subject_id={}", sent.id)).await;
        let happened = ["application_submitted", "application_approved", "decision_undone", "application_cancelled"];
        assert_eq!(actions(&of_application), happened);
        let of_record = search(&auditor, &format!("subject_id={record}")).await;
        assert_eq!(actions(&of_record), ["consent_answered", "consent_withdrawn"]);
        let grants = search(&auditor, "action=role_granted").await;
        assert_eq!((grants[0].role, grants[1].actor), (Some(Role::BureauOfficer), AuditActor::Operator));
        assert_eq!(search(&auditor, "action=roster_imported").await[0].actor, AuditActor::Operator);
    }

    async fn nothing_of_a_refused_write_is_in_the_trail(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let chang = city.teacher("chang").await;
        assert_eq!(chang.decide(&[approval(sent.id, 1)]).await, [Some("not_found")]);
        assert_eq!(lin.decide(&[approval(sent.id, 7)]).await, [Some("stale")]);
        let auditor = auditor(&city).await;
        let events = search(&auditor, &format!("subject_id={}", sent.id)).await;
        assert_eq!(actions(&events), ["application_submitted"]);
    }

    async fn reading_the_trail_is_in_it_and_only_auditors_read(city: City) {
        let auditor = auditor(&city).await;
        search(&auditor, "").await;
        let own = account_of(&auditor).await;
        let reads = search(&auditor, &format!("action=audit_read&actor_id={own}")).await;
        assert_eq!((reads.len(), reads[0].role), (1, Some(Role::Auditor)));
        for name in ["lin", "lai"] {
            city.teacher(name).await.get("audit-events").await.problem(403, "not_allowed");
        }
        city.client().get("audit-events").await.problem(401, "not_signed_in");
        for query in ["page_size=0", "page_size=201", "action=x", "from=yesterday", "cursor=1", "page=2"] {
            auditor.get(&format!("audit-events?{query}")).await.problem(400, "malformed_parameter");
        }
    }

    async fn the_trail_is_read_part_by_part_and_by_time(city: City) {
        let auditor = auditor(&city).await;
        city.advance(Duration::minutes(1));
        let moment = city.state.now();
        for _ in 0..5 {
            city.teacher("lin").await;
            city.advance(Duration::seconds(1));
        }
        let mut path = "audit-events?action=signed_in&page_size=2".to_owned();
        let mut seen: Vec<AuditEvent> = Vec::new();
        loop {
            let part: AuditPage = auditor.get(&path).await.expect(200).json();
            seen.extend(part.items);
            let Some(cursor) = part.next_cursor else { break };
            path = format!("audit-events?action=signed_in&page_size=2&cursor={cursor}");
        }
        let ids: std::collections::BTreeSet<_> = seen.iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), seen.len());
        assert!(seen.is_sorted_by(|newer, older| newer.id > older.id));
        let moment = moment.format(&Rfc3339).unwrap();
        assert_eq!(search(&auditor, &format!("action=signed_in&from={moment}")).await.len(), 5);
        assert_eq!(search(&auditor, &format!("action=signed_in&until={moment}")).await.len(), seen.len() - 5);
    }

    async fn a_deletion_changes_nothing_in_the_trail_and_leaves_no_name(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let daming = city.settled(&WANG_DAMING).await;
        let id = account_of(&daming).await;
        let asked = json!({ "current_password": NEW_PASSWORD });
        let request = daming.post("accounts/me/deletion-requests", asked).await.expect(201).value()["id"].clone();
        audit::link(&city.state).await.unwrap();
        let (is_done, printed) = run_command(&city, &["deletion-requests", "carry-out", request.as_str().unwrap()]);
        assert!(is_done, "{printed}");
        audit::link(&city.state).await.unwrap();
        let auditor = auditor(&city).await;
        let events = search(&auditor, &format!("actor_id={id}")).await;
        assert!(!events.is_empty() && events.iter().all(|event| event.actor_name.is_none()));
        assert_eq!(search(&auditor, "action=deletion_carried_out").await.len(), 1);
        assert!(audit::verify(&city.state, None).await.unwrap().broken.is_none());
    }

    async fn the_actions_have_codes_of_their_own(city: City) {
        let codes: std::collections::BTreeSet<_> = AuditAction::ALL.iter().map(|action| action.code()).collect();
        assert_eq!(codes.len(), AuditAction::ALL.len());
        let auditor = auditor(&city).await;
        for action in AuditAction::ALL {
            search(&auditor, &format!("action={}", action.code())).await;
        }
    }

    async fn a_search_says_what_was_searched_for(city: City) {
        let auditor = auditor(&city).await;
        search(&auditor, "action=signed_in&school_code=403601&from=2026-11-01T00:00:00Z").await;
        let read = search(&auditor, "action=audit_read").await;
        let note = read[0].note.as_deref();
        assert_eq!(note, Some("action=signed_in school_code=403601 from=2026-11-01T00:00:00Z"));
    }

    async fn somebody_is_searched_for_by_name_and_the_address_holds_an_id(city: City) {
        let (lin, auditor) = (city.teacher("lin").await, auditor(&city).await);
        for person in ["lin@school.example.tw", LIN_SHUHUI.national_id] {
            let found = auditor.post("audit-actors", json!({ "person": person })).await.expect(200).value();
            assert_eq!(found["actor_id"], account_of(&lin).await);
        }
        let nobody = json!({ "person": "nobody@example.com" });
        auditor.post("audit-actors", nobody).await.problem(422, "invalid_fields").fields(&[("/person", "not_found")]);
        let looked_up = search(&auditor, "action=account_looked_up").await;
        assert_eq!(looked_up.iter().filter(|event| event.subject_id.is_some()).count(), 2);
        assert_eq!(looked_up.len(), 3, "also who finds nobody");
        lin.post("audit-actors", json!({ "person": "lin@school.example.tw" })).await.problem(403, "not_allowed");
        auditor.post("audit-actors", json!({ "person": " " })).await.problem(422, "invalid_fields");
    }

    async fn a_range_that_ends_before_it_begins_is_an_error_at_its_end(city: City) {
        let auditor = auditor(&city).await;
        let wrong = "audit-events?from=2026-11-02T00:00:00Z&until=2026-11-01T00:00:00Z";
        auditor.get(wrong).await.problem(400, "malformed_parameter").fields(&[("/until", "too_early")]);
    }

    async fn what_the_protection_desk_reads_is_in_the_trail(city: City) {
        let desk = city.with_role("wu", "protection_officer", None).await;
        desk.get("protective-seals").await.expect(200);
        desk.get("protection-applications").await.expect(200);
        desk.get("protection-objections").await.expect(200);
        desk.post("protection-lookups", json!({ "national_id": WANG_DAMING.national_id })).await.expect(200);
        let auditor = auditor(&city).await;
        let events = search(&auditor, &format!("actor_id={}", account_of(&desk).await)).await;
        let read = ["seals_read", "protection_desk_read", "protection_desk_read", "child_looked_up"];
        assert_eq!(actions(&events)[1..], read);
        assert!(events.iter().all(|event| event.action != AuditAction::ChildLookedUp || event.subject_id.is_none()));
    }
}

//! 撤銷: the registrar undoes an approval.

use super::*;
use shared_types::{application::AccountState, audit::AuditPage, review::ClassStudent};

async fn revoke(staff: &Client, binding: Uuid) -> Answer {
    staff.post(&format!("bindings/{binding}/revocations"), json!({ "reason": "核可時誤認申請人" })).await
}

/// The binding that the registrar's class list shows of 王小明.
async fn shown_binding(city: &City, registrar: &Client) -> Uuid {
    let class = city.teacher("lin").await.class().await.id;
    let list: List<ClassStudent> = registrar.get(&format!("classes/{class}/students")).await.expect(200).json();
    let child = list.items.into_iter().find(|student| student.name == "王小明").unwrap();
    child.applications[0].binding_id.expect("it stands")
}

async fn revoke_approval(staff: &Client, application: Uuid) -> Answer {
    let body = json!({ "reason": "核可時誤認申請人" });
    staff.post(&format!("binding-applications/{application}/revocations"), body).await
}

/// Approved, and waiting for an address that somebody else typed a code for.
async fn waiting_for_address(city: &City) -> (Applicant, BindingApplication) {
    let parent = city.applicant(LI_GUOHUA.email).await;
    let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
    city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
    city.work_outbox().await;
    (parent, sent)
}

on_both! {
    async fn an_approval_that_waits_for_its_address_is_taken_back_by_the_registrar(city: City) {
        let (parent, sent) = waiting_for_address(&city).await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::AwaitingEmail);
        let token = city.smtp.last_to(WANG_DAMING.email).confirmation_token();
        let huang = registrar(&city).await;
        revoke_approval(&huang, sent.id).await.expect(204);
        revoke_approval(&huang, sent.id).await.problem(404, "not_found");
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::Ended);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.contains("撤銷"), "{}", mail.subject);
        assert!(!mail.text.contains("誤認") && !mail.text.contains("您為"), "nobody has proved it: {}", mail.text);
        let arrived = "SELECT COUNT(*) FROM mail_deliveries WHERE kind = 'approval_revoked' AND state = 'sent'";
        assert_eq!(city.count(arrived).await, 1);
        let auditor = city.with_role("chen", "auditor", None).await;
        let trail: AuditPage = auditor.get("audit-events?action=approval_revoked").await.expect(200).json();
        assert_eq!((trail.items.len(), trail.items[0].subject_id), (1, Some(sent.id)));
        for row in city.query("SELECT * FROM approval_revocations").await {
            assert!(!format!("{row:?}").contains("誤認"), "{row:?}");
        }
        // The link comes too late.
        city.client().post("email-confirmations", json!({ "token": token })).await;
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
        // And the parent can apply again.
        city.advance(time::Duration::minutes(2));
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
    }

    async fn in_the_teachers_ten_minutes_too_and_a_proved_address_reads_why(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let (lin, huang) = (city.teacher("lin").await, registrar(&city).await);
        revoke_approval(&huang, sent.id).await.problem(404, "not_found");
        lin.approve(std::slice::from_ref(&sent)).await;
        let made = lin.grid("state=decided").await.items[0].undo.unwrap();
        revoke_approval(&huang, sent.id).await.expect(204);
        let undone = lin.post("review-decisions/undos", json!({ "decision_ids": [made.id] })).await.expect(200).value();
        assert_eq!(undone["results"][0]["problem"], "wrong_state");
        city.advance(time::Duration::minutes(11));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains("撤銷事由：核可時誤認申請人") && mail.text.contains("您為 王○明"), "{}", mail.text);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
    }

    async fn by_the_application_what_it_led_to_is_revoked(city: City) {
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await.remove(0);
        revoke_approval(&registrar(&city).await.client, sent.id).await.expect(204);
        assert_eq!(city.count("SELECT COUNT(*) FROM binding_revocations").await, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 0);
    }

    async fn others_do_not_revoke_an_approval(city: City) {
        let (_, sent) = waiting_for_address(&city).await;
        let chen = city.with_role("chen", "registrar", Some("403503")).await;
        revoke_approval(&chen, sent.id).await.problem(404, "not_found");
        revoke_approval(&city.teacher("lin").await.client, sent.id).await.problem(403, "not_allowed");
        revoke_approval(&city.client(), sent.id).await.problem(401, "not_signed_in");
        let huang = registrar(&city).await;
        let empty = huang.post(&format!("binding-applications/{}/revocations", sent.id), json!({ "reason": "" })).await;
        empty.problem(422, "invalid_fields").fields(&[("/reason", "required")]);
        revoke_approval(&city.officer().await, sent.id).await.expect(204);
    }

    async fn ten_registrars_at_once_end_it_once(city: City) {
        let (_, sent) = waiting_for_address(&city).await;
        let huang = registrar(&city).await;
        let tries = (0..10).map(|_| {
            let huang = huang.clone();
            async move { revoke_approval(&huang, sent.id).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM approval_revocations").await, 1);
    }

    async fn what_an_import_brought_is_revoked_as_well(city: City) {
        let huang = registrar(&city).await;
        let class = city.teacher("lin").await.class().await.id;
        let brought = async || {
            let list: List<ClassStudent> = huang.get(&format!("classes/{class}/students")).await.expect(200).json();
            list.items.into_iter().find(|student| student.seat_number == 19).unwrap().brought
        };
        let before = brought().await;
        revoke(&huang, before[0].id).await.expect(204);
        let after = brought().await;
        assert_eq!((before.len(), after.len(), after[0].id), (2, 1, before[1].id));
    }

    async fn the_registrar_ends_what_was_approved_by_mistake_and_the_parent_reads_why(city: City) {
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await.remove(0);
        let father = city.settled(&WANG_DAMING).await;
        let huang = registrar(&city).await;
        let binding = shown_binding(&city, &huang).await;
        revoke(&huang, binding).await.expect(204);
        revoke(&huang, binding).await.problem(404, "not_found");
        let own: List<Value> = father.get("bindings").await.expect(200).json();
        assert_eq!(own.items.len(), 0);
        let ended: BindingApplication = father.get(&format!("binding-applications/{}", sent.id)).await.expect(200).json();
        assert_eq!(ended.status, ApplicationStatus::Ended);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains("撤銷事由：核可時誤認申請人") && mail.text.contains("王○明"), "{}", mail.text);
        let auditor = city.with_role("chen", "auditor", None).await;
        let trail: AuditPage = auditor.get("audit-events?action=binding_revoked").await.expect(200).json();
        assert_eq!((trail.items.len(), trail.items[0].actor_name.as_deref().is_some()), (1, true));
        for row in city.query("SELECT * FROM binding_revocations").await {
            assert!(!format!("{row:?}").contains("誤認"), "{row:?}");
        }
        // And the parent can apply again.
        city.advance(time::Duration::minutes(2));
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
    }

    async fn ten_times_at_once_it_is_revoked_once(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let huang = registrar(&city).await;
        let binding = shown_binding(&city, &huang).await;
        let tries = (0..10).map(|_| {
            let huang = huang.clone();
            async move { revoke(&huang, binding).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 404)), "{statuses:?}");
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails + 1);
    }

    async fn others_do_not_revoke_it(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let huang = registrar(&city).await;
        let binding = shown_binding(&city, &huang).await;
        let chen = city.with_role("chen", "registrar", Some("403503")).await;
        revoke(&chen, binding).await.problem(404, "not_found");
        revoke(&city.teacher("lin").await.client, binding).await.problem(403, "not_allowed");
        revoke(&city.client(), binding).await.problem(401, "not_signed_in");
        let empty = huang.post(&format!("bindings/{binding}/revocations"), json!({ "reason": "" })).await;
        empty.problem(422, "invalid_fields").fields(&[("/reason", "required")]);
        seal(&city).await;
        revoke(&huang, binding).await.problem(404, "not_found");
        // An officer of the bureau reaches every school, but not a sealed child either.
        let lai = city.officer().await;
        revoke(&lai, binding).await.problem(404, "not_found");
    }

    async fn an_officer_of_the_bureau_revokes_at_any_school(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let binding = shown_binding(&city, &registrar(&city).await.client).await;
        revoke(&city.officer().await, binding).await.expect(204);
    }
}

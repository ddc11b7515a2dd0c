//! 撤銷: the registrar undoes an approval.

use super::*;
use shared_types::{audit::AuditPage, review::ClassStudent};

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

on_both! {
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

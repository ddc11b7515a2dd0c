//! Full numbers for a reviewer who says why.

use super::*;
use shared_types::{
    account::Role,
    audit::{Unmasked, UnmaskingReason},
};
use time::Duration;
use uuid::Uuid;

fn unmaskings(application: Uuid) -> String {
    format!("review-applications/{application}/unmaskings")
}

fn because(reason: &str) -> Value {
    json!({ "reason": reason })
}

async fn sent(city: &City) -> Uuid {
    city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await[0].id
}

on_both! {
    async fn the_teacher_reads_the_numbers_and_the_trail_has_it(city: City) {
        let (application, lin) = (sent(&city).await, city.teacher("lin").await);
        let body = json!({ "reason": "identity_doubt", "note": "  與紙本不同 " });
        let answer = lin.post(&unmaskings(application), body).await.expect(201);
        assert!(answer.header("cache-control").unwrap().contains("no-store"));
        assert!(answer.header("ratelimit").unwrap().contains("\"unmaskings\";r=29"));
        let numbers: Unmasked = answer.json();
        assert_eq!((numbers.national_id.as_str(), numbers.mobile.as_str()), (WANG_DAMING.national_id, WANG_DAMING.mobile));
        let auditor = auditor(&city).await;
        let event = search(&auditor, "action=applicant_unmasked").await.remove(0);
        assert_eq!((event.subject_id, event.role), (Some(application), Some(Role::HomeroomTeacher)));
        assert_eq!((event.reason, event.note.as_deref()), (Some(UnmaskingReason::IdentityDoubt), Some("與紙本不同")));
        let trail = auditor.get("audit-events?page_size=100").await.text();
        assert!(!trail.contains(WANG_DAMING.national_id) && !trail.contains(WANG_DAMING.mobile));
    }

    async fn outside_the_scope_there_is_nothing_to_unmask(city: City) {
        let application = sent(&city).await;
        let chen = city.teacher("chen").await;
        chen.post(&unmaskings(application), because("complaint")).await.problem(404, "not_found");
        chen.post(&unmaskings(city.state.new_id()), because("complaint")).await.problem(404, "not_found");
        let auditor = auditor(&city).await;
        assert_eq!(search(&auditor, "action=applicant_unmasked").await, []);
        let lai = city.officer().await;
        let lais = lai.post(&unmaskings(application), because("complaint")).await;
        lais.problem(404, "not_found");
        city.client().post(&unmaskings(application), because("complaint")).await.problem(401, "not_signed_in");
        // What was cancelled is in no grid.
        let lin = city.teacher("lin").await;
        city.sql("UPDATE binding_applications SET status = 'cancelled'").await;
        lin.post(&unmaskings(application), because("complaint")).await.problem(404, "not_found");
    }

    async fn the_schools_registrar_reads_them_too(city: City) {
        let application = sent(&city).await;
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        registrar.post(&unmaskings(application), because("compare_papers")).await.expect(201);
        let auditor = auditor(&city).await;
        let event = search(&auditor, "action=applicant_unmasked").await.remove(0);
        assert_eq!((event.role, event.school_code.as_deref()), (Some(Role::Registrar), Some("403601")));
    }

    async fn thirty_an_hour_and_no_more(city: City) {
        let (application, lin) = (sent(&city).await, city.teacher("lin").await);
        for _ in 0..30 {
            lin.post(&unmaskings(application), because("compare_papers")).await.expect(201);
        }
        let refused = lin.post(&unmaskings(application), because("compare_papers")).await;
        refused.problem(429, "too_many_requests");
        assert_eq!(city.count("SELECT COUNT(*) FROM unmaskings").await, 30);
        city.advance(Duration::HOUR);
        lin.post(&unmaskings(application), because("compare_papers")).await.expect(201);
    }

    async fn a_reason_is_needed_and_in_the_open(city: City) {
        let (application, lin) = (sent(&city).await, city.teacher("lin").await);
        let ask = async |body: Value| lin.post(&unmaskings(application), body).await;
        ask(json!({})).await.problem(400, "malformed_body").fields(&[("/reason", "required")]);
        ask(because("curiosity")).await.problem(400, "malformed_body").fields(&[("/reason", "type")]);
        ask(because("other")).await.problem(422, "invalid_fields").fields(&[("/note", "required")]);
        let long = json!({ "reason": "other", "note": "長".repeat(301) });
        ask(long).await.problem(422, "invalid_fields").fields(&[("/note", "too_long")]);
        ask(json!({ "reason": "other", "note": "家長來電" })).await.expect(201);
    }

    async fn a_note_goes_with_the_applicants_data(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await.remove(0);
        lin.post(&unmaskings(sent.id), json!({ "reason": "other", "note": "王大明來電" })).await.expect(201);
        let daming = city.settled(&WANG_DAMING).await;
        let asked = json!({ "current_password": NEW_PASSWORD });
        let request = daming.post("accounts/me/deletion-requests", asked).await.expect(201).value()["id"].clone();
        let (is_done, printed) = run_command(&city, &["deletion-requests", "carry-out", request.as_str().unwrap()]);
        assert!(is_done, "{printed}");
        assert_eq!(city.count("SELECT COUNT(*) FROM unmaskings WHERE note IS NOT NULL").await, 0);
        let auditor = auditor(&city).await;
        assert_eq!(search(&auditor, "action=applicant_unmasked").await[0].note, None);
    }
}

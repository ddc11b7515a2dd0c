//! 紙本繳回: schools that want the signed paper back.

use crate::support::*;
use serde_json::json;
use shared_types::review::{PaperReturnResults, ReviewClass, ReviewPage};
use shared_types::{List, school_settings::SchoolSettings};
use uuid::Uuid;

async fn require_paper(city: &City) {
    let registrar = city.with_role("chang", "registrar", Some("403601")).await;
    let body = json!({ "version": 0, "paper_required": true, "contacts": [] });
    let set: SchoolSettings = registrar.put("schools/403601/settings", body).await.expect(200).json();
    assert!(set.paper_required);
}

async fn tick(client: &Client, application: Uuid, is_returned: bool) -> Option<String> {
    let body = json!({ "returns": [{ "application_id": application, "is_returned": is_returned }] });
    let answered: PaperReturnResults = client.post("paper-returns", body).await.expect(200).json();
    assert_eq!(answered.results[0].application_id, application);
    answered.results[0].problem.map(|problem| problem.code().into())
}

on_both! {
    async fn where_the_paper_must_come_back_nothing_is_approved_without_it(city: City) {
        require_paper(&city).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let lin = city.teacher("lin").await;
        assert!(lin.get("classes").await.expect(200).json::<List<ReviewClass>>().items[0].paper_required);
        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [Some("paper_missing")]);
        assert!(lin.pending().await[0].is_paper_missing);
        assert_eq!(tick(&lin, sent[0].id, true).await, None);
        assert_eq!(tick(&lin, sent[0].id, true).await, None);
        let class = lin.class().await.id;
        let grid: ReviewPage = lin.get(&format!("classes/{class}/binding-applications")).await.expect(200).json();
        assert!(grid.items[0].paper_returned_at.is_some() && !grid.items[0].is_paper_missing);
        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [None]);
        // Decided on by it.
        assert_eq!(tick(&lin, sent[0].id, false).await.as_deref(), Some("wrong_state"));
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'paper_returned'").await, 1);
    }

    async fn a_tick_is_taken_back_and_a_correction_needs_another_paper(city: City) {
        require_paper(&city).await;
        let applicant = city.applicant(WANG_DAMING.email).await;
        let sent = applicant.apply(&WANG_DAMING, &[XIAOMING]).await;
        let lin = city.teacher("lin").await;
        tick(&lin, sent[0].id, true).await;
        tick(&lin, sent[0].id, false).await;
        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [Some("paper_missing")]);
        tick(&lin, sent[0].id, true).await;
        assert_eq!(lin.decide(&[return_(sent[0].id, 1, "姓名不同")]).await, [None]);
        applicant.send_again(sent[0].id, &WANG_DAMING, "father").await.expect(200);
        assert_eq!(lin.decide(&[approval(sent[0].id, 3)]).await, [Some("paper_missing")]);
    }

    async fn nobody_ticks_the_own_paper(city: City) {
        let sent = city.applicant(LIN_SHUHUI.email).await.apply(&LIN_SHUHUI, &[KEXIN]).await;
        let lin = city.with_role("lin", "registrar", Some("403503")).await;
        assert_eq!(tick(&lin, sent[0].id, true).await.as_deref(), Some("second_person_needed"));
        assert_eq!(tick(&*city.teacher("chang").await, sent[0].id, true).await, None);
        assert_eq!(tick(&lin, sent[0].id, false).await.as_deref(), Some("second_person_needed"));
    }

    async fn the_registrar_ticks_as_well_and_nobody_elses_class(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        assert_eq!(tick(&registrar, sent[0].id, true).await, None);
        assert_eq!(tick(&*city.teacher("chen").await, sent[0].id, false).await.as_deref(), Some("not_found"));
        let body = json!({ "returns": [] });
        registrar.post("paper-returns", body).await.problem(422, "invalid_fields").fields(&[("/returns", "required")]);
        city.client().post("paper-returns", json!({ "returns": [] })).await.problem(401, "not_signed_in");
    }
}

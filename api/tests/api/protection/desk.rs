//! Decisions about sealed children.

use super::*;
use shared_types::{
    application::{AccountState, ApplicationStatus},
    review::DecisionResults,
};

on_both! {
    async fn the_desk_decides_by_the_same_machine_and_takes_back(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let mother = city.applicant(LIN_MEIHUI.email).await;
        let sent = mother.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        let decisions = json!({ "decisions": [approval(sent.id, 1)] });
        let results: DecisionResults = desk.post("review-decisions", &decisions).await.expect(200).json();
        let made = results.results[0].decision.expect("it was decided");
        let decided = at_the_desk(&desk, "state=decided").await;
        assert_eq!((decided.len(), decided[0].application.undo), (1, Some(made)));
        let undo = json!({ "decision_ids": [made.id] });
        let lin = city.teacher("lin").await;
        assert_eq!(lin.post("review-decisions/undos", &undo).await.value()["results"][0]["problem"], "not_found");
        desk.post("review-decisions/undos", &undo).await.expect(200);
        assert_eq!(at_the_desk(&desk, "state=pending").await.len(), 1);

        let again = json!({ "decisions": [approval(sent.id, 3)] });
        desk.post("review-decisions", &again).await.expect(200);
        city.advance(time::Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(mother.application(sent.id).await.account, AccountState::Opened);
        assert_eq!(bindings(&city.settled(&LIN_MEIHUI).await).await.len(), 1);
        assert_eq!(seat(&lin, XIAOMINGS_SEAT).await.applications.len(), 0, "the school doesn't see it");
        assert_eq!(lin.grid("state=decided").await.decided, 0);
    }

    async fn a_return_and_its_correction_stay_at_the_desk(city: City) {
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        desk.send_back(&sent, "請補正").await;
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).subject.contains("修正"));
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::InReview);
        assert_eq!(at_the_desk(&desk, "").await.len(), 1);
        assert_eq!(city.teacher("lin").await.pending().await.len(), 0);
    }

    async fn what_the_school_had_approved_the_desk_carries_out_or_takes_back(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        city.advance(time::Duration::minutes(11));
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let before = parent.application(sent.id).await;
        assert_eq!(desk.decide(&[return_(sent.id, 2, "請補正")]).await, [Some("wrong_state")]);
        let results: DecisionResults =
            desk.post("review-decisions", json!({ "decisions": [approval(sent.id, 2)] })).await.expect(200).json();
        let made = results.results[0].decision.expect("it was decided");
        assert_eq!(desk.decide(&[approval(sent.id, 2)]).await, [None], "the same request again");
        city.work_outbox().await;
        let after = parent.application(sent.id).await;
        assert_eq!((after.status, &after.history, after.account), (before.status, &before.history, AccountState::Opening));
        let row = at_the_desk(&desk, "state=decided").await.remove(0);
        assert_eq!((row.is_held, row.application.undo), (false, Some(made)));
        city.advance(time::Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(bindings(&city.settled(&WANG_DAMING).await).await.len(), 1);
    }

    async fn a_school_that_wants_paper_does_not_hold_the_desk_up(city: City) {
        let registrar = city.with_role("huang", "registrar", Some("403601")).await;
        let wanted = json!({ "version": 0, "paper_required": true, "contacts": [] });
        registrar.put("schools/403601/settings", wanted).await.expect(200);
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        assert_eq!(desk.decide(&[approval(sent[0].id, 1)]).await, [None]);
        let lin = city.teacher("lin").await;
        assert_eq!(lin.decide(&[approval(sent[1].id, 1)]).await, [Some("paper_missing")], "others need theirs");
    }

    async fn the_desk_reads_the_evidence_and_the_full_numbers(city: City) {
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let evidence = desk.get(&format!("review-applications/{}", sent.id)).await.expect(200).value();
        assert_eq!(evidence["row"]["applicant_name"], "王大明");
        let read = "SELECT COUNT(*) FROM audit_events WHERE action = 'evidence_read' AND role = 'protection_officer'";
        assert_eq!(city.count(read).await, 1);
    }

    async fn whose_role_ended_a_moment_ago_seals_and_lifts_nothing(city: City) {
        let desk = hsu(&city).await;
        let seal = sealed(&desk, XIAOMING).await;
        city.sql("UPDATE staff_roles SET ends_at = 1 WHERE role = 'protection_officer'").await;
        desk.post_nothing(&format!("protective-seals/{}/lift-requests", seal.id)).await.problem(403, "not_allowed");
        desk.post("protective-seals", order(seal.student_id, &[])).await.problem(403, "not_allowed");
    }

    async fn the_desk_decides_about_nobody_else(city: City) {
        let desk = hsu(&city).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[YONGQING]).await.remove(0);
        assert_eq!(desk.decide(&[approval(sent.id, 1)]).await, [Some("not_found")]);
        assert_eq!(at_the_desk(&desk, "").await.len(), 0);
        desk.get("protection-applications?page=0").await.problem(400, "malformed_parameter");
    }
}

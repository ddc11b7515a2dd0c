//! What lies beside a row of the grid.

use crate::support::*;
use serde_json::json;
use shared_types::{
    List,
    account::Role,
    application::{ApplicationStatus, BindingApplication, ReturnGround},
    audit::AuditPage,
    evidence::{ApplicationEvidence, CameBy},
    name_comparison::{NamePartKind, NameSource},
    relationship::Relationship,
    review::DecisionOutcome,
};
use time::Duration;
use uuid::Uuid;

async fn evidence(reviewer: &Teacher, application: Uuid) -> ApplicationEvidence {
    reviewer.get(&format!("review-applications/{application}")).await.expect(200).json()
}

async fn sent(city: &City, parent: &Parent, child: Child) -> Uuid {
    city.applicant(parent.email).await.apply(parent, &[child]).await[0].id
}

on_both! {
    async fn the_teacher_sees_consent_signature_and_how_the_parent_came_in(city: City) {
        let (application, lin) = (sent(&city, &WANG_DAMING, XIAOMING).await, city.teacher("lin").await);
        let seen = evidence(&lin, application).await;
        assert_eq!(seen.row, lin.pending().await[0], "as the grid has it");
        assert!(seen.reference.starts_with("115-"), "{}", seen.reference);
        assert_eq!((seen.consent_version, seen.consent_title.as_str()), (1, "臺北市親師生學習整合平臺（臺北酷課雲）親子關係綁定　個人資料蒐集、處理及利用同意書"));
        assert!(seen.consented_at <= seen.row.submitted_at);
        let signature = seen.signature.expect("it is what we signed");
        assert_eq!(signature.path.as_deref(), Some("M11 13L117 83L211 19"));
        assert_eq!((signature.view_box.as_deref(), signature.typed_name), (Some("0 0 300 150"), None));
        assert_eq!((signature.signed_at, signature.came_by), (seen.row.submitted_at, Some(CameBy::Email)));
        assert_eq!((seen.names.len(), seen.others.len(), seen.decisions.len()), (0, 0, 0));
        assert_eq!((seen.email_shared_with, seen.address_shared_with), (0, 0));
        // Nothing of it is whole that the grid masks.
        let text = lin.get(&format!("review-applications/{application}")).await.text();
        assert!(!text.contains(WANG_DAMING.national_id) && !text.contains(WANG_DAMING.mobile));
    }

    async fn that_it_was_read_is_in_the_trail(city: City) {
        let (application, lin) = (sent(&city, &WANG_DAMING, XIAOMING).await, city.teacher("lin").await);
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        evidence(&lin, application).await;
        evidence(&registrar, application).await;
        let auditor = city.with_role("hsu", "auditor", None).await;
        let trail: AuditPage = auditor.get("audit-events?action=evidence_read").await.expect(200).json();
        let roles: Vec<_> = trail.items.iter().map(|event| event.role).collect();
        assert_eq!(roles, [Some(Role::Registrar), Some(Role::HomeroomTeacher)]);
        for event in trail.items {
            assert_eq!((event.subject_id, event.school_code.as_deref()), (Some(application), Some("403601")));
        }
    }

    async fn outside_the_scope_there_is_no_evidence(city: City) {
        let application = sent(&city, &WANG_DAMING, XIAOMING).await;
        let path = format!("review-applications/{application}");
        city.teacher("chen").await.get(&path).await.problem(404, "not_found");
        city.with_role("chang", "registrar", Some("403503")).await.get(&path).await.problem(404, "not_found");
        city.client().get(&path).await.problem(401, "not_signed_in");
        let lin = city.teacher("lin").await;
        lin.get(&format!("review-applications/{}", city.state.new_id())).await.problem(404, "not_found");
        lin.get("review-applications/none").await.problem(400, "malformed_parameter");
        city.sql("UPDATE binding_applications SET status = 'cancelled'").await;
        lin.get(&path).await.problem(404, "not_found");
        let auditor = city.with_role("hsu", "auditor", None).await;
        auditor.get(&path).await.problem(404, "not_found");
        let trail: AuditPage = auditor.get("audit-events?action=evidence_read").await.expect(200).json();
        assert_eq!(trail.items, []);
        city.sql("UPDATE binding_applications SET status = 'in_review'").await;
        city.bound(&LI_GUOHUA, &[YONGQING], &lin).await;
        city.settled(&LI_GUOHUA).await.get(&path).await.problem(403, "not_allowed");
    }

    async fn who_else_is_bound_or_has_applied_is_named_masked(city: City) {
        let lin = city.teacher("lin").await;
        // Both parents of seat 19 came with the school's list; a grandfather has a place that the school opened.
        city.sql("UPDATE students SET guardian_places = 1").await;
        let applicant = city.applicant(LI_GUOHUA.email).await;
        let mut form = applicant.form(&LI_GUOHUA, &[CAIJIE]).await;
        form["students"][0]["relationship"] = json!("maternal_grandfather");
        let third: List<BindingApplication> = applicant.post("binding-applications", form).await.expect(201).json();
        let third = third.items[0].id;
        let seen = evidence(&lin, third).await;
        let bound: Vec<_> = seen.others.iter().map(|one| (one.name_masked.as_str(), one.relationship, one.status)).collect();
        assert_eq!(bound.len(), 2);
        assert!(bound.contains(&("張○勳", Relationship::Father, None)), "{bound:?}");

        let (wang, mei) = (sent(&city, &WANG_DAMING, XIAOMING).await, sent(&city, &LIN_MEIHUI, XIAOMING).await);
        let seen = evidence(&lin, mei).await;
        let others: Vec<_> = seen.others.iter().map(|one| (one.id, one.name_masked.as_str(), one.status)).collect();
        assert_eq!(others, [(wang, "王○明", Some(ApplicationStatus::InReview))]);
        assert_eq!(lin.decide(&[approval(wang, 1)]).await, [None]);
        city.work_outbox().await;
        let seen = evidence(&lin, mei).await;
        let others: Vec<_> = seen.others.iter().map(|one| (one.name_masked.as_str(), one.status)).collect();
        assert_eq!(others, [("王○明", None)], "bound by now, and so named once");
        let others = evidence(&lin, wang).await.others;
        assert!(others.iter().all(|one| one.id == mei), "the own binding is not another's");
    }

    async fn earlier_decisions_stay_beside_the_corrected_application(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let lin = city.teacher("lin").await;
        let applicant = city.applicant(WANG_DAMING.email).await;
        let sent = applicant.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        lin.approve(std::slice::from_ref(&sent)).await;
        let made = lin.grid("state=decided").await.items[0].undo.unwrap();
        lin.post("review-decisions/undos", json!({ "decision_ids": [made.id] })).await.expect(200);
        let again = applicant.application(sent.id).await;
        lin.send_back(&again, "請補正").await;
        let seen = evidence(&lin, sent.id).await;
        let made: Vec<_> = seen.decisions.iter().map(|one| (one.outcome, one.undone_at.is_some())).collect();
        assert_eq!(made, [(DecisionOutcome::Approve, true), (DecisionOutcome::Return, false)]);
        assert!(seen.decisions.iter().all(|one| one.decided_by.as_deref() == Some("林淑惠")));
        let reason = seen.decisions[1].reason.clone().unwrap();
        assert_eq!((reason.note.as_deref(), reason.grounds), (Some("請補正"), Vec::<ReturnGround>::new()));
    }

    async fn names_that_differ_and_shared_addresses_are_shown(city: City) {
        let lin = city.teacher("lin").await;
        // The mother writes from the father's mailbox.
        sent(&city, &WANG_DAMING, XIAOMING).await;
        city.advance(Duration::minutes(2));
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        let second = sent(&city, &mother, XIAOMING).await;
        let seen = evidence(&lin, second).await;
        assert_eq!((seen.email_shared_with, seen.address_shared_with, seen.names.len()), (1, 1, 0));
        let lis = sent(&city, &LI_GUOHUA, YONGQING).await;
        assert_eq!(evidence(&lin, lis).await.names, [], "without an account there is nothing to compare with");
        assert_eq!(lin.decide(&[approval(lis, 1)]).await, [None]);
        city.work_outbox().await;
        city.sql("UPDATE accounts SET name = '李国華' WHERE name = '李國華'").await;
        let compared = evidence(&lin, lis).await.names;
        assert_eq!((compared.len(), compared[0].source), (1, NameSource::Account));
        let kinds: Vec<_> = compared[0].parts.iter().map(|part| (part.kind, part.other.as_str())).collect();
        assert_eq!(
            kinds,
            [(NamePartKind::Same, "李"), (NamePartKind::Variant, "国"), (NamePartKind::Same, "華")]
        );
    }

    async fn a_signature_that_somebody_changed_in_the_database_is_not_shown(city: City) {
        let (application, lin) = (sent(&city, &WANG_DAMING, XIAOMING).await, city.teacher("lin").await);
        city.sql("UPDATE application_signatures SET application_version = 2").await;
        assert_eq!(evidence(&lin, application).await.signature, None);
    }
}

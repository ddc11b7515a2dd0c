//! 批次審核: who may decide on what, and what races.

use crate::support::*;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use shared_types::{application::ApplicationStatus, review::DecisionResults};

on_both! {
    async fn an_application_of_another_class_is_not_found_beside_a_good_row(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        let lin = city.teacher("lin").await;
        let absent = city.state.new_id();
        let batch = [approval(sent[1].id, 1), approval(sent[0].id, 1), approval(absent, 1)];
        assert_eq!(lin.decide(&batch).await, [Some("not_found"), None, Some("not_found")]);
        assert_eq!(parent.application(sent[0].id).await.status, ApplicationStatus::Approved);
        assert_eq!(parent.application(sent[1].id).await.status, ApplicationStatus::InReview);
    }

    async fn a_batch_does_what_can_be_done_and_names_what_cannot(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN, MINGAN]).await;
        let lin = city.teacher("lin").await;
        lin.approve(&sent[2..3]).await;
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent[3].id)).await.expect(200);
        let batch = [
            approval(sent[0].id, 7),
            return_(sent[1].id, 1, "請補正"),
            // Decided, as it is now.
            approval(sent[2].id, 2),
            // Cancelled meanwhile, as it was shown.
            approval(sent[3].id, 1),
        ];
        assert_eq!(lin.decide(&batch).await, [Some("stale"), None, Some("wrong_state"), Some("stale")]);
    }

    async fn the_same_decision_twice_is_made_once_and_another_is_stale(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let lin = city.teacher("lin").await;
        let decide = async || {
            let decisions = json!({ "decisions": [approval(sent[0].id, 1)] });
            lin.post("review-decisions", decisions).await.expect(200).json::<DecisionResults>()
        };
        assert_eq!(decide().await, decide().await);
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 1);
        assert_eq!(lin.decide(&[return_(sent[0].id, 1, "太晚")]).await, [Some("stale")]);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), 3);
    }

    async fn of_twenty_decisions_at_once_one_counts(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let sessions = [city.teacher("lin").await, city.teacher("lin").await];
        let tries = (0..20).map(|turn: usize| {
            let teacher = sessions[turn % 2].clone();
            let decision = if turn.is_multiple_of(3) { return_(sent.id, 1, "請補正") } else { approval(sent.id, 1) };
            async move { (decision["outcome"].clone(), teacher.decide(&[decision]).await[0]) }
        });
        let mut won = Vec::new();
        for (outcome, problem) in all_at_once(tries).await {
            match problem {
                None => won.push(outcome),
                Some(problem) => assert_eq!(problem, "stale"),
            }
        }
        // Whoever asked for the same found it made: seven ask for a return.
        assert!(won.iter().all(|outcome| *outcome == won[0]), "{won:?}");
        assert_eq!(won.len(), if won[0] == "approve" { 13 } else { 7 });
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 1);
        assert_eq!(city.work_outbox().await, if won[0] == "approve" { 3 } else { 2 });
        // The code, the receipt and the outcome.
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), 3);
    }

    async fn three_parents_approved_at_once_do_not_share_two_places(city: City) {
        let mut applications = Vec::new();
        for parent in [WANG_DAMING, LIN_MEIHUI, LI_GUOHUA] {
            applications.push(city.applicant(parent.email).await.apply(&parent, &[XIAOMING]).await.remove(0));
        }
        let lin = city.teacher("lin").await;
        let tries = applications.iter().map(|sent| {
            let (lin, decision) = (lin.clone(), approval(sent.id, 1));
            async move { lin.decide(&[decision]).await[0] }
        });
        let mut problems = all_at_once(tries).await;
        problems.sort_unstable();
        assert_eq!(problems, [None, None, Some("parent_places_full")]);
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 2);
        // In one batch it is the same.
        let third = lin.pending().await.remove(0);
        assert_eq!(lin.decide(&[approval(third.id, 1)]).await, [Some("parent_places_full")]);
        assert_eq!(lin.decide(&[return_(third.id, 1, "名額已滿")]).await, [None]);
    }

    async fn what_is_cancelled_this_moment_takes_no_place(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let mut batch = Vec::new();
        for parent in [LIN_MEIHUI, LI_GUOHUA] {
            let sent = city.applicant(parent.email).await.apply(&parent, &[XIAOMING]).await.remove(0);
            batch.push(approval(sent.id, 1));
        }
        // On PostgreSQL the batch reads the first one as it was, and finds it changed.
        let cancelling = city.state.database.begin().await.unwrap();
        let cancel = "UPDATE binding_applications SET status = 'cancelled', version = 2 WHERE email = 'meihui@example.com'";
        cancelling.execute_unprepared(cancel).await.unwrap();
        let deciding = tokio::spawn({
            let lin = lin.clone();
            async move { lin.decide(&batch).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        cancelling.commit().await.unwrap();
        assert_eq!(deciding.await.unwrap(), [Some("stale"), None]);
    }

    async fn batches_in_opposite_order_do_not_wait_for_each_other_in_a_circle(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN, MINGAN]).await;
        let lin = city.teacher("lin").await;
        let forwards: Vec<_> = sent.iter().map(|one| approval(one.id, 1)).collect();
        let backwards: Vec<_> = forwards.iter().rev().cloned().collect();
        let tries = (0..8).map(|turn| {
            let (lin, batch) = (lin.clone(), if turn % 2 == 0 { forwards.clone() } else { backwards.clone() });
            async move { lin.decide(&batch).await }
        });
        let results = all_at_once(tries).await;
        // One made them, the others found them made.
        assert!(results.iter().flatten().all(Option::is_none), "{results:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 4);
    }

    async fn a_return_needs_a_reason_and_an_approval_has_none(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        let decide = async |decision: Value| lin.post("review-decisions", json!({ "decisions": [decision] })).await;
        let wrong = |answer: Answer, code| answer.problem(422, "invalid_fields").fields(&[("/decisions/0/reason", code)]);
        let mut decision = approval(sent.id, 1);
        decision["outcome"] = json!("return");
        wrong(decide(decision).await, "required");
        wrong(decide(return_(sent.id, 1, " \n ")).await, "required");
        wrong(decide(return_(sent.id, 1, &"長".repeat(301))).await, "too_long");
        let mut decision = approval(sent.id, 1);
        decision["reason"] = json!({ "note": "很好" });
        wrong(decide(decision).await, "unknown");
        let mut decision = return_(sent.id, 1, "");
        decision["reason"] = json!({ "grounds": ["name_differs", "name_differs"] });
        wrong(decide(decision).await, "duplicate");
        lin.send_back(&sent, &"長".repeat(300)).await;
    }

    async fn a_batch_has_one_to_two_hundred_different_rows(city: City) {
        let lin = city.teacher("lin").await;
        let rows = |count: usize| (0..count).map(|_| approval(city.state.new_id(), 1)).collect::<Vec<_>>();
        let send = async |rows: Vec<Value>| lin.post("review-decisions", json!({ "decisions": rows })).await;
        send(rows(0)).await.problem(422, "invalid_fields").fields(&[("/decisions", "required")]);
        send(rows(201)).await.problem(422, "invalid_fields").fields(&[("/decisions", "too_many")]);
        let row = approval(city.state.new_id(), 1);
        let twice = vec![row.clone(), row];
        send(twice).await.problem(422, "invalid_fields").fields(&[("/decisions", "duplicate")]);
        let absent = lin.decide(&rows(200)).await;
        assert_eq!(absent, vec![Some("not_found"); 200]);
    }

    async fn only_teachers_decide(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let body = json!({ "decisions": [approval(city.state.new_id(), 1)] });
        city.client().post("review-decisions", &body).await.problem(401, "not_signed_in");
        let fresh = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        fresh.post("review-decisions", &body).await.problem(403, "password_change_required");
        let guardian = city.settled(&WANG_DAMING).await;
        guardian.post("review-decisions", &body).await.problem(403, "not_allowed");
    }
}

//! A seal that comes at the same moment as something else: either it comes first, or it takes back.

use super::*;
use kinbind_api::features::account;
use shared_types::application::ApplicationStatus;

/// No teacher's decision will be carried out.
async fn assert_nothing_is_on_its_way(city: &City) {
    let approved = "SELECT COUNT(*) FROM binding_applications WHERE status = 'approved' AND account_id IS NULL \
        AND held_at IS NULL";
    assert_eq!(city.count(approved).await, 0);
}

on_both! {
    async fn a_batch_of_approvals_comes_before_and_is_taken_back_or_finds_nothing(city: City) {
        let mut sent = Vec::new();
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            sent.push(city.applicant(parent.email).await.apply(&parent, &[XIAOMING]).await.remove(0));
        }
        let (lin, desk) = (city.teacher("lin").await, hsu(&city).await);
        let student = looked_up(&desk, XIAOMING).await.student_id;
        let decide = |sent: &BindingApplication| {
            let (lin, decision) = (lin.clone(), approval(sent.id, 1));
            tokio::spawn(async move { lin.decide(&[decision]).await[0] })
        };
        let decided: Vec<_> = sent.iter().map(decide).collect();
        desk.post("protective-seals", order(student, &[])).await.expect(201);
        for problem in decided {
            assert!(matches!(problem.await.unwrap(), None | Some("stale")));
        }
        assert_nothing_is_on_its_way(&city).await;
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
        assert_eq!(at_the_desk(&desk, "").await.len(), 2);
    }

    async fn an_account_that_opens_is_bound_before_or_not_at_all(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        let desk = hsu(&city).await;
        let student = looked_up(&desk, XIAOMING).await.student_id;
        let opening = (0..4).map(|_| {
            let (state, id) = (city.state.clone(), sent.id);
            tokio::spawn(async move { account::open_for_application(&state, id).await.is_ok() })
        });
        let opening: Vec<_> = opening.collect();
        desk.post("protective-seals", order(student, &[])).await.expect(201);
        for opened in opening {
            opened.await.unwrap();
        }
        city.work_outbox().await;
        assert_nothing_is_on_its_way(&city).await;
        let bound = city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await;
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::Approved);
        assert_eq!(at_the_desk(&desk, "").await.len() as i64, 1 - bound, "what isn't carried out waits at the desk");
        // The desk sees which it was.
        assert_eq!(looked_up(&desk, XIAOMING).await.guardians.len() as i64, bound);
    }

    async fn what_is_sent_at_that_moment_is_the_desks(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let desk = hsu(&city).await;
        let student = looked_up(&desk, XIAOMING).await.student_id;
        let sending = tokio::spawn(async move { parent.post("binding-applications", form).await.status });
        desk.post("protective-seals", order(student, &[])).await.expect(201);
        assert_eq!(sending.await.unwrap(), 201);
        assert_eq!(at_the_desk(&desk, "").await.len(), 1);
        assert_eq!(city.teacher("lin").await.pending().await.len(), 0);
    }

    async fn eight_times_at_once_it_is_one_seal(city: City) {
        let desk = hsu(&city).await;
        let body = order(looked_up(&desk, XIAOMING).await.student_id, &[]);
        let tries = (0..8).map(|_| {
            let (desk, body) = (desk.clone(), body.clone());
            async move { desk.post("protective-seals", body).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 7, "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM protective_seals").await, 1);
    }
}

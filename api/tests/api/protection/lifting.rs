//! 解除: by two.

use super::*;
use shared_types::protection::SealState;

pub(super) async fn act(officer: &Client, seal: &ProtectiveSeal, act: &str) -> Answer {
    officer.post_nothing(&format!("protective-seals/{}/lift-{act}", seal.id)).await
}

async fn two(city: &City) -> (Teacher, Teacher, ProtectiveSeal) {
    let hsu = hsu(city).await;
    let wu = city.with_role("wu", "protection_officer", None).await;
    let seal = sealed(&hsu, XIAOMING).await;
    (hsu, wu, seal)
}

on_both! {
    async fn it_takes_two_and_then_the_school_sees_the_child_again(city: City) {
        let (hsu, wu, seal) = two(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        act(&hsu, &seal, "approvals").await.problem(409, "wrong_state");
        let requested: ProtectiveSeal = act(&hsu, &seal, "requests").await.expect(200).json();
        assert_eq!(requested.state, SealState::LiftRequested);
        assert_eq!(act(&hsu, &seal, "requests").await.expect(200).json::<ProtectiveSeal>(), requested);
        act(&wu, &seal, "requests").await.problem(409, "wrong_state");
        act(&hsu, &seal, "approvals").await.problem(409, "second_person_needed");
        assert_eq!(city.teacher("lin").await.pending().await.len(), 0, "until then it is in force");

        let lifted: ProtectiveSeal = act(&wu, &seal, "approvals").await.expect(200).json();
        assert_eq!(lifted.state, SealState::Lifted);
        assert_eq!(act(&wu, &seal, "approvals").await.expect(200).json::<ProtectiveSeal>(), lifted);
        act(&hsu, &seal, "approvals").await.problem(409, "wrong_state");
        act(&hsu, &seal, "withdrawals").await.problem(409, "wrong_state");
        assert_eq!(city.teacher("lin").await.pending().await.len(), 1);
        assert_eq!(at_the_desk(&hsu, "").await.len(), 0);
        let page: Page<ProtectiveSeal> = hsu.get("protective-seals").await.expect(200).json();
        assert_eq!(page.total, 0);
        let page: Page<ProtectiveSeal> = wu.get("protective-seals?lifted=true").await.expect(200).json();
        assert_eq!(page.items, [lifted]);
        // The child can be sealed by the same order anew.
        assert_ne!(sealed(&hsu, XIAOMING).await.id, seal.id);
    }

    async fn a_request_is_withdrawn_and_can_be_made_by_the_other(city: City) {
        let (hsu, wu, seal) = two(&city).await;
        act(&hsu, &seal, "requests").await.expect(200);
        for _ in 0..2 {
            let kept: ProtectiveSeal = act(&wu, &seal, "withdrawals").await.expect(200).json();
            assert_eq!((kept.state, kept.lift_requested), (SealState::InForce, None));
        }
        act(&wu, &seal, "approvals").await.problem(409, "wrong_state");
        act(&wu, &seal, "requests").await.expect(200);
        act(&hsu, &seal, "approvals").await.expect(200);
        act(&hsu, &ProtectiveSeal { id: city.state.new_id(), ..seal }, "approvals").await.problem(404, "not_found");
    }

    async fn one_of_two_orders_that_is_lifted_leaves_the_other(city: City) {
        let (hsu, wu, seal) = two(&city).await;
        let other = json!({ "student_id": seal.student_id, "order_reference": "115年度家護字第456號" });
        hsu.post("protective-seals", other).await.expect(201);
        act(&hsu, &seal, "requests").await.expect(200);
        act(&wu, &seal, "approvals").await.expect(200);
        assert!(looked_up(&wu, XIAOMING).await.is_sealed);
    }

    async fn of_many_at_once_one_asks_and_another_approves(city: City) {
        let (hsu, wu, seal) = two(&city).await;
        let both = |act: &'static str| {
            let seal = seal.clone();
            let tries = (0..8).map(move |turn: usize| (if turn.is_multiple_of(2) { hsu.clone() } else { wu.clone() }, seal.clone()));
            tries.map(move |(officer, seal)| async move { self::act(&officer, &seal, act).await.status }).collect::<Vec<_>>()
        };
        let (requests, approvals) = (both.clone()("requests"), both("approvals"));
        let statuses = all_at_once(requests).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
        let statuses = all_at_once(approvals).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'seal_lifted'").await, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM protective_seals WHERE lifted_by = lift_requested_by").await, 0);
    }
}

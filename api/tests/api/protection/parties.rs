//! 迴避: an officer who has a part in a child protects it, but ends nothing of others by it.

use super::{lifting::act, *};

/// `lin` is an officer, and 林可昕's mother; the father's binding.
async fn mother_at_the_desk(city: &City) -> (Teacher, Uuid) {
    let chang = city.teacher("chang").await;
    city.bound(&LIN_SHUHUI, &[KEXIN], &chang).await;
    let fathers = city.bound(&LI_GUOHUA, &[KEXIN], &chang).await.remove(0);
    let rows = chang.grid("state=decided").await.items;
    let binding = rows.into_iter().find(|row| row.id == fathers.id).and_then(|row| row.binding_id);
    (city.with_role("lin", "protection_officer", None).await, binding.unwrap())
}

on_both! {
    async fn she_protects_the_child_at_once_and_ends_nobodys_binding(city: City) {
        let ((lin, fathers), hsu) = (mother_at_the_desk(&city).await, hsu(&city).await);
        let child = looked_up(&lin, KEXIN).await.student_id;
        lin.post("protective-seals", order(child, &[fathers])).await.problem(409, "second_person_needed");
        lin.post("protective-seals", order(child, &[])).await.expect(201);
        lin.post("protective-seals", order(child, &[fathers])).await.problem(409, "second_person_needed");
        hsu.post("protective-seals", order(child, &[fathers])).await.expect(200);
        let ended = "SELECT COUNT(*) FROM bindings WHERE ended_at IS NOT NULL";
        assert_eq!(city.count(ended).await, 1);
    }

    async fn she_has_no_part_in_lifting_nor_decides_at_the_desk(city: City) {
        let ((lin, fathers), hsu) = (mother_at_the_desk(&city).await, hsu(&city).await);
        let child = looked_up(&hsu, KEXIN).await.student_id;
        let seal: ProtectiveSeal =
            hsu.post("protective-seals", order(child, &[fathers])).await.expect(201).json();
        act(&lin, &seal, "requests").await.problem(409, "second_person_needed");
        act(&hsu, &seal, "requests").await.expect(200);
        for what in ["approvals", "withdrawals"] {
            act(&lin, &seal, what).await.problem(409, "second_person_needed");
        }
        city.advance(time::Duration::minutes(2));
        let again = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[KEXIN]).await.remove(0);
        assert_eq!(lin.decide(&[return_(again.id, 1, "請補正")]).await, [Some("second_person_needed")]);
        assert_eq!(hsu.decide(&[return_(again.id, 1, "請補正")]).await, [None]);
    }
}

//! A protected child: the bureau's record is kept, nobody is bound, and nothing of that can be told from outside.

use super::*;
use shared_types::{
    application::BoundStudent,
    protection::{ProtectedChild, ProtectiveSeal},
};

async fn looked_up(desk: &Client) -> ProtectedChild {
    let asked = json!({ "national_id": XIAOMING.national_id });
    desk.post("protection-lookups", asked).await.expect(200).json::<List<ProtectedChild>>().items.remove(0)
}

async fn sealed(desk: &Client, bindings: &[Uuid]) -> ProtectiveSeal {
    let student = looked_up(desk).await.student_id;
    let order = json!({ "student_id": student, "order_reference": "115年度家護字第7號", "binding_ids": bindings });
    desk.post("protective-seals", order).await.expect(201).json()
}

/// By two.
async fn lift(desk: &Client, second: &Client, seal: &ProtectiveSeal) {
    desk.post_nothing(&format!("protective-seals/{}/lift-requests", seal.id)).await.expect(200);
    second.post_nothing(&format!("protective-seals/{}/lift-approvals", seal.id)).await.expect(200);
}

on_both! {
    async fn what_is_recorded_for_it_waits_until_the_seal_is_lifted(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let second = city.with_role("wu", "protection_officer", None).await;
        let officer = city.officer().await;
        let seal = sealed(&desk, &[]).await;
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();

        let asked = order(&city, XIAOMING, &AUNT, 30);
        let made = recorded(&officer, &asked).await;
        let other = recorded(&officer, &order(&city, YONGQING, &AUNT, 30)).await;
        let shown = |one: &CarerDelegation| (one.standing, one.from, one.until, one.child.class_name.clone(), one.ending.is_none());
        assert_eq!(shown(&made), shown(&other));
        assert_eq!(officer.post("carer-delegations", &asked).await.expect(200).json::<CarerDelegation>(), made);
        // Who is a guardian isn't told of a protected child either.
        recorded(&officer, &order(&city, XIAOMING, &WANG_DAMING, 30)).await;
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails);
        let aunt = activated(&city, &AUNT).await;
        let names: Vec<_> = children(&aunt).await.into_iter().map(|one| one.student.name).collect();
        assert_eq!(names, ["李詠晴"]);
        assert_eq!(looked_up(&desk).await.guardians.len(), 1);

        desk.post_nothing(&format!("protective-seals/{}/lift-requests", seal.id)).await.expect(200);
        assert_eq!(children(&aunt).await.len(), 1);
        second.post_nothing(&format!("protective-seals/{}/lift-approvals", seal.id)).await.expect(200);
        assert_eq!(children(&aunt).await.len(), 2);
        city.work_outbox().await;
        assert!(city.smtp.last_to(AUNT.email).subject.contains("由您受託照顧"));
        assert_eq!(children(&city.settled(&WANG_DAMING).await).await.len(), 1, "once, as a guardian");
    }

    async fn one_that_has_moved_is_where_the_papers_say_as_any_child(city: City) {
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let second = city.with_role("wu", "protection_officer", None).await;
        let officer = city.officer().await;
        let seal = sealed(&desk, &[]).await;
        let moves = "UPDATE students SET school_code = '403503', class_id = (SELECT id FROM classes \
            WHERE school_code = '403503' AND name = '七年三班') WHERE student_number IN ('1110103', '1110117') \
            AND school_code = '403601'";
        city.sql(moves).await;
        let answered = async |child: Child, school_code| {
            let child = Child { school_code, ..child };
            let asked = order(&city, child, &AUNT, 30);
            let numbers = json!({ "child": asked["child"], "carer_national_id": AUNT.national_id });
            let found = officer.post("carer-delegation-lookups", numbers).await;
            let made = officer.post("carer-delegations", asked).await;
            (found, made)
        };
        let place = |child: &BoundStudent| (child.school_name.clone(), child.class_name.clone());
        let mut shown = Vec::new();
        // 李詠晴 has moved as well, and nobody protects her.
        for child in [XIAOMING, YONGQING] {
            let (found, made) = answered(child, "403601").await;
            found.problem(404, "student_not_found");
            made.problem(404, "student_not_found");
            let (found, made) = answered(child, "403503").await;
            let found = found.expect(200).json::<DelegationLookup>();
            let made = made.expect(201).json::<CarerDelegation>();
            shown.push((place(&found.child), found.carer.is_some(), place(&made.child), made.standing));
        }
        // The first one opened the carer's account.
        shown[0].1 = true;
        assert_eq!(shown[0], shown[1]);
        let places: Vec<_> = listed(&officer, "").await.iter().map(|one| place(&one.child)).collect();
        assert_eq!(places, vec![("市立三民國中".to_owned(), "七年三班".to_owned()); 2]);
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        assert_eq!(children(&aunt).await.len(), 1);
        desk.post_nothing(&format!("protective-seals/{}/lift-requests", seal.id)).await.expect(200);
        second.post_nothing(&format!("protective-seals/{}/lift-approvals", seal.id)).await.expect(200);
        assert_eq!(children(&aunt).await.len(), 2);
    }

    async fn an_order_ends_a_carers_binding_and_the_bureau_reads_nothing_of_it(city: City) {
        let officer = city.officer().await;
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let carer = looked_up(&desk).await.guardians.remove(0);
        assert_eq!((carer.name.as_str(), carer.ends_at.is_some()), ("陳秀雲", true));
        sealed(&desk, &[carer.binding_id]).await;
        aunt.get("bindings").await.problem(401, "not_signed_in");
        assert_eq!(children(&city.signed_in(AUNT.email, NEW_PASSWORD).await).await, []);
        assert_eq!(listed(&officer, "standing=in_force").await, std::slice::from_ref(&made));
        let mails = city.smtp.mails().len();
        let ended: CarerDelegation = end(&officer, made.id).await.expect(200).json();
        assert_eq!(ended.standing, Standing::Over);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails().len(), mails);
    }

    async fn whom_the_order_named_no_paper_of_its_days_binds_again(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let second = city.with_role("wu", "protection_officer", None).await;
        let officer = city.officer().await;
        let father = looked_up(&desk).await.guardians.remove(0);
        let seal = sealed(&desk, &[father.binding_id]).await;
        let asked = order(&city, XIAOMING, &WANG_DAMING, 30);
        let made = recorded(&officer, &asked).await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        lift(&desk, &second, &seal).await;
        city.work_outbox().await;
        let father = city.settled(&WANG_DAMING).await;
        assert_eq!((children(&father).await.len(), children(&aunt).await.len()), (0, 1));
        assert!(!subjects(&city, WANG_DAMING.email).iter().any(|subject| subject.contains("受託照顧")));
        assert_eq!(listed(&officer, "standing=over").await[0].id, made.id);
        // Papers of today are looked at by somebody who can know.
        recorded(&officer, &asked).await;
        assert_eq!(children(&father).await.len(), 1);
    }

    async fn what_the_order_ended_is_over_once_the_seal_is_lifted(city: City) {
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let second = city.with_role("wu", "protection_officer", None).await;
        let officer = city.officer().await;
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        let carer = looked_up(&desk).await.guardians.remove(0);
        let seal = sealed(&desk, &[carer.binding_id]).await;
        let mut anew = order(&city, XIAOMING, &AUNT, 20);
        anew["document_reference"] = json!("北市社兒少字第1150009999號");
        officer.post("carer-delegations", &anew).await.problem(409, "wrong_state");
        lift(&desk, &second, &seal).await;
        assert_eq!(listed(&officer, "standing=in_force").await, []);
        assert_eq!(listed(&officer, "standing=over").await[0].id, made.id);
        recorded(&officer, &anew).await;
        city.work_outbox().await;
        assert_eq!(children(&activated(&city, &AUNT).await).await.len(), 1);
    }

    async fn its_last_day_ends_what_stayed(city: City) {
        let officer = city.officer().await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 1)).await;
        city.work_outbox().await;
        activated(&city, &AUNT).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        sealed(&desk, &[]).await;
        assert_eq!(children(&city.signed_in(AUNT.email, NEW_PASSWORD).await).await.len(), 1);
        city.advance(Duration::days(2));
        delegation::end_over(&city.state).await.unwrap();
        assert_eq!(city.work_outbox().await, 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM carer_delegations WHERE ended_at IS NULL").await, 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ends_at IS NOT NULL AND ended_at IS NULL").await, 0);
        let over = listed(&city.officer().await, "standing=over").await.remove(0);
        assert_eq!(over.ending, None);
    }
}

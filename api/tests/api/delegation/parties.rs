//! 迴避: no officer entrusts with a child, or takes one away, where they have a part in it.

use super::*;

on_both! {
    async fn an_officer_neither_entrusts_themselves_nor_decides_about_an_own_child(city: City) {
        // A parent, and an officer of the bureau.
        let lin = city.with_role("lin", "bureau_officer", None).await;
        let officer = city.officer().await;
        let themselves = order(&city, XIAOMING, &LIN_SHUHUI, 30);
        lin.post("carer-delegations", themselves).await.problem(409, "second_person_needed");
        assert_eq!(listed(&officer, "").await.len(), 0);

        city.bound(&LIN_SHUHUI, &[KEXIN], &city.teacher("chang").await).await;
        let of_own_child = order(&city, KEXIN, &AUNT, 30);
        lin.post("carer-delegations", &of_own_child).await.problem(409, "second_person_needed");
        let delegation = recorded(&officer, &of_own_child).await;
        end(&lin, delegation.id).await.problem(409, "second_person_needed");
        end(&officer, delegation.id).await.expect(200);
    }
}

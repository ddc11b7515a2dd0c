//! 迴避: who has a part in it neither settles nor revokes; a second person does.

use super::*;

/// 市立三民國中
const SANMIN: &str = "403503";

async fn at_sanmin(registrar: &Client) -> Vec<BindingObjection> {
    let page = registrar.get(&format!("schools/{SANMIN}/binding-objections")).await.expect(200);
    page.json::<Page<BindingObjection>>().items
}

/// `lin` is a parent at 市立三民國中, and its registrar; so is `huang`, who is nobody's there.
async fn registrars(city: &City) -> (Teacher, Teacher) {
    let school = Some(SANMIN);
    (city.with_role("lin", "registrar", school).await, city.with_role("huang", "registrar", school).await)
}

async fn revoke(staff: &Client, what: &str, id: Uuid) -> Answer {
    staff.post(&format!("{what}/{id}/revocations"), json!({ "reason": "核可時誤認申請人" })).await
}

on_both! {
    async fn the_applicant_does_not_settle_what_is_against_the_own_application(city: City) {
        city.bound(&LI_GUOHUA, &[KEXIN], &city.teacher("chang").await).await;
        let father = city.settled(&LI_GUOHUA).await;
        let (lin, huang) = registrars(&city).await;
        let sent = city.applicant(LIN_SHUHUI.email).await.apply(&LIN_SHUHUI, &[KEXIN]).await.remove(0);
        let raised = objects(&father, &sent).await;
        for outcome in ["dismissed", "upheld"] {
            settle(&lin, raised.id, outcome).await.problem(409, "second_person_needed");
        }
        assert!(at_sanmin(&lin).await.is_empty(), "an applicant reads nothing of an objection");
        let to_huang = at_sanmin(&huang).await.remove(0);
        assert!(!to_huang.is_own && to_huang.objector_name == "李國華" && !to_huang.reason.is_empty());
        settle(&huang, raised.id, "dismissed").await.expect(200);
        settle(&lin, raised.id, "dismissed").await.problem(409, "second_person_needed");
    }

    async fn whoever_objected_does_not_settle_it_nor_revoke_at_the_own_child(city: City) {
        let chang = city.teacher("chang").await;
        let own = city.bound(&LIN_SHUHUI, &[KEXIN], &chang).await.remove(0);
        let (lin, huang) = registrars(&city).await;
        let sent = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[KEXIN]).await;
        let raised = objects(&lin, &sent[0]).await;
        // The list says so before, and no more than that.
        let to_lin = at_sanmin(&lin).await.remove(0);
        assert!(to_lin.is_own && to_lin.objector_name.is_empty() && to_lin.reason.is_empty());
        settle(&lin, raised.id, "upheld").await.problem(409, "second_person_needed");
        settle(&huang, raised.id, "dismissed").await.expect(200);
        assert_eq!(at_sanmin(&lin).await[0].settlement.as_ref().unwrap().note, None);
        assert!(at_sanmin(&huang).await[0].settlement.as_ref().unwrap().note.is_some());
        chang.approve(&sent).await;
        // Neither before it has opened an account nor after.
        revoke(&lin, "binding-applications", sent[0].id).await.problem(409, "second_person_needed");
        city.work_outbox().await;
        let row = chang.grid("state=decided").await.items.into_iter().find(|row| row.id == sent[0].id).unwrap();
        let binding = row.binding_id.unwrap();
        for (what, id) in [("bindings", binding), ("binding-applications", sent[0].id), ("binding-applications", own.id)] {
            revoke(&lin, what, id).await.problem(409, "second_person_needed");
        }
        revoke(&huang, "bindings", binding).await.expect(204);
    }
}

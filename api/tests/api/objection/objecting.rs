//! 異議: who may, what it holds up, and how it is settled.

use super::*;
use shared_types::{account::DeletionRequest, application::AccountState};

const BOUND: &str = "SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL";

on_both! {
    async fn while_it_is_open_nobody_approves_and_dismissed_it_goes_on(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        let raised = objects(&father, &sent).await;
        assert_eq!(raised.state, ObjectionState::Open);
        let again: OwnObjection = father.post("binding-objections", objection(&sent)).await.expect(200).json();
        assert_eq!(again, raised);
        assert_eq!(notices(&father).await[0].objection.as_ref(), Some(&raised));
        let lin = city.teacher("lin").await;
        assert_eq!(lin.pending().await[0].objection, Some(ObjectionState::Open));
        assert_eq!(lin.decide(&[approval(sent.id, 1)]).await, [Some("objection_open")]);
        assert_eq!(mother.application(sent.id).await, sent, "the applicant reads the same");

        let huang = registrar(&city).await;
        let waiting = at_school(&huang, "state=open").await;
        let one = &waiting.items[0];
        assert_eq!((waiting.total, one.objector_name.as_str(), one.applicant_name.as_str()), (1, "王大明", "林美惠"));
        assert_eq!(one.reason, "監護權由我單獨行使");
        let settled: BindingObjection = settle(&huang, raised.id, "dismissed").await.expect(200).json();
        assert_eq!(settled.state, ObjectionState::Dismissed);
        assert_eq!(settle(&huang, raised.id, "dismissed").await.expect(200).json::<BindingObjection>(), settled);
        settle(&huang, raised.id, "upheld").await.problem(409, "wrong_state");
        father.post("binding-objections", objection(&sent)).await.problem(409, "wrong_state");
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("那筆申請繼續審核"));
        lin.approve(&[sent]).await;
    }

    async fn upheld_it_sends_what_waits_back_without_a_word_of_it(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        let raised = objects(&father, &sent).await;
        let huang = registrar(&city).await;
        let settled: BindingObjection = settle(&huang, raised.id, "upheld").await.expect(200).json();
        assert_eq!((settled.state, settled.application_status), (ObjectionState::Upheld, ApplicationStatus::Returned));
        city.work_outbox().await;
        let mail = city.smtp.last_to(LIN_MEIHUI.email);
        assert!(mail.text.contains("監護或委託文件") && !mail.text.contains("異議"), "{}", mail.text);
        assert!(!mother.get(&format!("binding-applications/{}", sent.id)).await.text().contains("objection"));
        mother.send_again(sent.id, &LIN_MEIHUI, "mother").await.expect(200);
        let row = city.teacher("lin").await.pending().await.remove(0);
        assert_eq!(row.objection, Some(ObjectionState::Upheld), "the teacher sees it");
        let own: List<OwnObjection> = father.get("binding-objections").await.expect(200).json();
        assert_eq!(own.items[0].state, ObjectionState::Upheld);
    }

    async fn upheld_it_ends_what_was_bound_and_the_guardian_is_told(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        city.work_outbox().await;
        let raised = objects(&father, &sent).await;
        settle(&registrar(&city).await.client, raised.id, "upheld").await.expect(200);
        assert_eq!(mother.application(sent.id).await.status, ApplicationStatus::Ended);
        city.work_outbox().await;
        let mail = city.smtp.last_to(LIN_MEIHUI.email);
        assert!(mail.text.contains("撤銷") && !mail.text.contains("異議") && !mail.text.contains("事由"), "{}", mail.text);
    }

    async fn upheld_before_the_account_opens_it_opens_nothing_and_the_applicant_is_told(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 0).await;
        let (father, mother, sent) = mother_applies(&city).await;
        city.work_outbox().await;
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        let raised = objects(&father, &sent).await;
        settle(&registrar(&city).await.client, raised.id, "upheld").await.expect(200);
        city.work_outbox().await;
        assert_eq!(mother.application(sent.id).await.status, ApplicationStatus::Returned);
        let mail = city.smtp.last_to(LIN_MEIHUI.email);
        assert!(mail.text.contains("監護或委託文件") && !mail.text.contains("異議"), "{}", mail.text);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 1);
    }

    async fn an_approval_opens_nothing_until_what_came_after_it_is_settled(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        city.work_outbox().await;
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        let raised = objects(&father, &sent).await;
        city.work_outbox().await;
        let waiting = mother.application(sent.id).await;
        assert_eq!((waiting.status, waiting.account), (ApplicationStatus::Approved, AccountState::Opening));
        assert_eq!(city.count(BOUND).await, 1);
        settle(&registrar(&city).await.client, raised.id, "dismissed").await.expect(200);
        city.work_outbox().await;
        assert_eq!(city.count(BOUND).await, 2);
        assert_eq!(mother.application(sent.id).await.account, AccountState::Opened);
    }

    async fn whoever_objected_and_goes_leaves_nobody_waiting(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        objects(&father, &sent).await;
        city.work_outbox().await;
        let asked = json!({ "current_password": NEW_PASSWORD });
        let request: DeletionRequest = father.post("accounts/me/deletion-requests", asked).await.expect(201).json();
        kinbind_api::features::personal_data::carry_out(&city.state, request.id).await.unwrap();
        city.work_outbox().await;
        assert_eq!(city.count(BOUND).await, 1, "hers");
    }

    async fn a_lifted_seal_does_not_carry_out_what_is_objected_to(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        city.work_outbox().await;
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        let raised = objects(&father, &sent).await;
        seal(&city).await;
        lift(&city).await;
        city.work_outbox().await;
        assert_eq!(city.count(BOUND).await, 1);
        settle(&registrar(&city).await.client, raised.id, "upheld").await.expect(200);
        city.work_outbox().await;
        assert_eq!(mother.application(sent.id).await.status, ApplicationStatus::Returned);
        assert_eq!(city.count(BOUND).await, 1);
    }

    async fn what_the_desk_approves_with_the_objection_in_sight_is_carried_out(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        objects(&father, &sent).await;
        seal(&city).await;
        city.advance(time::Duration::minutes(2));
        assert_eq!(city.teacher("hsu").await.decide(&[approval(sent.id, 1)]).await, [None]);
        lift(&city).await;
        city.work_outbox().await;
        assert_eq!(city.count(BOUND).await, 2);
    }

    async fn an_objection_is_to_the_person_whom_the_application_named_then(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        let (lin, huang) = (city.teacher("lin").await, registrar(&city).await);
        let raised = objects(&father, &sent).await;
        lin.send_back(&sent, "電話不同").await;
        mother.send_again(sent.id, &LIN_MEIHUI, "mother").await.expect(200);
        assert_eq!(lin.pending().await[0].objection, Some(ObjectionState::Open), "she is the same");

        lin.send_back(&mother.application(sent.id).await, "這是祖父的資料").await;
        mother.send_again(sent.id, &LI_GUOHUA, "paternal_grandfather").await.expect(200);
        assert_eq!((lin.pending().await[0].objection, at_school(&huang, "").await.total), (None, 0));
        settle(&huang, raised.id, "upheld").await.problem(404, "not_found");
        assert_eq!(notices(&father).await[0].objection, None);
        father.post("binding-objections", objection(&sent)).await.problem(409, "stale");
        let anew = objects(&father, &mother.application(sent.id).await).await;
        let lapsed = "SELECT COUNT(*) FROM audit_events WHERE action = 'objection_lapsed'";
        assert_eq!(city.count(lapsed).await, 1);
        assert_ne!(anew.id, raised.id);
        assert_eq!(lin.decide(&[approval(sent.id, 5)]).await, [Some("objection_open")]);
        let own: List<OwnObjection> = father.get("binding-objections").await.expect(200).json();
        let states: Vec<_> = own.items.iter().map(|one| one.state).collect();
        assert_eq!(states, [ObjectionState::Open, ObjectionState::Dismissed]);
        settle(&huang, anew.id, "dismissed").await.expect(200);
        assert_eq!(lin.decide(&[approval(sent.id, 5)]).await, [None]);
    }

    async fn only_guardians_of_the_child_object_to_others(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        city.bound(&LI_GUOHUA, &[YONGQING], &city.teacher("lin").await).await;
        let stranger = city.settled(&LI_GUOHUA).await;
        stranger.post("binding-objections", objection(&sent)).await.problem(404, "not_found");
        assert_eq!(notices(&stranger).await, []);
        let own: List<BindingApplication> = father.get("binding-applications").await.json();
        let nowhere = BindingApplication { id: city.state.new_id(), ..sent.clone() };
        father.post("binding-objections", objection(&own.items[0])).await.problem(404, "not_found");
        father.post("binding-objections", objection(&nowhere)).await.problem(404, "not_found");
        let empty = json!({ "application_id": sent.id, "submitted_at": json!(sent)["submitted_at"], "reason": " " });
        father.post("binding-objections", empty).await.problem(422, "invalid_fields").fields(&[("/reason", "required")]);
        city.client().post("binding-objections", objection(&sent)).await.problem(401, "not_signed_in");
    }

    async fn another_schools_registrar_and_a_sealed_childs_objection(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        let raised = objects(&father, &sent).await;
        let chen = city.with_role("chen", "registrar", Some("403503")).await;
        chen.get(&format!("schools/{NEIHU}/binding-objections")).await.problem(404, "not_found");
        settle(&chen, raised.id, "dismissed").await.problem(404, "not_found");
        let huang = registrar(&city).await;
        settle(&huang, city.state.new_id(), "dismissed").await.problem(404, "not_found");
        seal(&city).await;
        assert_eq!(at_school(&huang, "").await.total, 0);
        settle(&huang, raised.id, "dismissed").await.problem(404, "not_found");
        let desk = city.teacher("hsu").await;
        assert_eq!(desk.decide(&[approval(sent.id, 1)]).await, [None], "the desk judges alone");
    }

    async fn the_desk_settles_what_was_objected_to_about_a_sealed_child(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        let raised = objects(&father, &sent).await;
        let huang = registrar(&city).await;
        huang.get("protection-objections").await.problem(403, "not_allowed");
        seal(&city).await;
        let desk = city.teacher("hsu").await;
        let waiting: Page<BindingObjection> = desk.get("protection-objections?state=open").await.expect(200).json();
        assert_eq!((waiting.total, waiting.items[0].id, waiting.items[0].student_name.as_str()), (1, raised.id, "王小明"));
        let settled: BindingObjection = settle(&desk, raised.id, "upheld").await.expect(200).json();
        assert_eq!(settled.settlement.unwrap().registrar_name, "許文彬");
        settle(&huang, raised.id, "upheld").await.problem(404, "not_found");
        assert_eq!(mother.application(sent.id).await.status, ApplicationStatus::Returned);
        let upheld = "SELECT COUNT(*) FROM audit_events WHERE action = 'objection_upheld' AND role = 'protection_officer'";
        assert_eq!(city.count(upheld).await, 1);
    }

    async fn the_desk_settles_nothing_about_other_children(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        let raised = objects(&father, &sent).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        assert_eq!(desk.get("protection-objections").await.expect(200).value()["total"], 0);
        settle(&desk, raised.id, "dismissed").await.problem(404, "not_found");
        let (huang, other) = (registrar(&city).await, city.with_role("chang", "registrar", Some(NEIHU)).await);
        let first: BindingObjection = settle(&huang, raised.id, "dismissed").await.expect(200).json();
        let again: BindingObjection = settle(&other, raised.id, "dismissed").await.expect(200).json();
        assert_eq!(again, first, "whoever asks for the same outcome again");
    }

    async fn an_objection_against_an_approval_at_once(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        let lin = city.teacher("lin").await;
        let approving = tokio::spawn({
            let (lin, decision) = (lin.clone(), approval(sent.id, 1));
            async move { lin.decide(&[decision]).await[0] }
        });
        objects(&father, &sent).await;
        let status = match approving.await.unwrap() {
            None => ApplicationStatus::Approved,
            Some(problem) => {
                assert_eq!(problem, "objection_open");
                ApplicationStatus::InReview
            }
        };
        assert_eq!(mother.application(sent.id).await.status, status);
    }

    async fn eight_objections_at_once_are_one_and_are_settled_once(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        let tries = (0..8).map(|_| {
            let (father, body) = (father.clone(), objection(&sent));
            async move { father.post("binding-objections", body).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 7, "{statuses:?}");
        let huang = registrar(&city).await;
        let id = at_school(&huang, "").await.items[0].id;
        let tries = (0..8).map(|turn: usize| {
            let huang = huang.clone();
            async move { settle(&huang, id, if turn.is_multiple_of(2) { "upheld" } else { "dismissed" }).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 4, "{statuses:?}");
    }
}

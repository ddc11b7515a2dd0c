//! How a delegation ends.

use super::*;
use kinbind_api::features::{personal_data, roster::end_carry_overs};

/// `chen`, another officer.
async fn other_officer(city: &City) -> Teacher {
    city.with_role("chen", "bureau_officer", None).await
}

on_both! {
    async fn an_officer_ends_it_at_once_and_carer_and_guardians_are_told(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let officer = city.officer().await;
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        officer.post(&format!("carer-delegations/{}/endings", made.id), json!({ "reason": "" })).await
            .problem(422, "invalid_fields").fields(&[("/reason", "required")]);
        let ended: CarerDelegation = end(&officer, made.id).await.expect(200).json();
        let ending = ended.ending.clone().unwrap();
        assert_eq!((ended.standing, ending.reason.as_deref()), (Standing::Over, Some("返家")));
        assert!(ending.ended_by.is_some());
        assert_eq!(children(&aunt).await, [], "and the session stays");
        city.work_outbox().await;
        for address in [AUNT.email, WANG_DAMING.email] {
            let mail = city.smtp.last_to(address);
            assert!(mail.subject.contains("委託照顧已結束") && !mail.text.contains("返家"), "{}", mail.subject);
        }
        let mails = city.smtp.mails().len();
        assert_eq!(end(&officer, made.id).await.expect(200).json::<CarerDelegation>(), ended);
        end(&other_officer(&city).await.client, made.id).await.problem(409, "wrong_state");
        end(&officer, city.state.new_id()).await.problem(404, "not_found");
        delegation::end_over(&city.state).await.unwrap();
        city.work_outbox().await;
        assert_eq!(city.smtp.mails().len(), mails);
        // What was ended can be recorded anew.
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        assert_eq!(children(&aunt).await.len(), 1);
    }

    async fn two_officers_who_end_it_at_once_end_it_once(city: City) {
        let (officer, other) = (city.officer().await, other_officer(&city).await);
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        let tries = [officer, other.client].map(|who| async move { end(&who, made.id).await.status });
        let mut statuses = all_at_once(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'delegation_ended'").await, 1);
    }

    async fn it_is_over_with_its_last_day_and_ends_once(city: City) {
        let officer = city.officer().await;
        let made = recorded(&officer, &order(&city, XIAOMING, &AUNT, 1)).await;
        city.work_outbox().await;
        activated(&city, &AUNT).await;
        city.advance(taiwan_time::start_of_day(day(&city, 2)) - city.state.now() - Duration::MINUTE);
        let aunt = city.signed_in(AUNT.email, NEW_PASSWORD).await;
        assert_eq!(children(&aunt).await.len(), 1, "the last day is whole");
        delegation::end_over(&city.state).await.unwrap();
        city.advance(Duration::MINUTE);
        assert_eq!(children(&aunt).await, [], "before any worker has looked");
        let officer = city.officer().await;
        assert_eq!(listed(&officer, "standing=over").await[0].id, made.id);
        end(&officer, made.id).await.problem(409, "wrong_state");

        // After days without a worker, two look at once.
        city.advance(Duration::days(3));
        let rounds = (0..2).map(|_| {
            let city = city.clone();
            async move { delegation::end_over(&city.state).await.is_ok() }
        });
        assert_eq!(all_at_once(rounds).await, [true, true]);
        city.work_outbox().await;
        let ended = |subject: &&String| subject.contains("委託照顧已結束");
        assert_eq!(subjects(&city, AUNT.email).iter().filter(ended).count(), 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'delegation_ended'").await, 1);
        let officer = city.officer().await;
        assert_eq!(listed(&officer, "").await[0].ending, None, "it lasted until its last day");
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ends_at IS NOT NULL AND ended_at IS NULL").await, 0);
    }

    async fn what_goes_on_by_other_papers_is_told_to_nobody_as_ended(city: City) {
        let officer = city.officer().await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 1)).await;
        let mut next = order(&city, XIAOMING, &AUNT, 40);
        next["document_reference"] = json!("北市社兒少字第2號");
        next["from"] = json!(day(&city, 2).to_string());
        recorded(&officer, &next).await;
        city.work_outbox().await;
        activated(&city, &AUNT).await;
        city.advance(Duration::days(2));
        let aunt = city.signed_in(AUNT.email, NEW_PASSWORD).await;
        assert_eq!(children(&aunt).await.len(), 1);
        delegation::end_over(&city.state).await.unwrap();
        city.work_outbox().await;
        assert!(subjects(&city, AUNT.email).iter().all(|subject| !subject.contains("已結束")));
        assert_eq!(children(&aunt).await.len(), 1);
    }

    async fn a_carer_gives_it_up(city: City) {
        let officer = city.officer().await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        let binding = children(&aunt).await[0].id;
        aunt.delete(&format!("bindings/{binding}")).await.expect(204);
        let over = listed(&officer, "standing=over").await.remove(0);
        assert_eq!(over.ending.unwrap().ended_by, None);
        aunt.delete(&format!("bindings/{binding}")).await.problem(404, "not_found");
        city.work_outbox().await;
        let told = subjects(&city, AUNT.email);
        assert_eq!(told.iter().filter(|subject| subject.contains("結束") || subject.contains("解除")).count(), 1, "{told:?}");
    }

    async fn it_ends_when_the_child_goes_to_no_school_any_more(city: City) {
        let officer = city.officer().await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 300)).await;
        city.work_outbox().await;
        activated(&city, &AUNT).await;
        let id = city.query("SELECT id FROM students WHERE student_number = '1110103'").await;
        let id: Uuid = id[0].try_get_by_index(0).unwrap();
        let released = json!({ "reason": "transferred" });
        officer.post(&format!("schools/403601/students/{id}/departures"), released).await.expect(201);
        city.advance(Duration::days(121));
        end_carry_overs(&city.state).await.unwrap();
        assert_eq!(children(&city.signed_in(AUNT.email, NEW_PASSWORD).await).await, []);
        let over = listed(&city.officer().await, "standing=over").await.remove(0);
        assert!(over.ending.is_some());
    }

    async fn it_ends_with_the_carers_data(city: City) {
        let officer = city.officer().await;
        let mut asked = order(&city, XIAOMING, &AUNT, 30);
        asked["note"] = json!("姑姑");
        recorded(&officer, &asked).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        let request = aunt.post("accounts/me/deletion-requests", json!({ "current_password": NEW_PASSWORD })).await;
        let request: Uuid = request.expect(201).value()["id"].as_str().unwrap().parse().unwrap();
        personal_data::carry_out(&city.state, request).await.unwrap();
        let over = listed(&officer, "").await.remove(0);
        assert_eq!((over.standing, over.carer_name.as_str(), over.document_reference.as_str()), (Standing::Over, "", ""));
        assert_eq!(over.note, None);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE ends_at IS NOT NULL AND ended_at IS NULL").await, 0);
        delegation::end_over(&city.state).await.unwrap();
    }
}

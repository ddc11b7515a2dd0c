//! Somebody who has an account: recognised by the ID number, and applying from it without a code.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{List, application::BindingApplication};

/// The form of somebody of whom only the ID number is asked.
async fn form_with_id_alone(parent: &Applicant, who: &Parent, child: &Child) -> Value {
    let mut form = parent.form(who, &[*child]).await;
    form["applicant"] = json!({ "national_id": who.national_id });
    form
}

async fn received(parent: &Applicant, form: Value) -> BindingApplication {
    let mut sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
    sent.items.remove(0)
}

on_both! {
    async fn an_account_is_recognised_by_the_id_number_and_shown_masked(city: City) {
        let stranger = city.applicant("somebody@example.com").await;
        let asked = |id: &str| json!({ "national_id": id });
        // A mailbox alone is had for nothing.
        let refused = stranger.post("account-lookups", asked(LIN_SHUHUI.national_id)).await.problem(422, "invalid_fields");
        refused.fields(&[("/national_id", "lookup_expired")]);
        stranger.look_up(&DAEN).await;
        let known = stranger.post("account-lookups", asked(LIN_SHUHUI.national_id)).await.expect(200).value();
        assert_eq!(known["account"]["name_masked"], "林○惠");
        assert_eq!(known["account"]["email_masked"], "l***@school.example.tw");
        assert!(known["account"]["mobile_masked"].as_str().unwrap().starts_with("09*"), "{known}");
        let unknown = stranger.post("account-lookups", asked(WANG_DAMING.national_id)).await.expect(200).value();
        assert_eq!(unknown, json!({ "account": null }));
        let refused = stranger.post("account-lookups", asked("A123456780")).await.problem(422, "invalid_fields");
        refused.fields(&[("/national_id", "checksum")]);
        city.client().post("account-lookups", asked(WANG_DAMING.national_id)).await.problem(401, "not_signed_in");
    }

    async fn a_childs_number_where_the_own_belongs_is_said_at_once(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let asked = json!({ "national_id": XIAOMING.national_id });
        // Of a child that wasn't looked up, nothing is said.
        parent.look_up(&DAEN).await;
        parent.post("account-lookups", &asked).await.expect(200);
        parent.look_up(&XIAOMING).await;
        let refused = parent.post("account-lookups", &asked).await.problem(422, "invalid_fields");
        refused.fields(&[("/national_id", "same_person")]);
    }

    async fn accounts_can_be_looked_up_ten_times_an_hour(city: City) {
        let stranger = city.applicant("somebody@example.com").await;
        stranger.look_up(&DAEN).await;
        let asked = json!({ "national_id": WANG_DAMING.national_id });
        for _ in 0..10 {
            stranger.post("account-lookups", &asked).await.expect(200);
        }
        stranger.post("account-lookups", &asked).await.problem(429, "too_many_requests");
    }

    async fn a_form_with_the_id_number_of_an_account_is_bound_to_it(city: City) {
        let parent = city.applicant(LIN_SHUHUI.email).await;
        let sent = received(&parent, form_with_id_alone(&parent, &LIN_SHUHUI, &DAEN).await).await;
        // Whoever knows the number alone sees the account's data masked.
        assert!(sent.applicant.is_of_account);
        assert_eq!((sent.applicant.name.as_str(), sent.applicant.email.as_str()), ("林○惠", "l***@school.example.tw"));
        city.teacher("chang").await.approve(&[sent]).await;
        city.work_outbox().await;
        let owner = city.teacher("lin").await;
        let own: List<BindingApplication> = owner.get("binding-applications").await.expect(200).json();
        assert_eq!(own.items[0].applicant.name, "林淑惠");
        let bound = owner.get("bindings").await.expect(200).value();
        assert_eq!(bound["items"].as_array().unwrap().len(), 1);
    }

    async fn without_an_account_name_address_and_number_are_asked_for(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = form_with_id_alone(&parent, &WANG_DAMING, &XIAOMING).await;
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/email", "required")]);
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["applicant"] = json!({});
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/national_id", "required")]);
    }

    async fn a_signed_in_parent_adds_a_child_without_a_code(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let daming = Applicant { client: city.settled(&WANG_DAMING).await };
        let session = daming.post_nothing("applicant-sessions").await.expect(201).value();
        assert_eq!(session["account"]["name_masked"], "王○明");
        // A child that is bound already is named at once.
        daming.post("student-lookups", XIAOMING.lookup()).await.problem(409, "already_applied");
        let mut form = daming.form(&WANG_DAMING, &[DAEN]).await;
        form["applicant"] = json!({ "national_id": LIN_MEIHUI.national_id });
        let refused = daming.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/national_id", "not_own")]);
        form["applicant"] = json!({});
        let sent = received(&daming, form).await;
        assert_eq!((sent.applicant.name.as_str(), sent.applicant.email.as_str()), ("王大明", WANG_DAMING.email));
        city.teacher("chang").await.approve(&[sent]).await;
        city.work_outbox().await;
        let bound = daming.get("bindings").await.expect(200).value();
        assert_eq!(bound["items"].as_array().unwrap().len(), 2);
        city.client().post_nothing("applicant-sessions").await.problem(401, "not_signed_in");
    }

    async fn an_initial_password_opens_no_form(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let client = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        client.post_nothing("applicant-sessions").await.problem(403, "password_change_required");
    }

    async fn what_an_account_sends_is_not_seen_by_whoever_shares_its_mailbox(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let daming = Applicant { client: city.settled(&WANG_DAMING).await };
        daming.post_nothing("applicant-sessions").await.expect(201);
        let sent = daming.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.advance(time::Duration::minutes(2));
        let shares_the_mailbox = city.applicant(WANG_DAMING.email).await;
        let path = format!("binding-applications/{}", sent.id);
        shares_the_mailbox.get(&path).await.problem(404, "not_found");
        daming.get(&path).await.expect(200);
    }

    async fn somebody_elses_account_stays_masked_for_whoever_is_signed_in(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        // Signed in to an account of one's own, and in a session of one's own address.
        let client = city.settled(&WANG_DAMING).await;
        city.advance(time::Duration::minutes(2));
        let sent = city.send_code("stranger@example.com").await;
        let attempt = json!({ "code": city.code_sent_to("stranger@example.com") });
        client.post(&format!("contact-verifications/{}/attempts", sent.id), attempt).await.expect(201);
        let both = Applicant { client };
        let sent = received(&both, form_with_id_alone(&both, &LIN_SHUHUI, &DAEN).await).await;
        let own: List<BindingApplication> = both.get("binding-applications").await.expect(200).json();
        let listed = own.items.iter().find(|one| one.id == sent.id).unwrap();
        for seen in [&sent, listed, &both.application(sent.id).await] {
            assert_eq!((seen.applicant.name.as_str(), seen.applicant.email.as_str()), ("林○惠", "l***@school.example.tw"));
        }
        // One's own is open.
        assert!(own.items.iter().any(|one| one.applicant.name == "王大明"));
    }

    async fn what_an_account_opened_ends_with_the_accounts_session(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let client = city.settled(&WANG_DAMING).await;
        client.post_nothing("applicant-sessions").await.expect(201);
        let change = json!({ "current_password": NEW_PASSWORD, "new_password": "another 梅花鹿 and its train" });
        client.put("accounts/me/password", change).await.expect(200);
        client.get("applicant-sessions/current").await.problem(401, "not_signed_in");
        client.post_nothing("applicant-sessions").await.expect(201);
        client.delete("sessions/current").await.expect(204);
        client.get("applicant-sessions/current").await.problem(401, "not_signed_in");
    }

    async fn an_address_that_a_school_brought_along_gets_no_signed_form(city: City) {
        let parent = city.applicant(LIN_SHUHUI.email).await;
        received(&parent, form_with_id_alone(&parent, &LIN_SHUHUI, &DAEN).await).await;
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("lin@school.example.tw").len(), 0);
    }

    async fn a_name_to_be_called_by_is_not_the_name_on_forms(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let daming = Applicant { client: city.settled(&WANG_DAMING).await };
        let own = daming.put("accounts/me/name", json!({ "name": "阿明" })).await.expect(200).value();
        assert_eq!(own["name"], "阿明");
        daming.post_nothing("applicant-sessions").await.expect(201);
        assert_eq!(daming.apply(&WANG_DAMING, &[DAEN]).await[0].applicant.name, "王大明");
    }
}

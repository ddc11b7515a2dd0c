//! Sending a form, and who may apply for whom.

use crate::support::*;
use serde_json::json;
use shared_types::{
    List,
    application::{AccountState, ApplicationStatus, BindingApplication},
};
use time::Duration;

on_both! {
    async fn a_form_becomes_an_application_for_each_child_in_its_order(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let children = [PINXIN, XIAOMING, DAEN, YONGQING, KEXIN, MINGAN];
        let sent = parent.apply(&WANG_DAMING, &children).await;
        let masked: Vec<_> = sent.iter().map(|one| one.student.name_masked.as_str()).collect();
        assert_eq!(masked, ["王○心", "王○明", "王○恩", "李○晴", "林○昕", "阮○安"]);
        for one in &sent {
            assert_eq!((one.status, one.account, one.version), (ApplicationStatus::InReview, AccountState::None, 1));
            assert_eq!(one.reference, sent[0].reference);
            assert_eq!(one.applicant.national_id_masked, "A12****789");
            assert_eq!(one.applicant.mobile, "0912345678");
            assert_eq!(parent.application(one.id).await, *one);
        }
        assert!(sent[0].reference.starts_with("115-") || sent[0].reference.starts_with("116-"), "{}", sent[0].reference);
        // But for the receipt, nobody is told anything before the teacher decides.
        assert_eq!(city.work_outbox().await, 1);
    }

    async fn what_people_type_is_brought_to_its_normal_form(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[YOUCHEN]).await;
        form["applicant"] = json!({
            "national_id": " ａ123-456-789 ",
            "name": "  𠮷田　 䶵美 ",
            "email": "Daming@Example.COM",
            "mobile": "+886 912-345-678",
        });
        form["students"][0] = json!({
            "lookup_id": form["students"][0]["lookup_id"],
            "relationship": "other",
            "relationship_note": "  繼父 ",
        });
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        let one = &sent.items[0];
        assert_eq!((one.applicant.name.as_str(), one.applicant.email.as_str()), ("𠮷田 䶵美", WANG_DAMING.email));
        assert_eq!((one.applicant.mobile.as_str(), one.relationship_note.as_deref()), ("0912345678", Some("繼父")));
        assert_eq!(one.applicant.national_id_masked, "A12****789");
    }

    async fn applying_twice_for_the_same_child_is_told(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        let again = parent.form(&WANG_DAMING, &[DAEN, XIAOMING]).await;
        let refused = parent.post("binding-applications", &again).await.problem(409, "already_applied");
        refused.fields(&[("/students/1/lookup_id", "duplicate")]);
        // All or none: nothing was kept for the brother either.
        assert_eq!(city.count("SELECT COUNT(*) FROM binding_applications").await, 1);
        // Another address doesn't make another parent.
        let elsewhere = city.applicant("daming.work@example.com").await;
        let mut form = elsewhere.form(&WANG_DAMING, &[XIAOMING]).await;
        form["applicant"]["email"] = json!("daming.work@example.com");
        elsewhere.post("binding-applications", form).await.problem(409, "already_applied");
        // The mother is somebody else.
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
    }

    async fn a_form_sent_twenty_times_at_once_is_received_once(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        let tries = (0..20).map(|_| {
            let (parent, form) = (parent.clone(), form.clone());
            async move { parent.post("binding-applications", form).await }
        });
        let mut received = 0;
        for answer in all_at_once(tries).await {
            match answer.status {
                201 => received += 1,
                _ => drop(answer.problem(409, "already_applied")),
            }
        }
        assert_eq!(received, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM binding_applications").await, 2);
        assert_eq!(city.count("SELECT COUNT(*) FROM application_forms").await, 1);
    }

    async fn a_child_whose_parent_places_are_taken_gets_no_third_parent(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING, CAIJIE]).await;
        let refused = parent.post("binding-applications", form).await.problem(409, "parent_places_full");
        refused.fields(&[("/students/1/lookup_id", "too_many")]);
    }

    async fn a_bound_parent_cannot_apply_again(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(Duration::minutes(2));
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        parent.post("binding-applications", form).await.problem(409, "already_applied");
    }

    async fn a_child_cannot_be_its_own_parent(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["applicant"]["national_id"] = json!(XIAOMING.national_id);
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/national_id", "same_person")]);
    }

    async fn an_address_may_send_thirty_times_an_hour(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["applicant"]["national_id"] = json!(XIAOMING.national_id);
        for _ in 0..30 {
            parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
        }
        parent.post("binding-applications", &form).await.problem(429, "too_many_requests");
    }

    async fn what_was_signed_is_kept_for_every_version_that_was_sent(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.teacher("lin").await.send_back(&sent, "請填寫全名").await;
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        let kept = "SELECT COUNT(*) FROM application_signatures WHERE application_version IN (1, 3)";
        assert_eq!(city.count(kept).await, 2);
    }

    async fn a_form_needs_the_applicants_session(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        city.client().post("binding-applications", &form).await.problem(401, "not_signed_in");
        let teacher = city.teacher("lin").await;
        teacher.post("binding-applications", &form).await.problem(401, "not_signed_in");
        city.advance(Duration::hours(2));
        parent.post("binding-applications", &form).await.problem(401, "not_signed_in");
        // Whoever proves the same address again goes on with the very form.
        city.applicant(WANG_DAMING.email).await.post("binding-applications", &form).await.expect(201);
    }
}

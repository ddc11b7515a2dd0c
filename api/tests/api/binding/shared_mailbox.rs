//! Who reads a mailbox changes and is often several. Once there is an account, a code that went there opens nothing
//! that is the account's.

use crate::support::*;
use kinbind_api::commands::demo::DEMO_PASSWORD;
use serde_json::json;
use shared_types::{
    List,
    application::{ApplicationStatus, BindingApplication},
    consent::ConsentRecord,
};
use time::Duration;

async fn first_record(client: &Client) -> ConsentRecord {
    client.get("consent-records").await.expect(200).json::<List<ConsentRecord>>().items.remove(0)
}

on_both! {
    async fn a_code_shows_where_a_bound_application_stands_and_no_more(city: City) {
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await.remove(0);
        city.advance(Duration::minutes(2));
        let mailbox = city.applicant(WANG_DAMING.email).await;
        let seen = mailbox.application(sent.id).await;
        assert_eq!(seen.status, ApplicationStatus::Approved);
        let applicant = &seen.applicant;
        assert_eq!((applicant.name.as_str(), applicant.mobile.contains('*')), ("王○明", true), "{applicant:?}");
        assert!(applicant.email.contains("***"), "{applicant:?}");
        let form = format!("binding-applications/{}/form.pdf", sent.id);
        mailbox.get(&form).await.problem(403, "not_allowed");

        let owner = city.settled(&WANG_DAMING).await;
        let own: BindingApplication = owner.get(&format!("binding-applications/{}", sent.id)).await.expect(200).json();
        assert_eq!((own.applicant.name.as_str(), own.applicant.email.as_str()), ("王大明", WANG_DAMING.email));
        // As far as the fonts, which this city lacks.
        owner.get(&form).await.problem(503, "unavailable");
    }

    async fn a_code_withdraws_nothing_that_an_account_is_bound_by(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(Duration::minutes(2));
        let mailbox = city.applicant(WANG_DAMING.email).await;
        let withdrawal = format!("consent-records/{}/withdrawals", first_record(&mailbox).await.id);
        mailbox.post_nothing(&withdrawal).await.problem(403, "not_allowed");
        // Nor together with an account of one's own.
        mailbox.post("sessions", json!({ "login": "lin@school.example.tw", "password": DEMO_PASSWORD })).await.expect(201);
        mailbox.post_nothing(&withdrawal).await.problem(403, "not_allowed");
        assert_eq!(mailbox.application(sent[0].id).await.status, ApplicationStatus::Approved);
        let owner = city.settled(&WANG_DAMING).await;
        owner.post_nothing(&withdrawal).await.expect(200);
    }
}

//! Codes by SMS, through a provider that is only configured.

use crate::support::*;
use kinbind_api::config::{Environment, SmsMethod};
use serde_json::{Value, json};
use time::Duration;

const NUMBER: &str = "0912345678";

fn asked(number: &str) -> Value {
    json!({ "channel": "sms", "address": number })
}

/// A production installation that sends through the provider, its body a form.
async fn sending_through(city: &City, provider: &HttpPeer) -> City {
    let url = format!("{}/send", provider.url);
    let replica = city.replica(|config| {
        config.environment = Environment::Production;
        config.mail.smtp_plaintext = true;
        config.server.public_url = "https://kinbind.example".into();
        config.sms.sms_url = Some(url);
        config.sms.sms_body = "user=u&to={to}&text={text}&id={id}".into();
        config.sms.sms_authorization = Some("Bearer secret".into());
        config.sms.sms_accepted = Some("statuscode=1".into());
    });
    replica.await
}

/// The six digits at the end of a message, as phones find them.
fn code_in(text: &str) -> &str {
    text.rsplit_once("%23").expect("a line for phones").1.split('&').next().unwrap()
}

on_both! {
    async fn a_code_by_sms_opens_a_session_of_that_number(city: City) {
        let provider = HttpPeer::start();
        let city = sending_through(&city, &provider).await;
        let client = city.client();
        // As people type it.
        let sent = client.post("contact-verifications", asked("+886 912-345-678")).await.expect(201).value();
        assert_eq!((&sent["channel"], &sent["address_masked"]), (&json!("sms"), &json!("09******78")));
        city.work_outbox().await;
        let request = provider.received().remove(0);
        assert_eq!((request.method.as_str(), request.path_and_query.as_str()), ("POST", "/send"));
        assert_eq!(request.content_type, "application/x-www-form-urlencoded");
        assert_eq!(request.authorization, "Bearer secret");
        assert!(request.body.starts_with("user=u&to=0912345678&text="), "{}", request.body);
        assert!(request.body.contains("%40kinbind%2Eexample%20%23"), "{}", request.body);

        let attempt = json!({ "code": code_in(&request.body) });
        let id = sent["id"].as_str().unwrap();
        let session = client.post(&format!("contact-verifications/{id}/attempts"), attempt).await.expect(201).value();
        assert_eq!((&session["channel"], &session["address"]), (&json!("sms"), &json!(NUMBER)));
        let session = client.get("applicant-sessions/current").await.expect(200).value();
        assert_eq!(session["channel"], "sms");
    }

    async fn whoever_proved_a_number_applies_and_looks_up_progress_with_it(city: City) {
        let proved = async || {
            let client = city.client();
            let sent = client.post("contact-verifications", asked(NUMBER)).await.expect(201).value();
            city.work_outbox().await;
            let mailbox = client.get("/dev/mailbox.json").await.expect(200).value();
            // Mails may come in between.
            let sms = mailbox.as_array().unwrap().iter().find(|message| message["to"] == NUMBER).unwrap();
            let text = sms["text"].as_str().unwrap();
            let attempt = json!({ "code": &text[text.len() - 6..] });
            let path = format!("contact-verifications/{}/attempts", sent["id"].as_str().unwrap());
            client.post(&path, attempt).await.expect(201);
            Applicant { client }
        };
        let sent = proved().await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.advance(Duration::minutes(2));
        assert_eq!(proved().await.application(sent.id).await.reference, sent.reference);
        city.applicant(WANG_DAMING.email).await.get(&format!("binding-applications/{}", sent.id)).await.expect(404);
        // The e-mail address was never proved: it is confirmed before the account opens.
        assert!(!sent.applicant.email_is_proved);
        city.teacher("lin").await.approve(&[sent]).await;
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
    }

    async fn other_shapes_of_a_request_can_be_configured(city: City) {
        let provider = HttpPeer::start();
        let base = provider.url.clone();
        let by_get = city.replica(|config| {
            config.sms.sms_url = Some(format!("{base}/send?dst={{to}}&msg={{text}}"));
            config.sms.sms_method = SmsMethod::Get;
        });
        let by_get = by_get.await;
        by_get.client().post("contact-verifications", asked("0911111111")).await.expect(201);
        by_get.work_outbox().await;
        let got = provider.received().remove(0);
        assert_eq!((got.method.as_str(), got.body.as_str()), ("GET", ""));
        assert!(got.path_and_query.starts_with("/send?dst=0911111111&msg=%E8%A6%AA"), "{}", got.path_and_query);

        let by_json = city.replica(|config| {
            config.sms.sms_url = Some(base.clone());
            config.sms.sms_content_type = "application/json".into();
            config.sms.sms_body = r#"{"messages":[{"to":"{to}","text":"{text}"}]}"#.into();
        });
        let by_json = by_json.await;
        by_json.client().post("contact-verifications", asked("0922222222")).await.expect(201);
        by_json.work_outbox().await;
        let posted = provider.received().remove(1);
        assert_eq!((posted.method.as_str(), posted.content_type.as_str()), ("POST", "application/json"));
        let body: Value = serde_json::from_str(&posted.body).unwrap();
        assert_eq!(body["messages"][0]["to"], "0922222222");
        assert!(body["messages"][0]["text"].as_str().unwrap().contains('\n'), "{body}");
    }

    async fn a_busy_provider_is_tried_again_and_a_refused_number_is_not(city: City) {
        let provider = HttpPeer::start();
        let city = sending_through(&city, &provider).await;
        for (status, text) in [(503, "busy"), (429, "slower"), (200, "statuscode=e")] {
            provider.answer(status, text);
            let number = format!("0933333{status}");
            city.client().post("contact-verifications", asked(&number)).await.expect(201);
            city.work_outbox().await;
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status = 'pending'").await, 3);
        provider.answer(200, "statuscode=1");
        city.advance(Duration::seconds(3));
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status = 'done'").await, 3);

        provider.answer(400, "no such number");
        city.client().post("contact-verifications", asked("0944444444")).await.expect(201);
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status = 'done'").await, 4);
        assert_eq!(provider.received().len(), 7);
    }

    async fn what_an_operator_reads_names_neither_number_nor_password(city: City) {
        let provider = HttpPeer::start();
        let away = "http://127.0.0.1:1/send?password=hunter2&to={to}&text={text}".to_owned();
        drop(provider);
        let city = city.replica(|config| config.sms.sms_url = Some(away)).await;
        city.client().post("contact-verifications", asked(NUMBER)).await.expect(201);
        city.work_outbox().await;
        let errors = "SELECT COUNT(*) FROM outbox_jobs WHERE last_error IS NOT NULL \
            AND last_error NOT LIKE '%hunter2%' AND last_error NOT LIKE '%912345678%'";
        assert_eq!(city.count(errors).await, 1);
    }

    async fn without_a_provider_sms_is_not_offered(city: City) {
        let channels = async |city: &City| city.client().get("environment").await.expect(200).value()["contact_channels"].clone();
        assert_eq!(channels(&city).await, json!(["email", "sms"]), "the demo has its mailbox");
        let production = city.replica(|config| {
            config.environment = Environment::Production;
            config.mail.smtp_plaintext = true;
            config.server.public_url = "https://kinbind.example".into();
        });
        let production = production.await;
        assert_eq!(channels(&production).await, json!(["email"]));
        let refused = production.client().post("contact-verifications", asked(NUMBER)).await;
        refused.problem(422, "invalid_fields").fields(&[("/channel", "not_offered")]);
    }

    async fn only_taiwanese_mobile_numbers_get_a_code(city: City) {
        for (number, code) in [("", "required"), ("02-2720-8889", "mobile"), ("+1 202 555 0101", "mobile"), ("a@b.tw", "mobile")] {
            let refused = city.client().post("contact-verifications", asked(number)).await;
            refused.problem(422, "invalid_fields").fields(&[("/address", code)]);
        }
        assert_eq!(city.work_outbox().await, 0);
    }

    async fn sms_have_an_hourly_budget_of_their_own(city: City) {
        let small = city.replica(|config| config.sms.sms_per_hour = 1).await;
        small.client().post("contact-verifications", asked("0911111111")).await.expect(201);
        small.client().post("contact-verifications", asked("0922222222")).await.problem(429, "too_many_requests");
        let mail = json!({ "channel": "email", "address": "parent@example.com" });
        small.client().post("contact-verifications", mail).await.expect(201);
    }
}

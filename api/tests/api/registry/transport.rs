//! What goes over the wire, and whom it is taken from.

use super::*;
use kinbind_api::gateways::registry::sign;

const KEY: &str = "a key that both sides have agreed on";

/// The one question that was put to a provider of answers.
async fn question_to(provider: &HttpPeer, city: &City) -> (ReceivedRequest, Value) {
    city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
    city.work_outbox().await;
    let request = provider.received().remove(0);
    let question = serde_json::from_str(&request.body).unwrap();
    (request, question)
}

async fn asking(city: &City, provider: &HttpPeer) -> City {
    let url = format!("{}/v1/", provider.url);
    let replica = city.replica(|config| {
        config.registry.registry_url = Some(url);
        config.registry.registry_hmac_key = Some(KEY.into());
        config.registry.registry_approves = true;
        config.registry.registry_patience_seconds = 0;
    });
    replica.await
}

on_both! {
    async fn a_question_is_of_the_published_contract(city: City) {
        let provider = HttpPeer::start();
        let city = asking(&city, &provider).await;
        let (request, question) = question_to(&provider, &city).await;
        assert_eq!((request.method.as_str(), request.path_and_query.as_str()), ("POST", "/v1/guardianship-checks"));
        assert_eq!(request.content_type, "application/json");
        let id = question["request_id"].clone();
        let expected = json!({ "request_id": id, "relationship": "father",
            "guardian": { "national_id": "A123456789", "name": "王大明" },
            "child": { "national_id": "A105860338", "name": "王小明" } });
        assert_eq!(question, expected);
        let seconds = request.header("kinbind-timestamp");
        assert_eq!(seconds, city.state.now().unix_timestamp().to_string());
        assert_eq!(request.header("kinbind-signature"), sign(KEY, seconds, request.body.as_bytes()));
    }

    async fn nonsense_is_no_answer(city: City) {
        let provider = HttpPeer::start();
        let city = asking(&city, &provider).await;
        let matches = |id: &str| json!({ "request_id": id, "guardian": "match", "child": "match", "relationship": "match" });
        let other = matches("019a9d3c-5b6e-7c61-9f6f-4f8e0d9f4c11").to_string();
        let word = other.replacen("\"match\"", "\"yes\"", 1);
        let endless = format!("{{\"padding\":\"{}\"}}", "x".repeat(20_000));
        let answers = [(200, ""), (200, "[]"), (200, "{}"), (200, "true"), (204, ""), (302, ""), (200, &other), (200, &word), (200, &endless)];
        let parent = city.applicant(WANG_DAMING.email).await;
        for (status, text) in answers {
            provider.answer(status, text);
            city.advance(time::Duration::seconds(31));
            let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
            city.work_outbox().await;
            let outcome = said(&city.teacher("lin").await).await.0;
            assert_eq!(outcome, RegistryOutcome::NoAnswer, "{status} {text:.60}");
            cancel(&parent, &sent).await;
        }
        assert_eq!(provider.received().len(), answers.len());
    }

    async fn whoever_signs_with_another_key_is_refused(city: City) {
        let (_simulator, url) = simulator(Some("another key, which nobody has agreed on"));
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_hmac_key = Some(KEY.into());
            config.registry.registry_patience_seconds = 0;
        });
        let city = city.await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::NoAnswer);
    }

    async fn whoever_signs_with_the_key_is_answered(city: City) {
        let (_simulator, url) = simulator(Some(KEY));
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_hmac_key = Some(KEY.into());
        });
        let city = city.await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::Confirmed);
    }

    async fn a_certificate_on_both_sides_opens_the_line(city: City) {
        let (_simulator, url) = simulator(None);
        let tls = TlsPeer::start(url.strip_prefix("http://").unwrap()).await;
        let folder = city.home.folder.path();
        let (ca, identity) = (folder.join("registry-ca.pem"), folder.join("registry-identity.pem"));
        std::fs::write(&ca, &tls.ca_pem).unwrap();
        std::fs::write(&identity, &tls.client_pem).unwrap();
        for (email, identity, outcome) in [
            ("stranger@example.com", None, RegistryOutcome::NoAnswer),
            ("known@example.com", Some(identity), RegistryOutcome::Confirmed),
        ] {
            let (url, ca) = (tls.url.clone(), ca.clone());
            let city = city.replica(|config| {
                config.registry.registry_url = Some(url);
                config.registry.registry_ca = Some(ca);
                config.registry.registry_identity = identity;
                config.registry.registry_patience_seconds = 0;
            });
            let city = city.await;
            let parent = city.applicant(email).await;
            let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
            city.work_outbox().await;
            assert_eq!(said(&city.teacher("lin").await).await.0, outcome);
            cancel(&parent, &sent).await;
        }
    }
}

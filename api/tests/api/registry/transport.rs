//! What goes over the wire, and whom it is taken from.

use super::*;
use actix_web::HttpResponse;
use kinbind_api::gateways::registry::{PersonAnswer, RelationshipAnswer, sign};

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
        config.registry.registry_patience_seconds = 1;
    });
    replica.await
}

#[test]
fn the_words_are_those_of_the_published_contract() {
    let contract = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/registry.yaml"));
    let is_listed = |words: &str| contract.contains(words);
    assert!(is_listed("enum: [match, name_differs, not_found]") && is_listed("enum: [match, differs, unknown]"));
    for relationship in shared_types::relationship::Relationship::ALL {
        assert!(is_listed(&format!("            - {}\n", relationship.code())), "{relationship:?}");
    }
    for word in ["match", "name_differs", "not_found"] {
        serde_json::from_value::<PersonAnswer>(json!(word)).unwrap();
    }
    for word in ["match", "differs", "unknown"] {
        serde_json::from_value::<RelationshipAnswer>(json!(word)).unwrap();
    }
}

#[test]
fn settings_that_would_ask_nobody_or_anybody_stop_the_start() {
    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        config: kinbind_api::config::Config,
    }
    let refusal = |environment: &str, settings: &[&str]| {
        let arguments = ["kinbind", "--environment", environment].into_iter().chain(settings.iter().copied());
        let cli = <Cli as clap::Parser>::try_parse_from(arguments).unwrap();
        cli.config.validate().map_err(|error| error.to_string()).err().unwrap_or_default()
    };
    let key = format!("--registry-hmac-key={KEY}");
    let https = "--registry-url=https://registry.example/v1";
    for (settings, words) in [
        (vec!["--registry-url=https://", &key], "KINBIND_REGISTRY_URL must"),
        (vec!["--registry-url=http://registry.example", &key], "KINBIND_REGISTRY_URL must"),
        (vec!["--registry-url=https://registry.example/?a=b", &key], "KINBIND_REGISTRY_URL must"),
        (vec![https], "must know who asks"),
        (vec![https, "--registry-hmac-key=short"], "shorter than 32"),
        (vec![https, &key, "--registry-timeout-ms=0"], "KINBIND_REGISTRY_TIMEOUT_MS"),
        (vec![https, &key, "--registry-patience-seconds=86400"], "KINBIND_REGISTRY_PATIENCE_SECONDS"),
        (vec![https, &key, "--registry-per-minute=0"], "KINBIND_REGISTRY_PER_MINUTE"),
    ] {
        let refused = refusal("production", &settings);
        assert!(refused.contains(words), "{settings:?}: {refused}");
    }
    assert_eq!(refusal("demo", &["--registry-url=http://127.0.0.1:8090"]), "");
    assert!(!refusal("production", &[https, &key]).contains("REGISTRY"));
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
        let age = city.state.now().unix_timestamp() - seconds.parse::<i64>().unwrap();
        assert!((0..60).contains(&age), "{age} s old");
        assert_eq!(request.header("kinbind-signature"), sign(KEY, seconds, request.body.as_bytes()));
    }

    async fn what_differs_in_one_thing_from_an_answer_is_none(city: City) {
        let provider = HttpPeer::start();
        let city = asking(&city, &provider).await;
        type Change = fn(&ReceivedRequest, &mut Value) -> HttpResponse;
        let as_it_is: Change = |_, answer| HttpResponse::Ok().json(answer);
        let changes: [(&str, Change); 9] = [
            ("another word", |_, answer| {
                answer["guardian"] = json!("yes");
                HttpResponse::Ok().json(answer)
            }),
            ("a word missing", |_, answer| {
                answer.as_object_mut().unwrap().remove("relationship");
                HttpResponse::Ok().json(answer)
            }),
            ("another question's id", |_, answer| {
                answer["request_id"] = json!("019a9d3c-5b6e-7c61-9f6f-4f8e0d9f4c11");
                HttpResponse::Ok().json(answer)
            }),
            ("without end", |_, answer| {
                answer["padding"] = json!("x".repeat(20_000));
                HttpResponse::Ok().json(answer)
            }),
            ("created", |_, answer| HttpResponse::Created().json(answer)),
            ("an error's body", |_, answer| HttpResponse::InternalServerError().json(answer)),
            ("a refusal's body", |_, answer| HttpResponse::Forbidden().json(answer)),
            ("elsewhere", |request, answer| match request.path_and_query.as_str() {
                "/v1/guardianship-checks" => {
                    HttpResponse::TemporaryRedirect().insert_header(("location", "/elsewhere")).finish()
                }
                _ => HttpResponse::Ok().json(answer),
            }),
            ("not JSON", |_, answer| HttpResponse::Ok().body(format!("{answer}!"))),
        ];
        let parent = city.applicant(WANG_DAMING.email).await;
        for (what, change) in changes.into_iter().chain([("as it is", as_it_is)]) {
            provider.answer_with(move |request| {
                let question: Value = serde_json::from_str(&request.body).unwrap();
                let mut answer = json!({ "request_id": question["request_id"], "guardian": "match", "child": "match",
                    "relationship": "match" });
                change(request, &mut answer)
            });
            // Beyond the half minute in which a failing one is left alone.
            city.advance(Duration::seconds(31));
            let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
            give_up(&city).await;
            let expected = if what == "as it is" { RegistryOutcome::Confirmed } else { RegistryOutcome::NoAnswer };
            assert_eq!(said(&city.teacher("lin").await).await.0, expected, "{what}");
            cancel(&parent, &sent).await;
        }
        assert_eq!(provider.received().len(), 10, "each was asked once");
    }

    async fn whoever_signs_with_another_key_is_refused(city: City) {
        let (_simulator, url) = simulator(Some("another key, which nobody has agreed on"));
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_hmac_key = Some(KEY.into());
            config.registry.registry_patience_seconds = 1;
        });
        let city = city.await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        give_up(&city).await;
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::NoAnswer);
    }

    async fn a_signature_of_another_hour_is_refused(city: City) {
        let (_simulator, url) = simulator(Some(KEY));
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_hmac_key = Some(KEY.into());
            config.registry.registry_patience_seconds = 1;
        });
        let city = city.await;
        city.advance(Duration::minutes(6));
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        give_up(&city).await;
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
                config.registry.registry_patience_seconds = 1;
            });
            let city = city.await;
            let parent = city.applicant(email).await;
            let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
            give_up(&city).await;
            assert_eq!(said(&city.teacher("lin").await).await.0, outcome);
            cancel(&parent, &sent).await;
        }
    }
}

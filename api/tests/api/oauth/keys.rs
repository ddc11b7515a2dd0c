//! Discovery, the key set, and keys that follow one another.

use super::*;
use kinbind_api::{
    features::{
        audit::By,
        oauth::{Rotation, rotate},
    },
    jobs::worker,
};
use time::Duration;

async fn key_ids(city: &City) -> Vec<String> {
    let keys = city.client().get("/oauth/jwks").await.expect(200).value();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn key_of(token: &str) -> String {
    parts(token).0["kid"].as_str().unwrap().to_owned()
}

on_both! {
    async fn discovery_names_what_there_is(city: City) {
        let client = city.client();
        let answer = client.get("/.well-known/openid-configuration").await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let document = answer.value();
        assert_eq!(document["issuer"], city.base);
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(document["subject_types_supported"], json!(["pairwise"]));
        assert_eq!(client.get("/.well-known/oauth-authorization-server").await.expect(200).value(), document);
        for (name, path) in document.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
            let path = path.as_str().unwrap().strip_prefix(&city.base).unwrap();
            let answer = client.send(client.request(Method::DELETE, path)).await;
            assert_eq!(answer.status, 405, "{name}");
        }
    }

    async fn the_key_set_holds_public_halves_only(city: City) {
        let keys = city.client().get("/oauth/jwks").await.expect(200).value();
        let key = &keys["keys"][0];
        assert_eq!(
            (&key["kty"], &key["crv"], &key["alg"], &key["use"]),
            (&json!("EC"), &json!("P-256"), &json!("ES256"), &json!("sig"))
        );
        assert!(key["d"].is_null() && keys["keys"].as_array().unwrap().len() == 1, "{keys}");
    }

    async fn two_processes_make_one_key(city: City) {
        let replica = city.replica(|_| {}).await;
        let asked = (0..20).map(|turn| {
            let asked = if turn % 2 == 0 { city.clone() } else { replica.clone() };
            async move { key_ids(&asked).await }
        });
        let answers = all_at_once(asked).await;
        assert!(answers.iter().all(|ids| *ids == answers[0] && ids.len() == 1), "{answers:?}");
    }

    async fn a_new_key_is_published_a_day_before_it_signs_and_an_old_one_a_day_longer(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let before = service.sign_in(&city, &lin, "openid").await;
        let old = key_of(before.id());
        assert!(run_command(&city, &["rotate-signing-keys"]).0);
        city.advance(Duration::seconds(31));
        let published = key_ids(&city).await;
        assert_eq!((published.len(), &published[0]), (2, &old));
        assert_eq!(key_of(service.sign_in(&city, &lin, "openid").await.id()), old);
        // A successor that waits is enough.
        assert!(run_command(&city, &["rotate-signing-keys"]).0);
        city.advance(Duration::DAY);
        assert_eq!(key_ids(&city).await, published);
        let lin = city.teacher("lin").await;
        let after = service.sign_in(&city, &lin, "openid").await;
        assert_eq!(key_of(after.id()), published[1]);
        for tokens in [&before, &after] {
            assert!(verified(&city, tokens.id()).await.is_some());
        }
        city.advance(Duration::DAY);
        assert_eq!(key_ids(&city).await, published[1..]);
    }

    async fn keys_rotate_by_themselves_and_no_verification_fails_meanwhile(city: City) {
        let service = city.register(payment()).await;
        city.client().get("/oauth/jwks").await.expect(200);
        let mut kids = std::collections::BTreeSet::new();
        for _ in 0..12 {
            city.advance(Duration::days(10));
            // As a service that reads the key set only when it meets an unknown key.
            let keys = key_ids(&city).await;
            assert!(rotate(&city.state, By::SYSTEM, Rotation::Due).await.is_ok());
            worker::sweep_all(&city.state).await.unwrap();
            city.advance(Duration::hours(1));
            let lin = city.teacher("lin").await;
            let tokens = service.sign_in(&city, &lin, "openid").await;
            assert!(keys.contains(&key_of(tokens.id())));
            assert!(verified(&city, tokens.access()).await.is_some());
            kids.insert(key_of(tokens.access()));
        }
        assert_eq!(kids.len(), 2);
    }

    async fn what_a_compromised_key_signed_holds_no_more(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let before = service.sign_in(&city, &lin, "openid").await;
        city.client().get_with("/oauth/userinfo", before.access()).await.expect(200);
        assert!(run_command(&city, &["rotate-signing-keys", "--compromised"]).0);
        city.advance(Duration::seconds(31));
        city.client().get_with("/oauth/userinfo", before.access()).await.refused(401, "invalid_token");
        assert!(!key_ids(&city).await.contains(&key_of(before.access())));
        let after = Tokens(service.refresh(&city, before.refresh()).await.expect(200).value());
        city.client().get_with("/oauth/userinfo", after.access()).await.expect(200);
    }

    async fn old_clients_get_rs256(city: City) {
        let mut old = payment();
        old["settings"]["id_token_algorithm"] = json!("RS256");
        let (service, lin) = (city.register(old).await, city.teacher("lin").await);
        // Published before anybody signs in.
        let keys = city.client().get("/oauth/jwks").await.expect(200).value();
        assert!(keys["keys"].as_array().unwrap().iter().any(|key| key["kty"] == "RSA"), "{keys}");
        let tokens = service.sign_in(&city, &lin, "openid").await;
        assert_eq!(parts(tokens.id()).0["alg"], "RS256");
        assert_eq!(parts(tokens.access()).0["alg"], "ES256");
        assert_eq!(verified(&city, tokens.id()).await.unwrap()["aud"], service.id);
    }
}

//! Clients that act for themselves, and those that sign what they ask.

use super::*;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode, jwk::Jwk};
use kinbind_api::state::State;
use time::Duration;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MACHINE: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// A key of the client's, and its public half.
fn key_pair() -> (EncodingKey, Jwk) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let public = DecodingKey::from_ec_der(pair.public_key().as_ref());
    let mut jwk = Jwk::from_decoding_key(&public, Some(Algorithm::ES256)).unwrap();
    jwk.common.key_id = Some("k1".into());
    (EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()), jwk)
}

async fn signing_machine(city: &City) -> (Service, EncodingKey) {
    let (key, jwk) = key_pair();
    let mut machine = machine();
    machine["auth_method"] = json!("private_key_jwt");
    machine["settings"]["jwks"] = json!(json!({ "keys": [jwk] }).to_string());
    (city.register(machine).await, key)
}

fn claims(state: &State, service: &Service, jti: &str) -> Value {
    let now = state.now();
    json!({
        "iss": service.id, "sub": service.id, "aud": state.config.server.public_url,
        "iat": now.unix_timestamp(), "exp": (now + Duration::minutes(5)).unix_timestamp(), "jti": jti,
    })
}

async fn ask(city: &City, assertion: &str) -> Answer {
    let pairs = [MACHINE[0], ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    city.client().post_form("/oauth/token", &pairs).await
}

fn signed(claims: &Value, key: &EncodingKey) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("k1".into());
    encode(&header, claims, key).unwrap()
}

/// With a secret in the form.
async fn token_of(city: &City, machine: &Service) -> Answer {
    let pairs = [MACHINE[0], ("client_id", machine.id.as_str()), ("client_secret", machine.secret.as_str())];
    city.client().post_form("/oauth/token", &pairs).await
}

on_both! {
    async fn a_machine_reads_the_children_of_people_who_allowed_it(city: City) {
        let (service, machine) = (city.register(payment()).await, city.register(machine()).await);
        let parent = city.parent().await;
        let answer = token_of(&city, &machine).await.expect(200).value();
        assert!(answer["refresh_token"].is_null() && answer["id_token"].is_null());
        let token = answer["access_token"].as_str().unwrap().to_owned();
        assert_eq!(parts(&token).1["sub"], machine.id);
        let read = async |subject: &str, token: &str| {
            city.client().get_with(&format!("subjects/{subject}/children"), token).await
        };
        let tokens = service.sign_in(&city, &parent, "openid").await;
        let subject = parts(tokens.id()).1["sub"].as_str().unwrap().to_owned();
        read(&subject, &token).await.problem(404, "not_found");
        let tokens = service.sign_in(&city, &parent, "openid children").await;
        let children = read(&subject, &token).await.expect(200).value();
        let told = city.client().get_with("/oauth/userinfo", tokens.access()).await.expect(200).value();
        assert_eq!((&children["items"], children["items"].as_array().unwrap().len()), (&told["children"], 1));
        read("nobody", &token).await.problem(404, "not_found");
        read(&subject, tokens.access()).await.problem(403, "not_allowed");
        read(&subject, "nonsense").await.problem(401, "not_signed_in");
        let grants = parent.get("oauth-grants").await.value();
        parent.delete(&format!("oauth-grants/{}", grants["items"][0]["id"].as_str().unwrap())).await.expect(204);
        read(&subject, &token).await.problem(404, "not_found");
        // Of another sector, the same person has another name.
        let mut stranger = super::machine();
        stranger["sector"] = json!("other.example");
        let stranger = city.register(stranger).await;
        service.sign_in(&city, &parent, "openid children").await;
        let token = token_of(&city, &stranger).await.expect(200).value();
        read(&subject, token["access_token"].as_str().unwrap()).await.problem(404, "not_found");
    }

    async fn a_machines_token_opens_nothing_of_people(city: City) {
        let machine = city.register(machine()).await;
        let token = token_of(&city, &machine).await.expect(200).value();
        let token = token["access_token"].as_str().unwrap();
        city.client().get_with("bindings", token).await.problem(403, "not_allowed");
        city.client().get_with("binding-applications", token).await.problem(403, "not_allowed");
        city.client().get_with("/oauth/userinfo", token).await.refused(403, "insufficient_scope");
        let mut pairs =
            vec![MACHINE[0], ("client_id", machine.id.as_str()), ("client_secret", machine.secret.as_str())];
        pairs.push(("scope", "openid"));
        city.client().post_form("/oauth/token", &pairs).await.refused(400, "invalid_scope");
    }

    async fn a_signed_assertion_counts_once(city: City) {
        let replica = city.replica(|_| {}).await;
        let (service, key) = signing_machine(&city).await;
        let assertion = signed(&claims(&city.state, &service, "1"), &key);
        ask(&city, &assertion).await.expect(200);
        ask(&city, &assertion).await.refused(401, "invalid_client");
        let mut claims = claims(&city.state, &service, "2");
        claims["aud"] = json!([format!("{}/oauth/token", city.base)]);
        let assertion = signed(&claims, &key);
        let asking = (0..50).map(|_| {
            let (city, assertion) = (city.clone(), assertion.clone());
            async move { ask(&city, &assertion).await.status }
        });
        let statuses = all_at_once(asking).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        ask(&replica, &assertion).await.refused(401, "invalid_client");
    }

    async fn a_wrong_assertion_proves_nothing(city: City) {
        let (service, key) = signing_machine(&city).await;
        let (other, other_key) = signing_machine(&city).await;
        let right = claims(&city.state, &service, "r");
        ask(&city, &signed(&right, &other_key)).await.refused(401, "invalid_client");
        let now = city.state.now().unix_timestamp();
        for (index, (name, value)) in [
            ("aud", json!("https://elsewhere.example")),
            ("aud", json!([city.base, "https://elsewhere.example"])),
            ("iss", json!(other.id)),
            ("sub", json!(other.id)),
            ("exp", json!(now - 1)),
            ("exp", json!(now + 3_700)),
            ("exp", json!("tomorrow")),
            ("nbf", json!(now + 600)),
            ("jti", Value::Null),
        ]
        .into_iter()
        .enumerate()
        {
            let mut wrong = claims(&city.state, &service, &format!("w{index}"));
            wrong[name] = value;
            ask(&city, &signed(&wrong, &key)).await.refused(401, "invalid_client");
        }
        // HS256 with the public key that the bureau registered, and no signature at all.
        let jwks = city.query("SELECT settings FROM oauth_clients").await[0].try_get_by_index::<String>(0).unwrap();
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("k1".into());
        let hs256 = encode(&header, &right, &EncodingKey::from_secret(jwks.as_bytes())).unwrap();
        ask(&city, &hs256).await.refused(401, "invalid_client");
        let none = json!({ "alg": "none" }).to_string();
        let none = format!(
            "{}.{}.",
            BASE64URL_NOPAD.encode(none.as_bytes()),
            BASE64URL_NOPAD.encode(right.to_string().as_bytes())
        );
        ask(&city, &none).await.refused(401, "invalid_client");
        ask(&city, "nonsense").await.refused(401, "invalid_client");
        let untyped = signed(&right, &key);
        let pairs = [MACHINE[0], ("client_assertion", untyped.as_str())];
        city.client().post_form("/oauth/token", &pairs).await.refused(401, "invalid_client");
        ask(&city, &untyped).await.expect(200);
    }
}

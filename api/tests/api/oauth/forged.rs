//! Access tokens that nobody of ours has signed, or for something else.

use super::*;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

async fn opens(city: &City, token: &str) -> bool {
    let told = city.client().get_with("/oauth/userinfo", token).await;
    if told.status != 200 {
        told.refused(401, "invalid_token");
        city.client().get_with("bindings", token).await.problem(401, "not_signed_in");
        return false;
    }
    true
}

on_both! {
    async fn a_token_with_another_signature_opens_nothing(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid children").await;
        assert!(opens(&city, tokens.access()).await);
        let (header, claims) = parts(tokens.access());
        let kid = header["kid"].as_str().unwrap();
        let signed = tokens.access().rsplit_once('.').unwrap();

        let mut none = header.clone();
        none["alg"] = json!("none");
        for signature in ["", signed.1] {
            assert!(!opens(&city, &format!("{}.{}.{signature}", part(&none), part(&claims))).await);
        }
        // HS256 with what everybody knows: the published key, in each form that a careless library might take.
        let keys: Value = city.client().get("/oauth/jwks").await.expect(200).value();
        let jwk = &keys["keys"][0];
        let raw = |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str().unwrap().as_bytes()).unwrap();
        let point = [vec![4], raw("x"), raw("y")].concat();
        for secret in [point, jwk.to_string().into_bytes(), keys.to_string().into_bytes(), Vec::new()] {
            let mut header = Header::new(Algorithm::HS256);
            (header.kid, header.typ) = (Some(kid.into()), Some("at+jwt".into()));
            assert!(!opens(&city, &encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap()).await);
        }
        // A key of the attacker's own, also when the token brings it along.
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let pkcs8 = pair.to_pkcs8v1().unwrap();
        let own = jsonwebtoken::jwk::Jwk::from_decoding_key(
            &jsonwebtoken::DecodingKey::from_ec_der(pair.public_key().as_ref()),
            Some(Algorithm::ES256),
        );
        for id in [Some(kid.to_owned()), Some("unknown".into()), None] {
            let mut header = Header::new(Algorithm::ES256);
            (header.kid, header.typ, header.jwk) = (id, Some("at+jwt".into()), own.clone().ok());
            assert!(!opens(&city, &encode(&header, &claims, &EncodingKey::from_ec_der(pkcs8.as_ref())).unwrap()).await);
        }
        // Other claims under a signature of ours.
        let mut more = claims.clone();
        more["scope"] = json!("openid children email");
        assert!(!opens(&city, &format!("{}.{}.{}", part(&header), part(&more), signed.1)).await);
        for broken in
            ["", ".", "..", "a.b.c", signed.0, &format!("{}.", signed.0), &format!("{}.{}", tokens.access(), "x")]
        {
            assert!(!opens(&city, broken).await, "{broken}");
        }
    }

    async fn a_token_for_somebody_else_or_of_another_kind_opens_nothing(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid children").await;
        // An ID token is ours and signed, but for the client.
        assert!(!opens(&city, tokens.id()).await);
        // As at another installation with the same keys and database: another issuer and audience.
        let elsewhere = city.replica(|config| config.server.public_url = "https://elsewhere.test".into()).await;
        let answer = elsewhere.client().get_with("/oauth/userinfo", tokens.access()).await;
        answer.refused(401, "invalid_token");
    }
}

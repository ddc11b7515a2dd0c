//! Authorization requests that lead nowhere, or back with an error.

use super::*;

on_both! {
    async fn no_answer_goes_to_an_address_that_differs_by_a_letter(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        for redirect_uri in [
            "https://pay.example/Callback",
            "https://pay.example/callback/",
            "https://pay.example:443/callback",
            "https://pay.example:8443/callback",
            "https://PAY.example/callback",
            "https://pay.example/callback?x=1",
            "https://pay.example/callback#x",
            "https://pay.example/x/../callback",
            "https://pay.example.evil.example/callback",
            "https://pay.example@evil.example/callback",
            "http://pay.example/callback",
            "javascript:alert(1)",
            "",
        ] {
            let went = lin.authorize(&service, &[("redirect_uri", redirect_uri), ("prompt", "none")]).await;
            assert!(
                went.url.as_str().starts_with(&format!("{}/consent-request?error=", city.base)),
                "{redirect_uri}: {went:?}"
            );
        }
    }

    async fn an_unknown_client_and_a_machine_sign_nobody_in(city: City) {
        let (service, machine) = (city.register(payment()).await, city.register(machine()).await);
        let lin = city.teacher("lin").await;
        for id in ["x", "01920000-0000-7000-8000-000000000000", machine.id.as_str(), ""] {
            let went = lin.authorize(&service, &[("client_id", id)]).await;
            assert_eq!((went.path(), went.error().is_some()), ("/consent-request", true), "{id}");
        }
    }

    async fn whatever_else_is_wrong_goes_back_with_its_name(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        for (given, error) in [
            // PKCE: none, plain, or no hash.
            (&[("code_challenge", ""), ("code_challenge_method", "")][..], "invalid_request"),
            (&[("code_challenge", VERIFIER), ("code_challenge_method", "plain")], "invalid_request"),
            (&[("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge", "short")], "invalid_request"),
            (&[("response_type", "token")], "unsupported_response_type"),
            (&[("response_type", "code id_token")], "unsupported_response_type"),
            (&[("response_type", "")], "invalid_request"),
            (&[("response_mode", "fragment")], "invalid_request"),
            (&[("scope", "profile")], "invalid_scope"),
            (&[("scope", "openid bindings.read")], "invalid_scope"),
            (&[("scope", "openid nonsense")], "invalid_scope"),
            (&[("scope", "")], "invalid_request"),
            (&[("prompt", "create")], "invalid_request"),
            (&[("max_age", "-1")], "invalid_request"),
            (&[("max_age", "soon")], "invalid_request"),
            (&[("request", "eyJ")], "request_not_supported"),
        ] {
            let went = lin.authorize(&service, given).await;
            assert_eq!((went.without_query(), went.error()), (CALLBACK, Some(error)), "{given:?}");
            assert_eq!((went["state"].as_str(), went["iss"].as_str()), ("s t&te", city.base.as_str()));
        }
        let long = "x".repeat(2_000);
        assert_eq!(lin.authorize(&service, &[("nonce", &long)]).await.error(), Some("invalid_request"));
        let uri = "urn:ietf:params:oauth:request_uri:nobody";
        assert_eq!(lin.authorize(&service, &[("request_uri", uri)]).await.path(), "/consent-request");
        let twice = format!("/oauth/authorize?client_id={0}&client_id={0}", service.id);
        assert_eq!(Target::of(&lin.get(&twice).await).error(), Some("invalid_request"));
    }

    async fn a_person_decides_only_about_the_own_present_request(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let asked = lin.authorize(&service, &[]).await;
        let path = format!("authorization-requests/{}", asked["request"]);
        city.client().get(&path).await.problem(401, "not_signed_in");
        city.client()
            .post(&format!("{path}/decisions"), json!({ "answer": "allow" }))
            .await
            .problem(401, "not_signed_in");
        lin.post(&format!("{path}/decisions"), json!({ "answer": "perhaps" })).await.problem(400, "malformed_body");
        lin.get("authorization-requests/nobody").await.problem(404, "not_found");
        let deciding = (0..20).map(|_| {
            let (lin, path) = (lin.client.clone(), format!("{path}/decisions"));
            async move { lin.post(&path, json!({ "answer": "allow" })).await.status }
        });
        let statuses = all_at_once(deciding).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(city.count("SELECT count(*) FROM oauth_codes").await, 1);
    }

    async fn a_form_works_like_a_link(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let pairs = [
            ("client_id", service.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        assert_eq!(Target::of(&lin.post_form("/oauth/authorize", &pairs).await).path(), "/consent-request");
        let nothing = lin.post("/oauth/authorize", json!({})).await;
        assert_eq!(Target::of(&nothing).error(), Some("invalid_request"));
    }
}

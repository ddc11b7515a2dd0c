//! Userinfo, introspection and revocation.

use super::*;

on_both! {
    async fn userinfo_needs_a_token_and_tells_what_was_allowed(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let client = city.client();
        let missing = client.get("/oauth/userinfo").await.refused(401, "invalid_token");
        assert!(missing.header("www-authenticate").unwrap().starts_with("Bearer"));
        client.get_with("/oauth/userinfo", "nonsense").await.refused(401, "invalid_token");
        let tokens = service.sign_in(&city, &lin, "openid").await;
        let told = client.get_with("/oauth/userinfo", tokens.access()).await.expect(200).value();
        assert_eq!(told, json!({ "sub": parts(tokens.id()).1["sub"] }));
        for wrong in [tokens.id(), tokens.refresh()] {
            client.get_with("/oauth/userinfo", wrong).await.refused(401, "invalid_token");
        }
    }

    async fn a_client_asks_about_its_own_tokens(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let (other, app) = (city.register(payment()).await, city.register(app()).await);
        let tokens = service.sign_in(&city, &lin, "openid email").await;
        let asked = service.post(&city, "/oauth/introspect", &[("token", tokens.access())]).await.expect(200).value();
        assert_eq!((&asked["active"], &asked["scope"]), (&json!(true), &json!("openid email")));
        assert_eq!((&asked["client_id"], &asked["sub"]), (&json!(service.id), &parts(tokens.id()).1["sub"]));
        assert!(service.is_active(&city, tokens.refresh()).await);
        for wrong in [tokens.id(), "nonsense", ""] {
            if !wrong.is_empty() {
                assert!(!service.is_active(&city, wrong).await);
            }
        }
        for token in [tokens.access(), tokens.refresh()] {
            let nothing = other.post(&city, "/oauth/introspect", &[("token", token)]).await.expect(200).value();
            assert_eq!(nothing, json!({ "active": false }));
        }
        app.post(&city, "/oauth/introspect", &[("token", tokens.access())]).await.refused(401, "invalid_client");
        city.client()
            .post_form("/oauth/introspect", &[("token", tokens.access())])
            .await
            .refused(401, "invalid_client");
    }

    async fn a_revoked_token_ends_with_its_family(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let other = city.register(payment()).await;
        for which in ["access_token", "refresh_token"] {
            let tokens = service.sign_in(&city, &lin, "openid").await;
            other.post(&city, "/oauth/revoke", &[("token", tokens.text(which))]).await.expect(200);
            assert!(service.is_active(&city, tokens.access()).await, "somebody else's token is not revoked");
            service.post(&city, "/oauth/revoke", &[("token", tokens.text(which))]).await.expect(200);
            assert!(!service.is_active(&city, tokens.access()).await);
            service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
            // Once more is no error, nor is a token that nobody knows.
            service.post(&city, "/oauth/revoke", &[("token", tokens.text(which))]).await.expect(200);
        }
        service.post(&city, "/oauth/revoke", &[("token", "nonsense")]).await.expect(200);
        service.post(&city, "/oauth/revoke", &[]).await.refused(400, "invalid_request");
        city.client().post_form("/oauth/revoke", &[("token", "nonsense")]).await.refused(401, "invalid_client");
    }

    async fn nothing_of_tokens_codes_and_secrets_is_kept_readable(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let code = lin.allow(&service, &[]).await["code"].clone();
        let tokens = Tokens(service.use_code(&city, &code).await.expect(200).value());
        let hex = |text: &str| data_encoding::HEXLOWER.encode(text.as_bytes());
        for (table, column, secret) in [
            ("oauth_codes", "code_hash", code.as_str()),
            ("oauth_refresh_tokens", "token_hash", tokens.refresh()),
            ("oauth_client_secrets", "secret_hash", service.secret.as_str()),
        ] {
            for row in city.query(&format!("SELECT {column} FROM {table}")).await {
                let kept: Vec<u8> = row.try_get_by_index(0).unwrap();
                assert!(kept.len() == 32 && !data_encoding::HEXLOWER.encode(&kept).contains(&hex(secret)));
            }
        }
    }
}

//! Clients, as the bureau registers them.

use super::*;
use shared_types::oauth::OauthClient;
use time::Duration;

async fn works(city: &City, service: &Service, secret: &str) -> bool {
    let service = Service { secret: secret.into(), ..service.clone() };
    let answer = service.refresh(city, "nobody's").await;
    // A client that has proved itself is told about the token.
    answer.value()["error"] == "invalid_grant"
}

on_both! {
    async fn only_officers_register_and_auditors_look(city: City) {
        let (officer, lin) = (city.officer().await, city.teacher("lin").await);
        city.client().post("oauth-clients", payment()).await.problem(401, "not_signed_in");
        lin.post("oauth-clients", payment()).await.problem(403, "not_allowed");
        lin.get("oauth-clients").await.problem(403, "not_allowed");
        let issued: IssuedClient = officer.post("oauth-clients", payment()).await.expect(201).json();
        assert_eq!((issued.client.sector.as_str(), issued.client.secrets.len()), ("pay.example", 1));
        let secret = issued.client_secret.unwrap();
        let auditor = city.with_role("chen", "auditor", None).await;
        let listed = auditor.get("oauth-clients").await.expect(200);
        assert!(!listed.text().contains(&secret));
        assert_eq!(listed.value()["items"][0]["id"], json!(issued.client.id));
        let app: IssuedClient = officer.post("oauth-clients", app()).await.expect(201).json();
        assert!(app.client_secret.is_none());
        assert_eq!(city.count("SELECT count(*) FROM audit_events WHERE action = 'client_registered'").await, 2);
    }

    async fn what_would_let_strangers_in_is_refused_field_by_field(city: City) {
        let officer = city.officer().await;
        let with = |field: &str, value: Value| {
            let mut client = payment();
            client["settings"][field] = value;
            client
        };
        for (client, pointer, code) in [
            (with("redirect_uris", json!([])), "/settings/redirect_uris", "required"),
            (with("redirect_uris", json!(["http://pay.example/cb"])), "/settings/redirect_uris/0", "format"),
            (with("redirect_uris", json!([CALLBACK, "https://*.example/cb"])), "/settings/redirect_uris/1", "format"),
            (with("redirect_uris", json!([APP_CALLBACK])), "/settings/redirect_uris/0", "format"),
            (with("post_logout_redirect_uris", json!(["x"])), "/settings/post_logout_redirect_uris/0", "format"),
            (with("names", json!([{ "language": "en", "name": "Pay" }])), "/settings/names", "required"),
            (with("names", json!([{ "language": "zh-TW", "name": " " }])), "/settings/names/0/name", "required"),
            (with("scopes", json!(["openid", "bindings.read"])), "/settings/scopes/1", "not_offered"),
            (with("scopes", json!(["email"])), "/settings/scopes", "required"),
            (with("backchannel_logout_uri", json!("ftp://pay.example/")), "/settings/backchannel_logout_uri", "format"),
            (with("jwks", json!("{}")), "/settings/jwks", "format"),
            (with("jwks", json!(r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#)), "/settings/jwks", "format"),
        ] {
            officer.post("oauth-clients", client).await.problem(422, "invalid_fields").fields(&[(pointer, code)]);
        }
        let mut wrong = payment();
        wrong["auth_method"] = json!("none");
        officer
            .post("oauth-clients", wrong.clone())
            .await
            .problem(422, "invalid_fields")
            .fields(&[("/auth_method", "not_offered")]);
        wrong["auth_method"] = json!("private_key_jwt");
        officer
            .post("oauth-clients", wrong)
            .await
            .problem(422, "invalid_fields")
            .fields(&[("/settings/jwks", "required")]);
        let two_hosts = with("redirect_uris", json!([CALLBACK, "https://other.example/cb"]));
        officer
            .post("oauth-clients", two_hosts)
            .await
            .problem(422, "invalid_fields")
            .fields(&[("/sector", "required")]);
        let mut sector = payment();
        sector["sector"] = json!("https://pay.example/");
        officer.post("oauth-clients", sector).await.problem(422, "invalid_fields").fields(&[("/sector", "format")]);
        let inner = with("backchannel_logout_uri", json!("http://10.0.0.1/"));
        officer
            .post("oauth-clients", inner)
            .await
            .problem(422, "invalid_fields")
            .fields(&[("/settings/backchannel_logout_uri", "format")]);
    }

    async fn a_new_secret_works_beside_the_old_one_for_a_day(city: City) {
        let service = city.register(payment()).await;
        let officer = city.officer().await;
        let path = format!("oauth-clients/{}/secrets", service.id);
        let issue = async || {
            let issued: IssuedClient = officer.post_nothing(&path).await.expect(201).json();
            issued.client_secret.unwrap()
        };
        let second = issue().await;
        assert!(works(&city, &service, &service.secret).await && works(&city, &service, &second).await);
        // Two at most.
        let third = issue().await;
        assert!(!works(&city, &service, &service.secret).await);
        assert!(works(&city, &service, &second).await && works(&city, &service, &third).await);
        city.advance(Duration::DAY);
        assert!(!works(&city, &service, &second).await && works(&city, &service, &third).await);
        let app = city.register(app()).await;
        let officer = city.officer().await;
        officer.post_nothing(&format!("oauth-clients/{}/secrets", app.id)).await.problem(409, "wrong_state");
    }

    async fn a_change_counts_at_once_and_for_what_was_read(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid email").await;
        let officer = city.officer().await;
        let mut settings = payment()["settings"].clone();
        settings["redirect_uris"] = json!(["https://pay.example/new"]);
        settings["scopes"] = json!(["openid", "profile"]);
        let path = format!("oauth-clients/{}", service.id);
        let change = json!({ "version": 1, "settings": settings });
        let changed: OauthClient = officer.put(&path, &change).await.expect(200).json();
        assert_eq!(changed.version, 2);
        officer.put(&path, &change).await.problem(409, "stale");
        assert_eq!(lin.authorize(&service, &[]).await.error(), Some("invalid_request"));
        let fewer = Tokens(service.refresh(&city, tokens.refresh()).await.expect(200).value());
        assert_eq!(fewer.text("scope"), "openid");
        let unknown = "oauth-clients/01920000-0000-7000-8000-000000000000";
        officer.put(unknown, &change).await.problem(404, "not_found");
    }

    async fn a_disabled_client_is_nobody(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid").await;
        let officer = city.officer().await;
        let path = format!("oauth-clients/{}", service.id);
        officer.delete(&path).await.expect(204);
        officer.delete(&path).await.problem(404, "not_found");
        officer.post_nothing(&format!("{path}/secrets")).await.problem(404, "not_found");
        city.client().get_with("/oauth/userinfo", tokens.access()).await.refused(401, "invalid_token");
        service.refresh(&city, tokens.refresh()).await.refused(401, "invalid_client");
        assert_eq!(lin.authorize(&service, &[]).await.error(), Some("invalid_client"));
        let listed = officer.get("oauth-clients").await.expect(200).value();
        assert!(listed["items"][0]["disabled_at"].is_string() && listed["items"][0]["secrets"] == json!([]));
    }
}

//! Somebody signs in to a service, and is asked once.

use super::*;
use kinbind_api::commands::demo::DEMO_PASSWORD;
use time::Duration;

on_both! {
    async fn a_parent_signs_in_to_a_service_and_it_learns_what_was_allowed(city: City) {
        let (service, parent) = (city.register(payment()).await, city.parent().await);
        let scope = "openid profile email phone children";
        let asked = parent.authorize(&service, &[("scope", scope), ("ui_locales", "en")]).await;
        assert_eq!(asked.path(), "/consent-request");
        let path = format!("authorization-requests/{}", asked["request"]);
        let shown = parent.get(&path).await.expect(200).value();
        assert_eq!((&shown["client_name"], &shown["redirect_host"]), (&json!("Campus payment"), &json!("pay.example")));
        assert_eq!(shown["scopes"], json!(scope.split(' ').collect::<Vec<_>>()));
        let back = parent.answer_request(&asked["request"], "allow").await;
        assert_eq!(back.without_query(), CALLBACK);
        assert_eq!((back["state"].as_str(), back["iss"].as_str()), ("s t&te", city.base.as_str()));

        let answer = service.use_code(&city, &back["code"]).await.expect(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let tokens = Tokens(answer.value());
        assert_eq!((tokens.text("token_type"), &tokens.0["expires_in"]), ("Bearer", &json!(600)));
        let id = verified(&city, tokens.id()).await.unwrap();
        assert_eq!((&id["iss"], &id["aud"], &id["nonce"]), (&json!(city.base), &json!(service.id), &json!("n-0S6")));
        assert_eq!((&id["amr"], &id["acr"]), (&json!(["pwd"]), &json!("urn:kinbind:acr:password")));
        assert!(id["auth_time"].as_i64().unwrap() <= id["iat"].as_i64().unwrap());
        let access = verified(&city, tokens.access()).await.unwrap();
        assert_eq!(parts(tokens.access()).0["typ"], "at+jwt");
        assert_eq!((&access["sub"], &access["scope"]), (&id["sub"], &json!(scope)));
        assert_eq!(access["aud"], format!("{}/api/v1", city.base));
        assert!(!tokens.0.to_string().contains(WANG_DAMING.email));

        let told = city.client().get_with("/oauth/userinfo", tokens.access()).await.expect(200).value();
        let child = &told["children"][0];
        assert_eq!(
            told,
            json!({
                "sub": id["sub"], "name": "王大明", "locale": "en",
                "email": WANG_DAMING.email, "email_verified": true, "phone_number": "+886912345678",
                "children": [{
                    "id": child["id"], "name": "王小明", "school_code": "403601", "school_name": "市立內湖國小",
                    "class_name": child["class_name"], "relationship": "father",
                }],
            })
        );
        assert!(child["class_name"].as_str().unwrap().contains("五年"));
    }

    async fn who_is_not_signed_in_signs_in_first_and_comes_back(city: City) {
        let (service, browser) = (city.register(payment()).await, city.client());
        let asked = browser.authorize(&service, &[("login_hint", "lin@school.example.tw")]).await;
        assert!(asked.path() == "/sign-in-request" && !asked.url.as_str().contains("lin%40"), "{asked:?}");
        let path = format!("authorization-requests/{}/sign-in-context", asked["request"]);
        let shown = browser.get(&path).await.expect(200).value();
        assert_eq!(shown, json!({ "client_name": "校園繳費", "login_hint": "lin@school.example.tw" }));
        browser.get("authorization-requests/nobody/sign-in-context").await.problem(404, "not_found");
        let again = asked["return"].clone();
        assert!(again.starts_with("/oauth/authorize?") && !again.contains("s+t"), "{again}");
        browser
            .post("sessions", json!({ "login": "lin@school.example.tw", "password": DEMO_PASSWORD }))
            .await
            .expect(201);
        let asked = Target::of(&browser.get(&again).await);
        let back = browser.answer_request(&asked["request"], "allow").await;
        assert_eq!(back["state"], "s t&te");
        service.use_code(&city, &back["code"]).await.expect(200);
        // Once decided, neither page leads anywhere.
        let over = Target::of(&browser.get(&again).await);
        assert_eq!((over.path(), over.error()), ("/consent-request", Some("invalid_request")));
        browser.get(&format!("authorization-requests/{}", asked["request"])).await.problem(404, "not_found");
    }

    async fn what_was_allowed_is_remembered_until_it_is_taken_back(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid profile").await;
        assert_eq!(lin.authorize(&service, &[]).await.without_query(), CALLBACK);
        assert_eq!(lin.authorize(&service, &[("prompt", "consent")]).await.path(), "/consent-request");
        let more = lin.authorize(&service, &[("scope", "openid email")]).await;
        let shown = lin.get(&format!("authorization-requests/{}", more["request"])).await.expect(200).value();
        assert_eq!((&shown["scopes"], &shown["allowed_before"]), (&json!(["openid", "email"]), &json!(["openid"])));
        lin.answer_request(&more["request"], "allow").await;
        let grants = lin.get("oauth-grants").await.expect(200).value();
        assert_eq!(grants["items"].as_array().unwrap().len(), 1);
        assert_eq!(grants["items"][0]["scopes"], json!(["openid", "profile", "email"]));

        let id = grants["items"][0]["id"].as_str().unwrap();
        let path = format!("oauth-grants/{id}");
        city.teacher("chen").await.delete(&path).await.problem(404, "not_found");
        lin.delete(&path).await.expect(204);
        lin.delete(&path).await.problem(404, "not_found");
        assert!(!service.is_active(&city, tokens.access()).await);
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
        assert_eq!(lin.authorize(&service, &[]).await.path(), "/consent-request");
    }

    async fn who_says_no_goes_back_with_that(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let asked = lin.authorize(&service, &[]).await;
        let back = lin.answer_request(&asked["request"], "deny").await;
        assert_eq!(
            (back.error(), back["state"].as_str(), back["iss"].as_str()),
            (Some("access_denied"), "s t&te", city.base.as_str())
        );
        let path = format!("authorization-requests/{}/decisions", asked["request"]);
        lin.post(&path, json!({ "answer": "allow" })).await.problem(404, "not_found");
        assert_eq!(lin.get("oauth-grants").await.value()["items"], json!([]));
    }

    async fn a_silent_request_shows_no_page(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let silent = [("prompt", "none")];
        assert_eq!(city.client().authorize(&service, &silent).await.error(), Some("login_required"));
        assert_eq!(lin.authorize(&service, &silent).await.error(), Some("consent_required"));
        service.sign_in(&city, &lin, "openid profile").await;
        service.use_code(&city, &lin.authorize(&service, &silent).await["code"]).await.expect(200);
        assert_eq!(lin.authorize(&service, &[("prompt", "none login")]).await.error(), Some("invalid_request"));
    }

    async fn a_service_can_want_the_password_anew(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        service.sign_in(&city, &lin, "openid profile").await;
        city.advance(Duration::minutes(10));
        assert_eq!(lin.authorize(&service, &[("max_age", "900")]).await.without_query(), CALLBACK);
        for wanted in [
            [("max_age", "300"), ("state", "1")],
            [("max_age", "0"), ("state", "2")],
            [("prompt", "login"), ("state", "3")],
        ] {
            let asked = lin.authorize(&service, &wanted).await;
            assert_eq!(asked.path(), "/sign-in-request", "{wanted:?}");
            if wanted[0].0 == "max_age" {
                let silent = lin.authorize(&service, &[wanted[0], ("prompt", "none")]).await;
                assert_eq!(silent.error(), Some("login_required"));
            }
            city.advance(Duration::SECOND);
            let login = json!({ "login": "lin@school.example.tw", "password": DEMO_PASSWORD });
            lin.post("sessions", login).await.expect(201);
            let back = Target::of(&lin.get(&asked["return"]).await);
            let tokens = Tokens(service.use_code(&city, &back["code"]).await.expect(200).value());
            let (_, id) = parts(tokens.id());
            assert!(id["iat"].as_i64().unwrap() - id["auth_time"].as_i64().unwrap() < 60);
            city.advance(Duration::minutes(10));
        }
    }

    async fn a_silent_request_about_somebody_signs_nobody_else_in(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid profile").await;
        let chen = city.teacher("chen").await;
        service.sign_in(&city, &chen, "openid profile").await;
        let about = [("prompt", "none"), ("id_token_hint", tokens.id())];
        assert_eq!(lin.authorize(&service, &about).await.without_query(), CALLBACK);
        assert_eq!(chen.authorize(&service, &about).await.error(), Some("login_required"));
        let wrong = [("id_token_hint", tokens.access())];
        assert_eq!(lin.authorize(&service, &wrong).await.error(), Some("invalid_request"));
    }

    async fn a_network_cannot_fill_the_database_with_requests(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        lin.authorize(&service, &[]).await;
        city.sql("UPDATE throttle_counters SET hits = 3000").await;
        assert_eq!(lin.authorize(&service, &[]).await.error(), Some("temporarily_unavailable"));
        city.advance(Duration::HOUR);
        assert_eq!(lin.authorize(&service, &[]).await.path(), "/consent-request");
    }

    async fn two_sectors_know_a_person_and_a_child_by_different_names(city: City) {
        let parent = city.parent().await;
        let mut same = payment();
        same["settings"]["redirect_uris"] = json!(["https://pay.example/other"]);
        let mut subjects = Vec::new();
        for client in [payment(), same, app()] {
            let service = city.register(client).await;
            let tokens = service.sign_in(&city, &parent, "openid children").await;
            let told = city.client().get_with("/oauth/userinfo", tokens.access()).await.expect(200).value();
            subjects.push((told["sub"].to_string(), told["children"][0]["id"].to_string()));
        }
        assert_eq!(subjects[0], subjects[1]);
        assert!(subjects[0].0 != subjects[2].0 && subjects[0].1 != subjects[2].1);
    }

    async fn an_app_listens_at_any_port_and_the_person_is_asked_each_time(city: City) {
        let (service, lin) = (city.register(app()).await, city.teacher("lin").await);
        for redirect_uri in [APP_CALLBACK, "http://127.0.0.1:51004/callback", "http://127.0.0.1:8/callback"] {
            let asked = lin.authorize(&service, &[("redirect_uri", redirect_uri)]).await;
            assert_eq!(asked.path(), "/consent-request", "{redirect_uri}");
            let back = lin.answer_request(&asked["request"], "allow").await;
            assert_eq!(back.without_query(), redirect_uri);
            let service = Service { redirect_uri: redirect_uri.into(), ..service.clone() };
            let tokens = Tokens(service.use_code(&city, &back["code"]).await.expect(200).value());
            service.refresh(&city, tokens.refresh()).await.expect(200);
        }
        assert_eq!(lin.authorize(&service, &[("prompt", "none")]).await.error(), Some("consent_required"));
    }

    async fn the_initial_password_signs_in_nowhere_else(city: City) {
        let service = city.register(payment()).await;
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let parent = city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        let asked = parent.authorize(&service, &[]).await;
        assert_eq!(asked.path(), "/sign-in-request");
        parent.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        assert_eq!(Target::of(&parent.get(&asked["return"]).await).path(), "/consent-request");
    }

    async fn a_request_is_over_after_ten_minutes_and_a_code_after_one(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let asked = lin.authorize(&service, &[]).await;
        city.advance(Duration::minutes(10));
        let path = format!("authorization-requests/{}/decisions", asked["request"]);
        lin.post(&path, json!({ "answer": "allow" })).await.problem(404, "not_found");
        let back = lin.allow(&service, &[]).await;
        city.advance(Duration::MINUTE);
        service.use_code(&city, &back["code"]).await.refused(400, "invalid_grant");
    }
}

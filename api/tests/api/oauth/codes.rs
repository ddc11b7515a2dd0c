//! Codes: once, for whom they are, with what they were asked with.

use super::*;

on_both! {
    async fn a_code_used_twice_ends_what_came_of_it(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let code = lin.allow(&service, &[]).await["code"].clone();
        let tokens = Tokens(service.use_code(&city, &code).await.expect(200).value());
        city.client().get_with("/oauth/userinfo", tokens.access()).await.expect(200);
        service.use_code(&city, &code).await.refused(400, "invalid_grant");
        city.client().get_with("/oauth/userinfo", tokens.access()).await.refused(401, "invalid_token");
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
        assert_eq!(city.count("SELECT count(*) FROM audit_events WHERE action = 'token_replayed'").await, 1);
    }

    async fn of_fifty_that_use_a_code_at_once_one_gets_tokens(city: City) {
        let replica = city.replica(|_| {}).await;
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let code = lin.allow(&service, &[]).await["code"].clone();
        let using = (0..50).map(|turn| {
            let (city, service, code) =
                (if turn % 2 == 0 { city.clone() } else { replica.clone() }, service.clone(), code.clone());
            async move { service.use_code(&city, &code).await }
        });
        let answers = all_at_once(using).await;
        let tokens: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(tokens.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.clone().refused(400, "invalid_grant");
        }
        assert_eq!(city.count("SELECT count(*) FROM oauth_refresh_tokens").await, 1);
        // And it is over, because somebody else had the code too.
        let tokens = Tokens(tokens[0].value());
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
    }

    async fn a_code_is_worth_nothing_in_other_hands_or_with_other_words(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let mut other = payment();
        other["settings"]["redirect_uris"] = json!([CALLBACK]);
        let other = city.register(other).await;
        let code = lin.allow(&service, &[]).await["code"].clone();
        other.use_code(&city, &code).await.refused(400, "invalid_grant");
        for (name, value) in [
            ("redirect_uri", "https://pay.example/callback/"),
            ("redirect_uri", ""),
            ("code_verifier", CHALLENGE),
            ("code_verifier", "short"),
            ("code", "nobody's"),
        ] {
            let mut asked: BTreeMap<&str, &str> = BTreeMap::from([
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
            ]);
            asked.insert(name, value);
            let asked: Vec<_> = asked.into_iter().collect();
            service.token(&city, &asked).await.refused(400, "invalid_grant");
        }
        let without = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
        service.token(&city, &without).await.refused(400, "invalid_request");
        service.use_code(&city, &code).await.expect(200);
    }

    async fn who_signs_out_meanwhile_gives_nothing(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let code = lin.allow(&service, &[]).await["code"].clone();
        lin.delete("sessions/current").await.expect(204);
        service.use_code(&city, &code).await.refused(400, "invalid_grant");
    }

    async fn a_client_proves_itself_in_its_own_way_only(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let code = lin.allow(&service, &[]).await["code"].clone();
        let pairs = |more: &[(&'static str, &str)]| {
            let mut pairs: Vec<(String, String)> = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
            ]
            .iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
            pairs.sort();
            pairs
        };
        let ask = async |more: &[(&'static str, &str)], service: Option<&Service>| {
            let pairs = pairs(more);
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            city.client().post_form_as("/oauth/token", &pairs, service).await
        };
        ask(&[("client_id", &service.id)], None).await.refused(401, "invalid_client");
        ask(&[("client_id", &service.id), ("client_secret", &service.secret)], None)
            .await
            .refused(401, "invalid_client");
        ask(&[], None).await.refused(401, "invalid_client");
        let guessed = Service { secret: "guessed".into(), ..service.clone() };
        let refused = ask(&[], Some(&guessed)).await.refused(401, "invalid_client");
        assert!(refused.header("www-authenticate").unwrap().starts_with("Basic"));
        ask(&[("client_secret", &service.secret)], Some(&service)).await.refused(400, "invalid_request");
        ask(&[("client_id", "another")], Some(&service)).await.refused(401, "invalid_client");
        ask(&[("client_id", &service.id)], Some(&service)).await.expect(200);
    }

    async fn what_is_no_form_or_no_known_grant_is_told_so(city: City) {
        let service = city.register(payment()).await;
        city.client().post("/oauth/token", json!({})).await.refused(400, "invalid_request");
        service.token(&city, &[]).await.refused(400, "invalid_request");
        service.token(&city, &[("grant_type", "password")]).await.refused(400, "unsupported_grant_type");
        service.token(&city, &[("grant_type", "client_credentials")]).await.refused(400, "unauthorized_client");
        let twice = [("grant_type", "refresh_token"), ("grant_type", "refresh_token")];
        service.token(&city, &twice).await.refused(400, "invalid_request");
    }
}

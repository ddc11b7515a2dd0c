//! Requests that a client pushes before the browser comes (RFC 9126).

use super::*;
use time::Duration;

fn request<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut asked: BTreeMap<_, _> = BTreeMap::from([
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "pushed"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    asked.extend(more.iter().copied());
    asked.into_iter().collect()
}

async fn bring(person: &Client, service: &Service, uri: &str) -> Target {
    let query = encoded(&[("client_id", &service.id), ("request_uri", uri)]);
    Target::of(&person.get(&format!("/oauth/authorize?{query}")).await)
}

on_both! {
    async fn a_pushed_request_is_what_the_person_decides_about(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let pushed = service.post(&city, "/oauth/par", &request(&[])).await.expect(201).value();
        assert_eq!(pushed["expires_in"], 90);
        let uri = pushed["request_uri"].as_str().unwrap();
        // What the browser adds changes nothing.
        let query =
            encoded(&[("client_id", &service.id), ("request_uri", uri), ("scope", "openid email"), ("state", "x")]);
        let asked = Target::of(&lin.get(&format!("/oauth/authorize?{query}")).await);
        city.advance(Duration::minutes(9));
        let back = lin.answer_request(&asked["request"], "allow").await;
        assert_eq!(back["state"], "pushed");
        let tokens = Tokens(service.use_code(&city, &back["code"]).await.expect(200).value());
        assert_eq!(tokens.text("scope"), "openid profile");
        assert_eq!(bring(&lin, &service, uri).await.error(), Some("invalid_request"));
    }

    async fn it_is_brought_along_within_ninety_seconds_and_by_its_own_client(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let other = city.register(payment()).await;
        let pushed = service.post(&city, "/oauth/par", &request(&[])).await.expect(201).value();
        let uri = pushed["request_uri"].as_str().unwrap();
        assert_eq!(bring(&lin, &other, uri).await.error(), Some("invalid_request"));
        city.advance(Duration::seconds(90));
        assert_eq!(bring(&lin, &service, uri).await.error(), Some("invalid_request"));
    }

    async fn what_is_wrong_is_told_to_the_client_itself(city: City) {
        let service = city.register(payment()).await;
        let push =
            async |more: &[(&'static str, &'static str)]| service.post(&city, "/oauth/par", &request(more)).await;
        push(&[("redirect_uri", "https://pay.example/Callback")]).await.refused(400, "invalid_request");
        push(&[("code_challenge_method", "plain")]).await.refused(400, "invalid_request");
        push(&[("scope", "openid nonsense")]).await.refused(400, "invalid_scope");
        push(&[("request_uri", "urn:x")]).await.refused(400, "invalid_request");
        let unproved = request(&[("client_id", "x")]);
        city.client().post_form("/oauth/par", &unproved).await.refused(401, "invalid_client");
    }
}

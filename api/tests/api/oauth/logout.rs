//! Signing out at a service's wish, and services that are told.

use super::*;
use actix_web::HttpResponse;

/// A server as in the demo, where services may be in the own network.
async fn demo(city: &City) -> City {
    city.replica(|config| config.oauth.oauth_private_targets = true).await
}

/// A service that wants to be told.
async fn told_service(city: &City, peer: &HttpPeer) -> Service {
    let mut client = payment();
    client["settings"]["backchannel_logout_uri"] = json!(format!("{}/told", peer.url));
    city.register(client).await
}

async fn sign_out(person: &Client, asked: Pairs<'_>) -> Target {
    Target::of(&person.get(&format!("/oauth/logout?{}", encoded(asked))).await)
}

const BYE: (&str, &str) = ("post_logout_redirect_uri", "https://pay.example/bye");

on_both! {
    async fn a_service_signs_its_person_out_and_gets_the_browser_back(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid").await;
        let kept = service.sign_in(&city, &lin, "openid offline_access").await;
        city.advance(time::Duration::hours(1));
        let back = sign_out(&lin, &[("id_token_hint", tokens.id()), BYE, ("state", "s&t")]).await;
        assert_eq!((back.without_query(), back["state"].as_str()), (BYE.1, "s&t"));
        lin.get("sessions/current").await.problem(401, "not_signed_in");
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
        service.refresh(&city, kept.refresh()).await.expect(200);
        // Once more: nobody is signed in, and the browser goes back all the same.
        assert_eq!(sign_out(&lin, &[("id_token_hint", tokens.id()), BYE]).await.url.as_str(), BYE.1);
    }

    async fn who_is_in_another_session_is_asked(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid").await;
        let chen = city.teacher("chen").await;
        for asked in [&[("id_token_hint", tokens.id()), BYE][..], &[("client_id", &service.id), BYE], &[]] {
            assert_eq!(sign_out(&chen, asked).await.path(), "/sign-out-request");
        }
        chen.get("sessions/current").await.expect(200);
        lin.get("sessions/current").await.expect(200);
    }

    async fn a_browser_goes_back_to_registered_addresses_only(city: City) {
        let (service, lin) = (city.register(payment()).await, city.teacher("lin").await);
        let other = city.register(payment()).await;
        let tokens = service.sign_in(&city, &lin, "openid").await;
        let hint = ("id_token_hint", tokens.id());
        for uri in [
            "https://pay.example/Bye",
            "https://pay.example/bye/",
            "https://pay.example:8443/bye",
            "https://evil.example/",
            CALLBACK,
        ] {
            let went = sign_out(&lin, &[hint, ("post_logout_redirect_uri", uri)]).await;
            assert_eq!((went.path(), went.error()), ("/consent-request", Some("invalid_request")), "{uri}");
        }
        for asked in [
            &[BYE][..],
            &[hint, ("client_id", &other.id)],
            &[("id_token_hint", "nonsense"), BYE],
            &[("id_token_hint", tokens.access()), BYE],
        ] {
            assert_eq!(sign_out(&lin, asked).await.error(), Some("invalid_request"));
        }
        lin.get("sessions/current").await.expect(200);
    }

    async fn services_that_want_to_know_are_told(city: City) {
        let (peer, city) = (HttpPeer::start(), demo(&city).await);
        let (service, lin) = (told_service(&city, &peer).await, city.teacher("lin").await);
        let tokens = service.sign_in(&city, &lin, "openid").await;
        peer.answer_with(|_| HttpResponse::ServiceUnavailable().finish());
        lin.delete("sessions/current").await.expect(204);
        city.work_outbox().await;
        // Asked again, because it was away.
        peer.answer(200, "");
        city.advance(time::Duration::seconds(5));
        city.work_outbox().await;
        let received = peer.received();
        assert_eq!(received.len(), 2);
        assert_eq!(
            (received[1].path_and_query.as_str(), received[1].content_type.as_str()),
            ("/told", "application/x-www-form-urlencoded")
        );
        let form = Target::at(&format!("x:y?{}", received[1].body));
        let token = &form["logout_token"];
        let (claims, id) = (verified(&city, token).await.unwrap(), parts(tokens.id()).1);
        assert_eq!(parts(token).0["typ"], "logout+jwt");
        assert_eq!((&claims["sub"], &claims["sid"], &claims["aud"]), (&id["sub"], &id["sid"], &json!(service.id)));
        assert!(
            claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object()
                && claims["nonce"].is_null()
        );
        let again = Target::at(&format!("x:y?{}", received[0].body));
        assert_eq!(parts(&again["logout_token"]).1["jti"], claims["jti"]);
    }

    async fn the_own_network_is_not_told(city: City) {
        let (peer, inside) = (HttpPeer::start(), demo(&city).await);
        let (service, lin) = (told_service(&inside, &peer).await, city.teacher("lin").await);
        service.sign_in(&city, &lin, "openid").await;
        lin.delete("sessions").await.expect(204);
        city.work_outbox().await;
        assert!(peer.received().is_empty());
        assert_eq!(
            city.count("SELECT count(*) FROM outbox_jobs WHERE kind = 'send_backchannel_logout' AND status = 'dead'")
                .await,
            1
        );
    }
}

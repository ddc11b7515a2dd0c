//! Refresh tokens: once each, but for an answer that was lost.

use super::*;
use time::Duration;

async fn signed_in(city: &City, scope: &str) -> (Service, Tokens) {
    let (service, lin) = (city.register(app()).await, city.teacher("lin").await);
    let tokens = service.sign_in(city, &lin, scope).await;
    (service, tokens)
}

async fn refreshed(city: &City, service: &Service, token: &str) -> Tokens {
    Tokens(service.refresh(city, token).await.expect(200).value())
}

/// Whether nothing of the family works any more.
async fn is_over(city: &City, service: &Service, tokens: &[&Tokens]) -> bool {
    for tokens in tokens {
        if service.refresh(city, tokens.refresh()).await.status == 200
            || city.client().get_with("/oauth/userinfo", tokens.access()).await.status == 200
        {
            return false;
        }
    }
    true
}

on_both! {
    async fn each_refresh_gives_new_tokens_of_the_same_sign_in(city: City) {
        let (service, first) = signed_in(&city, "openid profile").await;
        city.advance(Duration::minutes(11));
        city.client().get_with("/oauth/userinfo", first.access()).await.refused(401, "invalid_token");
        let second = refreshed(&city, &service, first.refresh()).await;
        city.client().get_with("/oauth/userinfo", second.access()).await.expect(200);
        let (before, after) = (parts(first.id()).1, parts(second.id()).1);
        for claim in ["sub", "aud", "sid", "auth_time"] {
            assert_eq!(before[claim], after[claim], "{claim}");
        }
        let third = refreshed(&city, &service, second.refresh()).await;
        assert!(first.refresh() != second.refresh() && second.refresh() != third.refresh());
    }

    async fn a_refresh_token_used_before_ends_the_family(city: City) {
        let (service, first) = signed_in(&city, "openid profile").await;
        let second = refreshed(&city, &service, first.refresh()).await;
        let third = refreshed(&city, &service, second.refresh()).await;
        service.refresh(&city, first.refresh()).await.refused(400, "invalid_grant");
        assert!(is_over(&city, &service, &[&first, &second, &third]).await);
        assert_eq!(city.count("SELECT count(*) FROM audit_events WHERE action = 'token_replayed'").await, 1);
    }

    async fn a_lost_answer_may_be_asked_for_again_within_a_minute(city: City) {
        let (service, first) = signed_in(&city, "openid profile").await;
        let lost = refreshed(&city, &service, first.refresh()).await;
        city.advance(Duration::seconds(59));
        let second = refreshed(&city, &service, first.refresh()).await;
        let third = refreshed(&city, &service, second.refresh()).await;
        city.client().get_with("/oauth/userinfo", third.access()).await.expect(200);
        // Whoever had the lost answer after all was not the one who asked again.
        service.refresh(&city, lost.refresh()).await.refused(400, "invalid_grant");
        assert!(is_over(&city, &service, &[&second, &third]).await);
    }

    async fn a_minute_later_it_is_a_replay(city: City) {
        let (service, first) = signed_in(&city, "openid profile").await;
        let second = refreshed(&city, &service, first.refresh()).await;
        city.advance(Duration::seconds(61));
        service.refresh(&city, first.refresh()).await.refused(400, "invalid_grant");
        assert!(is_over(&city, &service, &[&second]).await);
    }

    async fn once_the_answer_was_used_it_is_a_replay_at_once(city: City) {
        let (service, first) = signed_in(&city, "openid profile").await;
        let second = refreshed(&city, &service, first.refresh()).await;
        let third = refreshed(&city, &service, second.refresh()).await;
        service.refresh(&city, first.refresh()).await.refused(400, "invalid_grant");
        assert!(is_over(&city, &service, &[&third]).await);
    }

    async fn of_fifty_refreshes_at_once_one_answer_goes_on_working(city: City) {
        let replica = city.replica(|_| {}).await;
        let (service, first) = signed_in(&city, "openid profile").await;
        let asking = (0..50).map(|turn| {
            let city = if turn % 2 == 0 { city.clone() } else { replica.clone() };
            let (service, token) = (service.clone(), first.refresh().to_owned());
            async move { service.refresh(&city, &token).await }
        });
        let answers = all_at_once(asking).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        assert_eq!(city.count("SELECT count(*) FROM oauth_refresh_tokens WHERE rotated_at IS NULL").await, 1);
    }

    async fn tokens_end_with_the_browsers_session_unless_they_were_to_outlast_it(city: City) {
        let (service, short) = signed_in(&city, "openid profile").await;
        let lin = city.teacher("lin").await;
        let long = service.sign_in(&city, &lin, "openid offline_access").await;
        city.advance(Duration::hours(12));
        service.refresh(&city, short.refresh()).await.refused(400, "invalid_grant");
        let mut long = refreshed(&city, &service, long.refresh()).await;
        for _ in 0..3 {
            city.advance(Duration::days(89));
            long = refreshed(&city, &service, long.refresh()).await;
        }
        city.advance(Duration::days(91));
        service.refresh(&city, long.refresh()).await.refused(400, "invalid_grant");
    }

    async fn a_refresh_token_is_its_clients_and_gives_no_more_than_before(city: City) {
        let (service, first) = signed_in(&city, "openid profile email").await;
        let other = city.register(payment()).await;
        other.refresh(&city, first.refresh()).await.refused(400, "invalid_grant");
        let refresh = |scope: &'static str| {
            [("grant_type", "refresh_token"), ("refresh_token", first.refresh()), ("scope", scope)]
        };
        service.token(&city, &refresh("openid phone")).await.refused(400, "invalid_scope");
        let fewer = Tokens(service.token(&city, &refresh("openid email")).await.expect(200).value());
        assert_eq!(fewer.text("scope"), "openid email");
        let told = city.client().get_with("/oauth/userinfo", fewer.access()).await.expect(200).value();
        assert!(told["name"].is_null() && told["email"].is_string());
        service.refresh(&city, "nobody's").await.refused(400, "invalid_grant");
    }
}

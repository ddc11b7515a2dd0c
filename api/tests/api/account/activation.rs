//! The link of the approval mail.

use super::*;
use time::Duration;

on_both! {
    async fn the_link_sets_the_password_and_signs_in_once(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let token = activation_token(&city, WANG_DAMING.email);
        let client = city.client();
        let body = json!({ "token": token, "new_password": NEW_PASSWORD });
        let session = client.post("account-activations", &body).await.expect(201).value();
        assert_eq!(session["must_change_password"], false);
        client.get("bindings").await.expect(200);
        client.post("account-activations", &body).await.problem(410, "link_expired");
        activate(&city, "made-up", NEW_PASSWORD).await.problem(410, "link_expired");
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
    }

    async fn the_link_used_ten_times_at_once_works_once(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let token = activation_token(&city, WANG_DAMING.email);
        let tries = (0..10).map(|_| {
            let (city, token) = (city.clone(), token.clone());
            async move { activate(&city, &token, NEW_PASSWORD).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 410)), "{statuses:?}");
    }

    async fn the_link_works_for_seventy_two_hours(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let token = activation_token(&city, WANG_DAMING.email);
        city.advance(Duration::hours(72) - Duration::minutes(1));
        // A password that is refused doesn't use the link up.
        activate(&city, &token, "too short").await.problem(422, "invalid_fields");
        city.advance(Duration::minutes(2));
        activate(&city, &token, NEW_PASSWORD).await.problem(410, "link_expired");
    }
}

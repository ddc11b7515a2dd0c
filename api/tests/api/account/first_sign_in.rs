//! The initial password, and what little it is good for.

use super::*;
use time::Duration;

async fn with_account(city: &City) {
    let lin = city.teacher("lin").await;
    city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
}

on_both! {
    async fn the_initial_password_only_serves_to_set_another_one(city: City) {
        with_account(&city).await;
        let client = city.client();
        // The address as people type it.
        let typed = json!({ "login": " Daming@example.com", "password": "456789" });
        let session = client.post("sessions", typed).await.expect(201).value();
        assert_eq!(session["must_change_password"], true);
        client.get("sessions/current").await.expect(200);
        for path in ["bindings", "binding-applications", "classes"] {
            client.get(path).await.problem(403, "password_change_required");
        }
        let change = json!({ "new_password": NEW_PASSWORD });
        let session = client.put("accounts/me/password", change).await.expect(200).value();
        assert_eq!(session["must_change_password"], false);
        client.get("bindings").await.expect(200);
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
        city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
    }

    async fn a_session_of_the_initial_password_is_short(city: City) {
        with_account(&city).await;
        let client = city.signed_in(WANG_DAMING.email, "456789").await;
        city.advance(Duration::minutes(29));
        client.get("sessions/current").await.expect(200);
        city.advance(Duration::minutes(2));
        client.get("sessions/current").await.problem(401, "not_signed_in");
        let change = json!({ "new_password": NEW_PASSWORD });
        client.put("accounts/me/password", change).await.problem(401, "not_signed_in");
    }

    async fn the_initial_password_works_for_fourteen_days(city: City) {
        with_account(&city).await;
        city.advance(Duration::days(14) - Duration::minutes(1));
        sign_in(&city, WANG_DAMING.email, "456789").await.expect(201);
        city.advance(Duration::minutes(2));
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
    }

    async fn five_failures_switch_the_initial_password_off_and_the_link_goes_on_working(city: City) {
        with_account(&city).await;
        for _ in 0..4 {
            sign_in(&city, WANG_DAMING.email, "000000").await.problem(401, "wrong_credentials");
        }
        // Spread over days, they count all the same.
        city.advance(Duration::days(1));
        sign_in(&city, WANG_DAMING.email, "000000").await.problem(401, "wrong_credentials");
        city.advance(Duration::days(1));
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
        let token = activation_token(&city, WANG_DAMING.email);
        activate(&city, &token, NEW_PASSWORD).await.expect(201);
        city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
    }

    async fn four_failures_do_not(city: City) {
        with_account(&city).await;
        for _ in 0..4 {
            sign_in(&city, WANG_DAMING.email, "000000").await.problem(401, "wrong_credentials");
        }
        sign_in(&city, WANG_DAMING.email, "456789").await.expect(201);
    }
}

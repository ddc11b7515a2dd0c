//! Setting a password of one's own, and what is refused as one.

use super::*;
use serde_json::Value;
use time::Duration;

on_both! {
    async fn a_sign_in_under_way_while_the_password_changes_opens_nothing(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let live = "SELECT COUNT(*) FROM account_sessions s JOIN accounts a ON a.id = s.account_id \
            WHERE a.email = 'daming@example.com' AND s.revoked_at IS NULL";
        let mut password = NEW_PASSWORD.to_owned();
        for round in 0..4 {
            let old = std::mem::replace(&mut password, format!("a new train for round {round} 梅花鹿"));
            let change = json!({ "current_password": old, "new_password": password });
            let changing = tokio::spawn({
                let owner = owner.clone();
                async move { owner.put("accounts/me/password", change).await.status }
            });
            let guesses = (0..4).map(|_| {
                let (city, old) = (city.clone(), old.clone());
                async move { sign_in(&city, WANG_DAMING.email, &old).await.status }
            });
            let statuses = all_at_once(guesses).await;
            assert!(statuses.iter().all(|status| matches!(status, 201 | 401)), "{statuses:?}");
            assert_eq!(changing.await.unwrap(), 200);
            assert_eq!(city.count(live).await, 1, "only the owner's session is left in round {round}");
            // The failures of this round are forgotten.
            city.advance(Duration::minutes(16));
        }
    }

    async fn two_changes_of_one_password_at_once_make_one(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let owner = city.settled(&WANG_DAMING).await;
        let changes = (0..4).map(|number| {
            let owner = owner.clone();
            let new_password = format!("a new train for number {number} 梅花鹿");
            let change = json!({ "current_password": NEW_PASSWORD, "new_password": new_password });
            async move { owner.put("accounts/me/password", change).await.status }
        });
        let mut statuses = all_at_once(changes).await;
        statuses.sort();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 401 | 422)), "{statuses:?}");
    }

    async fn a_new_password_is_long_and_holds_nothing_of_the_person(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let client = city.signed_in(WANG_DAMING.email, "456789").await;
        for (password, code) in [
            ("", "required"),
            ("elevenchars", "too_short"),
            (&"x1".repeat(65), "too_long"),
            ("the sign is 456789", "personal"),
            ("call 0912345678 now", "personal"),
            ("my daming@example.com!", "personal"),
            ("aaaaaaaaaaaaaaaa", "common"),
            ("P@ssw0rd2026!!", "common"),
        ] {
            let change = json!({ "new_password": password });
            let refused = client.put("accounts/me/password", change).await.problem(422, "invalid_fields");
            refused.fields(&[("/new_password", code)]);
        }
        client.get("bindings").await.problem(403, "password_change_required");
        client.put("accounts/me/password", json!({ "new_password": "correct horse battery staple" })).await.expect(200);
    }

    async fn a_later_change_asks_for_the_present_password(city: City) {
        let lin = city.teacher("lin").await;
        let change = |current: Value| json!({ "current_password": current, "new_password": NEW_PASSWORD });
        for wrong in [change(json!("not it")), json!({ "new_password": NEW_PASSWORD })] {
            let refused = lin.put("accounts/me/password", wrong).await.problem(422, "invalid_fields");
            refused.fields(&[("/current_password", "wrong_password")]);
        }
        lin.put("accounts/me/password", change(json!("kinbind-demo-2026"))).await.expect(200);
        sign_in(&city, "lin@school.example.tw", "kinbind-demo-2026").await.problem(401, "wrong_credentials");
        city.signed_in("lin@school.example.tw", NEW_PASSWORD).await;
    }

    async fn guessing_the_present_password_has_the_limit_of_signing_in(city: City) {
        let lin = city.teacher("lin").await;
        let guess = json!({ "current_password": "not it", "new_password": NEW_PASSWORD });
        for _ in 0..5 {
            lin.put("accounts/me/password", &guess).await.problem(422, "invalid_fields");
        }
        lin.put("accounts/me/password", &guess).await.problem(429, "too_many_requests").retry_after();
    }

    async fn a_new_password_ends_the_other_sessions_and_links(city: City) {
        let teacher = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &teacher).await;
        let token = activation_token(&city, WANG_DAMING.email);
        let elsewhere = city.signed_in(WANG_DAMING.email, "456789").await;
        let here = city.settled(&WANG_DAMING).await;
        elsewhere.get("sessions/current").await.problem(401, "not_signed_in");
        activate(&city, &token, NEW_PASSWORD).await.problem(410, "link_expired");
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        let change = json!({ "current_password": NEW_PASSWORD, "new_password": "another one, as long" });
        here.put("accounts/me/password", change).await.expect(200);
        here.get("bindings").await.expect(200);
        elsewhere.get("bindings").await.problem(401, "not_signed_in");
        teacher.get("classes").await.expect(200);
    }
}

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

    async fn an_operator_can_mail_a_new_way_in(city: City) {
        with_account(&city).await;
        city.advance(Duration::days(15));
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
        let (is_well, printed) = run_command(&city, &["reissue", " Daming@example.com"]);
        assert!(is_well && printed.contains("is in the outbox"), "{printed}");
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：設定密碼");
        let token = activation_token(&city, WANG_DAMING.email);
        activate(&city, &token, NEW_PASSWORD).await.expect(201);
        city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        // The same for a password that was forgotten.
        run_command(&city, &["reissue", WANG_DAMING.email, "--language", "en"]);
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("Set your password with this link"));
        // The old one works until the link is used.
        city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        activate(&city, &activation_token(&city, WANG_DAMING.email), "another 梅花鹿 and its train").await.expect(201);
        sign_in(&city, WANG_DAMING.email, NEW_PASSWORD).await.problem(401, "wrong_credentials");
    }

    async fn a_new_way_in_gives_the_initial_password_its_tries_back(city: City) {
        with_account(&city).await;
        for _ in 0..5 {
            sign_in(&city, WANG_DAMING.email, "000000").await.problem(401, "wrong_credentials");
        }
        city.advance(Duration::minutes(16));
        sign_in(&city, WANG_DAMING.email, "456789").await.problem(401, "wrong_credentials");
        assert!(run_command(&city, &["reissue", WANG_DAMING.email]).0);
        sign_in(&city, WANG_DAMING.email, "456789").await.expect(201);
        let (is_well, printed) = run_command(&city, &["reissue", WANG_DAMING.email, "--language", "fr"]);
        assert!(!is_well && printed.contains("zh-TW, en, vi, id"), "{printed}");
        let (is_well, printed) = run_command(&city, &["reissue", "nobody@example.com"]);
        assert!(!is_well && printed.contains("nobody signs in with nobody@example.com"), "{printed}");
    }

    async fn no_link_goes_to_an_address_that_nobody_proved(city: City) {
        // A teacher of an imported list.
        let teacher = "lin@school.example.tw";
        let (is_well, printed) = run_command(&city, &["reissue", teacher]);
        assert!(!is_well && printed.contains("--address-checked"), "{printed}");
        assert_eq!(city.work_outbox().await, 0);
        assert!(run_command(&city, &["reissue", teacher, "--address-checked"]).0);
        city.work_outbox().await;
        activate(&city, &activation_token(&city, teacher), NEW_PASSWORD).await.expect(201);
        // Whoever used the link has proved it.
        assert!(run_command(&city, &["reissue", teacher]).0);
    }

    async fn four_failures_do_not(city: City) {
        with_account(&city).await;
        for _ in 0..4 {
            sign_in(&city, WANG_DAMING.email, "000000").await.problem(401, "wrong_credentials");
        }
        sign_in(&city, WANG_DAMING.email, "456789").await.expect(201);
    }
}

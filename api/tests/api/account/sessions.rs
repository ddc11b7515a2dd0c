//! Signing in and out, guessing, and cookies that are not ours.

use super::*;
use kinbind_api::{commands::demo::DEMO_PASSWORD, crypto::SessionKind};
use reqwest::Method;
use time::Duration;

const LIN: &str = "lin@school.example.tw";

/// Asks who is signed in, with a cookie of one's own making.
async fn with_cookie(city: &City, path: &str, cookie: &str) -> Answer {
    let client = city.client();
    client.send(client.request(Method::GET, path).header("cookie", cookie)).await
}

on_both! {
    async fn five_failures_close_the_sign_in_for_fifteen_minutes(city: City) {
        for _ in 0..5 {
            sign_in(&city, LIN, "wrong").await.problem(401, "wrong_credentials");
        }
        let wait = sign_in(&city, LIN, DEMO_PASSWORD).await.problem(429, "too_many_requests").retry_after();
        assert!((850..=901).contains(&wait), "{wait}");
        // Another spelling is the same account, another account isn't.
        sign_in(&city, " LIN@School.example.tw", DEMO_PASSWORD).await.problem(429, "too_many_requests");
        sign_in(&city, "chen@school.example.tw", DEMO_PASSWORD).await.expect(201);
        city.advance(Duration::seconds(wait));
        sign_in(&city, LIN, DEMO_PASSWORD).await.expect(201);
    }

    async fn replicas_share_sessions_and_limits(city: City) {
        let replica = city.replica(|_| {}).await;
        let lin = city.teacher("lin").await;
        lin.at(&replica.base, &replica.base).get("classes").await.expect(200);
        for turn in 0..5 {
            let asked = if turn % 2 == 0 { &city } else { &replica };
            sign_in(asked, LIN, "wrong").await.problem(401, "wrong_credentials");
        }
        sign_in(&city, LIN, DEMO_PASSWORD).await.problem(429, "too_many_requests");
        sign_in(&replica, LIN, DEMO_PASSWORD).await.problem(429, "too_many_requests");
        lin.delete("sessions/current").await.expect(204);
        lin.at(&replica.base, &replica.base).get("classes").await.problem(401, "not_signed_in");
    }

    async fn a_right_password_forgets_the_failures(city: City) {
        for _ in 0..2 {
            for _ in 0..4 {
                sign_in(&city, LIN, "wrong").await.problem(401, "wrong_credentials");
            }
            sign_in(&city, LIN, DEMO_PASSWORD).await.expect(201);
        }
    }

    async fn of_fifty_guesses_at_once_five_are_looked_at(city: City) {
        let guesses = (0..50).map(|guess| {
            let city = city.clone();
            async move { sign_in(&city, LIN, &format!("guess {guess}")).await.status }
        });
        let statuses = all_at_once(guesses).await;
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
        sign_in(&city, LIN, DEMO_PASSWORD).await.problem(429, "too_many_requests");
    }

    async fn an_unknown_name_and_a_wrong_password_have_the_same_answer(city: City) {
        let mut answers = Vec::new();
        for login in [LIN, "nobody@example.com", "not an address", "A240131550"] {
            let mut problem = sign_in(&city, login, "wrong").await.problem(401, "wrong_credentials").value();
            problem.as_object_mut().unwrap().remove("trace_id");
            answers.push(problem);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        // And the same limit, or it would tell who has an account.
        for _ in 0..4 {
            sign_in(&city, "nobody@example.com", "wrong").await.problem(401, "wrong_credentials");
        }
        sign_in(&city, "nobody@example.com", "wrong").await.problem(429, "too_many_requests");
    }

    async fn signing_out_ends_the_session_itself(city: City) {
        let client = city.client();
        let answer = client.post("sessions", json!({ "login": LIN, "password": DEMO_PASSWORD })).await.expect(201);
        let cookie = answer.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
        let kept = cookie.split(';').next().unwrap();
        with_cookie(&city, "sessions/current", kept).await.expect(200);
        client.delete("sessions/current").await.expect(204);
        client.get("sessions/current").await.problem(401, "not_signed_in");
        with_cookie(&city, "sessions/current", kept).await.problem(401, "not_signed_in");
        client.delete("sessions/current").await.problem(401, "not_signed_in");
    }

    async fn a_session_ends_after_twelve_hours(city: City) {
        let lin = city.teacher("lin").await;
        city.advance(Duration::hours(12) - Duration::minutes(1));
        lin.get("classes").await.expect(200);
        city.advance(Duration::minutes(2));
        lin.get("classes").await.problem(401, "not_signed_in");
    }

    async fn a_forged_cookie_and_one_of_another_kind_open_nothing(city: City) {
        city.teacher("lin").await;
        city.applicant(WANG_DAMING.email).await;
        let id = |row: &sea_orm::QueryResult| row.try_get_by_index::<uuid::Uuid>(0).unwrap();
        let account = id(&city.query("SELECT id FROM account_sessions").await[0]);
        let applicant = id(&city.query("SELECT id FROM applicant_sessions").await[0]);
        let tokens = city.state.keys.session_tokens();
        let good = tokens.sign(SessionKind::Account, account);
        with_cookie(&city, "classes", &format!("kinbind_session={good}")).await.expect(200);

        let (head, signature) = good.rsplit_once('.').unwrap();
        let flipped: String = signature.chars().rev().collect();
        let other_claims = tokens.sign(SessionKind::Account, city.state.new_id());
        let (claims, _) = other_claims.rsplit_once('.').unwrap();
        for forged in [
            String::new(),
            "x".into(),
            account.to_string(),
            format!("{head}.{flipped}"),
            format!("{head}."),
            format!("{claims}.{signature}"),
            other_claims.clone(),
            tokens.sign(SessionKind::Applicant, account),
            tokens.sign(SessionKind::Applicant, applicant),
            tokens.sign(SessionKind::Account, applicant),
        ] {
            let cookie = format!("kinbind_session={forged}");
            with_cookie(&city, "classes", &cookie).await.problem(401, "not_signed_in");
        }
        let applicants = format!("kinbind_applicant={}", tokens.sign(SessionKind::Applicant, applicant));
        with_cookie(&city, "applicant-sessions/current", &applicants).await.expect(200);
        let accounts = format!("kinbind_applicant={good}");
        with_cookie(&city, "applicant-sessions/current", &accounts).await.problem(401, "not_signed_in");
    }
}

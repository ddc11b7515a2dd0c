//! Step 1: a one-time code by e-mail opens an applicant session.

use crate::support::*;
use kinbind_api::jobs::worker;
use serde_json::{Value, json};
use time::Duration;

const ADDRESS: &str = "parent@example.com";

fn asked(address: &str) -> Value {
    json!({ "channel": "email", "address": address })
}

/// Enters a code, as somebody without a session.
async fn enter(city: &City, verification: impl std::fmt::Display, code: &str) -> Answer {
    city.client().post(&format!("contact-verifications/{verification}/attempts"), json!({ "code": code })).await
}

/// Some other code than the one that was sent.
fn other_than(code: &str) -> String {
    let first = code.as_bytes()[0];
    format!("{}{}", if first == b'9' { '0' } else { char::from(first + 1) }, &code[1..])
}

on_both! {
    async fn a_code_that_was_mailed_opens_a_session(city: City) {
        let sent = city.send_code(" Parent@Example.COM ").await;
        assert_eq!(sent.address_masked, "p***@example.com");
        assert_eq!(sent.expires_at - sent.resend_at, Duration::minutes(59));
        let mail = city.smtp.last_to(ADDRESS);
        let code = city.code_sent_to(ADDRESS);
        assert!(mail.subject.starts_with("親子綁定驗證碼"), "{}", mail.subject);
        assert!(mail.text.contains(&code) && mail.html.contains(&code));
        assert!(mail.text.contains("請勿直接回覆"), "{}", mail.text);
        assert_eq!(mail.auto_submitted, "auto-generated");

        let client = city.client();
        client.get("applicant-sessions/current").await.problem(401, "not_signed_in");
        // As people paste it.
        let typed = format!(" {}-{} ", &code[..3], &code[3..]);
        let attempt = json!({ "code": typed });
        let answer = client.post(&format!("contact-verifications/{}/attempts", sent.id), attempt).await.expect(201);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let session = client.get("applicant-sessions/current").await.expect(200).value();
        assert_eq!(session["address"], ADDRESS);

        client.delete("applicant-sessions/current").await.expect(204);
        client.get("applicant-sessions/current").await.problem(401, "not_signed_in");
    }

    async fn limits_are_told_in_headers_before_they_are_reached(city: City) {
        let answer = city.client().post("contact-verifications", asked(ADDRESS)).await.expect(201);
        let (policy, left) = (answer.header("ratelimit-policy").unwrap(), answer.header("ratelimit").unwrap());
        assert!(policy.contains(r#""code_sends_minute";q=1;w=60"#), "{policy}");
        assert!(policy.contains(r#""code_sends_hour";q=3;w=3600"#), "{policy}");
        assert!(left.contains(r#""code_sends_hour";r=2;t=360"#) && left.contains(r#""code_sends_day";r=9"#), "{left}");
        assert!(!policy.contains("code_sends_all"), "{policy}");
        let refused = city.client().post("contact-verifications", asked(ADDRESS)).await.problem(429, "too_many_requests");
        assert!(refused.header("ratelimit").unwrap().contains(r#""code_sends_minute";r=0"#));
        assert_eq!(city.client().get("schools").await.header("ratelimit"), None);
    }

    async fn a_code_is_worth_nothing_for_another_purpose(city: City) {
        let mut for_change = asked(ADDRESS);
        for_change["purpose"] = json!("contact_change");
        let sent = city.client().post("contact-verifications", for_change).await.expect(201).value();
        city.work_outbox().await;
        let code = city.code_sent_to(ADDRESS);
        enter(&city, sent["id"].as_str().unwrap(), &code).await.problem(404, "not_found");
    }

    async fn the_mail_is_in_the_language_asked_for(city: City) {
        for (language, words) in [
            ("en", "City staff will never ask you for the code."),
            ("vi", "Nhân viên thành phố không bao giờ hỏi mã này."),
            ("id", "Petugas kota tidak pernah menanyakan kode ini."),
        ] {
            let address = format!("{language}.{ADDRESS}");
            let mut foreign = asked(&address);
            foreign["language"] = json!(language);
            city.client().post("contact-verifications", foreign).await.expect(201);
            city.work_outbox().await;
            let mail = city.smtp.last_to(&address);
            assert!(mail.subject.contains(&city.code_sent_to(&address)), "{}", mail.subject);
            assert!(mail.text.contains(words), "{}", mail.text);
            assert!(mail.html.contains(&format!("lang=\"{language}\"")));
        }
    }

    async fn a_code_works_for_an_hour_and_not_longer(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        city.advance(sent.expires_at - city.state.now() - Duration::seconds(1));
        enter(&city, sent.id, &code).await.expect(201);

        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        city.advance(Duration::seconds(60 * 60 + 1));
        enter(&city, sent.id, &code).await.problem(410, "code_expired");
    }

    async fn a_wrong_code_is_told_and_the_right_one_still_works(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        enter(&city, sent.id, &other_than(&code)).await.problem(422, "wrong_code").fields(&[("/code", "format")]);
        enter(&city, sent.id, "12345").await.problem(422, "invalid_fields").fields(&[("/code", "format")]);
        enter(&city, sent.id, &code).await.expect(201);
    }

    async fn five_wrong_codes_kill_the_code(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        for _ in 0..4 {
            enter(&city, sent.id, &other_than(&code)).await.problem(422, "wrong_code");
        }
        enter(&city, sent.id, &other_than(&code)).await.problem(410, "code_used_up");
        enter(&city, sent.id, &code).await.problem(410, "code_used_up");
    }

    async fn a_code_works_once(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        enter(&city, sent.id, &code).await.expect(201);
        enter(&city, sent.id, &code).await.problem(410, "code_used_up");
    }

    async fn a_newer_code_kills_the_older_one(city: City) {
        let older = city.send_code(ADDRESS).await;
        let older_code = city.code_sent_to(ADDRESS);
        city.advance(Duration::seconds(61));
        let newer = city.send_code(ADDRESS).await;
        enter(&city, older.id, &older_code).await.problem(410, "code_used_up");
        enter(&city, newer.id, &city.code_sent_to(ADDRESS)).await.expect(201);
    }

    async fn a_code_opens_only_the_verification_it_was_sent_for(city: City) {
        let mine = city.send_code(ADDRESS).await;
        city.send_code("other@example.com").await;
        // One in a million is the same.
        let (my_code, other_code) = (city.code_sent_to(ADDRESS), city.code_sent_to("other@example.com"));
        if my_code != other_code {
            enter(&city, mine.id, &other_code).await.problem(422, "wrong_code");
        }
        enter(&city, "00000000-0000-7000-8000-000000000000", &my_code).await.problem(404, "not_found");
        enter(&city, "not-an-id", &my_code).await.problem(400, "malformed_parameter");
    }

    async fn an_address_gets_a_code_a_minute_three_an_hour_and_ten_a_day(city: City) {
        let client = city.client();
        let ask = async || client.post("contact-verifications", asked(ADDRESS)).await;
        ask().await.expect(201);
        let wait = ask().await.problem(429, "too_many_requests").retry_after();
        assert!((55..=61).contains(&wait), "{wait}");
        // A capital letter makes no new address.
        client.post("contact-verifications", asked("PARENT@example.com")).await.problem(429, "too_many_requests");
        for _ in 0..2 {
            city.advance(Duration::seconds(61));
            ask().await.expect(201);
        }
        city.advance(Duration::seconds(61));
        let wait = ask().await.problem(429, "too_many_requests").retry_after();
        assert!((3300..=3600).contains(&wait), "{wait}");
        for _ in 0..2 {
            city.advance(Duration::HOUR);
            for _ in 0..3 {
                city.advance(Duration::seconds(61));
                ask().await.expect(201);
            }
        }
        city.advance(Duration::HOUR);
        ask().await.expect(201);
        city.advance(Duration::HOUR);
        let wait = ask().await.problem(429, "too_many_requests").retry_after();
        assert!(wait > 18 * 3600, "{wait}");
        client.post("contact-verifications", asked("other@example.com")).await.expect(201);
        city.advance(Duration::seconds(wait));
        ask().await.expect(201);
    }

    async fn all_people_together_have_a_budget_of_codes(city: City) {
        let small = city.replica(|config| config.mail.codes_per_hour = 2).await;
        for (address, status) in [("a@example.com", 201), ("b@example.com", 201), ("c@example.com", 429)] {
            small.client().post("contact-verifications", asked(address)).await.expect(status);
        }
        city.advance(Duration::HOUR);
        small.advance(Duration::HOUR);
        small.client().post("contact-verifications", asked("c@example.com")).await.expect(201);
    }

    async fn codes_and_sessions_that_are_over_are_swept_but_not_the_evidence(city: City) {
        let applicant = city.applicant(ADDRESS).await;
        applicant.look_up(&XIAOMING).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.send_code("never.tried@example.com").await;
        let rows = async |table: &str| city.count(&format!("SELECT COUNT(*) FROM {table}")).await;
        worker::sweep_all(&city.state).await.unwrap();
        assert_eq!((rows("contact_verifications").await, rows("applicant_sessions").await), (3, 2));
        city.advance(Duration::hours(27));
        worker::sweep_all(&city.state).await.unwrap();
        assert_eq!((rows("contact_verifications").await, rows("applicant_sessions").await), (1, 1));
        assert_eq!((rows("student_lookups").await, rows("consent_records").await), (0, 1));
    }

    async fn fifty_right_codes_at_once_open_one_session(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        let tries = (0..50).map(|_| {
            let (city, code) = (city.clone(), code.clone());
            async move { enter(&city, sent.id, &code).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 410)), "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM applicant_sessions").await, 1);
    }

    async fn fifty_wrong_codes_at_once_count_as_fifty(city: City) {
        let sent = city.send_code(ADDRESS).await;
        let code = city.code_sent_to(ADDRESS);
        let tries = (0..50).map(|_| {
            let (city, wrong) = (city.clone(), other_than(&code));
            async move { enter(&city, sent.id, &wrong).await }
        });
        let answers = all_at_once(tries).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 422).count();
        assert!(looked_at <= 5, "{looked_at} wrong codes were compared");
        assert!(answers.iter().all(|answer| matches!(answer.status, 422 | 410)));
        enter(&city, sent.id, &code).await.problem(410, "code_used_up");
    }

    async fn an_address_that_cannot_be_one_is_refused(city: City) {
        for (address, code) in [("", "required"), ("parent", "email"), ("a b@example.com", "email"), ("a@b", "email")] {
            let refused = city.client().post("contact-verifications", asked(address)).await;
            refused.problem(422, "invalid_fields").fields(&[("/address", code)]);
        }
        let long = format!("{}@example.com", "a".repeat(300));
        let refused = city.client().post("contact-verifications", asked(&long)).await;
        refused.problem(422, "invalid_fields").fields(&[("/address", "too_long")]);
        let pigeon = json!({ "channel": "pigeon", "address": ADDRESS });
        let refused = city.client().post("contact-verifications", pigeon).await;
        refused.problem(400, "malformed_body").fields(&[("/channel", "type")]);
        assert_eq!(city.work_outbox().await, 0);
    }

    async fn a_session_ends_by_itself(city: City) {
        let parent = city.applicant(ADDRESS).await;
        city.advance(Duration::hours(2) - Duration::minutes(1));
        parent.get("applicant-sessions/current").await.expect(200);
        city.advance(Duration::minutes(2));
        parent.get("applicant-sessions/current").await.problem(401, "not_signed_in");
    }
}

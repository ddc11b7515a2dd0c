//! Problems, languages, headers and traces.

use kinbind_api::config::Environment;
use reqwest::Method;
use serde_json::json;

on_both! {
    async fn a_path_that_is_not_there_is_a_problem_too(city: City) {
        let client = city.client();
        for path in ["nowhere", "/api/v1/", "classes", "schools/403601/nothing"] {
            let code = if path == "classes" { (401, "not_signed_in") } else { (404, "not_found") };
            client.get(path).await.problem(code.0, code.1);
        }
        client.post("nowhere", json!({})).await.problem(404, "not_found");
    }

    async fn a_wrong_method_is_told_which_are_right(city: City) {
        let client = city.client();
        let refused = client.delete("schools").await.problem(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), Some("GET, POST"));
        let refused = client.put("sessions/current", json!({})).await.problem(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), Some("GET, DELETE"));
        let id = city.state.new_id();
        let refused = client.get(&format!("contact-verifications/{id}/attempts")).await;
        assert_eq!(refused.problem(405, "method_not_allowed").header("allow"), Some("POST"));
    }

    async fn a_problem_is_told_in_the_callers_language(city: City) {
        let client = city.client();
        for (wanted, language, title) in [
            ("en-GB,en;q=0.9,zh;q=0.5", "en", "Your session has ended; sign in again to continue"),
            ("zh-TW,zh;q=0.9,en;q=0.8", "zh-TW", "登入"),
            ("vi-VN,vi;q=0.9,en;q=0.5", "vi", "Phiên đăng nhập đã kết thúc"),
            ("in", "id", "Sesi Anda sudah berakhir"),
            ("fr", "zh-TW", "登入"),
        ] {
            let request = client.request(Method::GET, "bindings").header("accept-language", wanted);
            let answer = client.send(request).await.problem(401, "not_signed_in");
            assert_eq!(answer.header("content-language"), Some(language));
            assert!(answer.value()["title"].as_str().unwrap().contains(title), "{}", answer.text());
        }
    }

    async fn every_answer_forbids_what_we_do_not_do(city: City) {
        let client = city.client();
        for path in ["schools", "nowhere", "bindings", "/", "/nowhere.js", "/health/live", "/dev/mailbox"] {
            let answer = client.get(path).await;
            let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("no policy on {path}"));
            let directives: Vec<&str> = policy.split("; ").collect();
            for directive in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"] {
                assert!(directives.contains(&directive), "{directive} is missing on {path}: {policy}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(answer.header("strict-transport-security"), None, "the demo speaks plain HTTP");
        }
    }

    async fn personal_answers_are_kept_by_no_cache(city: City) {
        let lin = city.teacher("lin").await;
        for path in ["sessions/current", "classes", "bindings", "binding-applications"] {
            let answer = lin.get(path).await.expect(200);
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        }
    }

    async fn over_tls_cookies_are_locked_to_the_host(city: City) {
        let secure = city.replica(|config| {
            config.environment = Environment::Production;
            config.mail.smtp_plaintext = true;
            config.server.public_url = "https://kinbind.example".into();
        });
        let secure = secure.await;
        let client = secure.client();
        let signed_in = client.post("sessions", json!({ "login": "lin@school.example.tw", "password": "kinbind-demo-2026" }));
        let answer = signed_in.await.expect(201);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("__Host-kinbind_session=") && cookie.contains("Secure"), "{cookie}");
        assert!(answer.header("strict-transport-security").unwrap().starts_with("max-age="));
    }

    async fn every_request_has_a_trace_of_its_own(city: City) {
        let client = city.client();
        let first = client.get("schools").await.header("x-trace-id").unwrap().to_owned();
        let second = client.get("schools").await.header("x-trace-id").unwrap().to_owned();
        assert!(first.len() == 16 && first != second);
        // Nobody can set another's.
        let forged = client.request(Method::GET, "schools").header("x-trace-id", &first);
        assert_ne!(client.send(forged).await.header("x-trace-id"), Some(first.as_str()));
    }

    async fn a_fault_of_ours_shows_nothing_of_the_inside(city: City) {
        let client = city.client();
        city.sql("ALTER TABLE schools RENAME TO gone").await;
        let answer = client.get("schools").await.problem(500, "internal");
        let keys: Vec<String> = answer.value().as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["code", "status", "title", "trace_id"]);
        for word in ["gone", "table", "relation", "SELECT", "sqlx", "kinbind_api", "/src/", ".rs"] {
            assert!(!answer.text().contains(word), "{word} shows in {}", answer.text());
        }
    }

    async fn while_the_database_is_away_callers_are_asked_to_come_back(city: City) {
        let lin = city.teacher("lin").await;
        city.state.database.close().await.unwrap();
        assert_eq!(lin.get("schools").await.problem(503, "unavailable").retry_after(), 5);
        assert_eq!(lin.get("classes").await.problem(503, "unavailable").retry_after(), 5);
        let asked = json!({ "channel": "email", "address": "parent@example.com" });
        lin.post("contact-verifications", asked).await.problem(503, "unavailable").retry_after();
    }
}

//! Where a write may come from, and what its body may be.

use crate::support::*;
use reqwest::Method;
use serde_json::json;

const PATH: &str = "contact-verifications";

fn asked() -> serde_json::Value {
    json!({ "channel": "email", "address": "parent@example.com" })
}

/// A browser that says nothing of where it comes from.
fn stranger(city: &City) -> reqwest::RequestBuilder {
    reqwest::Client::builder().no_proxy().build().unwrap().post(format!("{}/api/v1/{PATH}", city.base)).json(&asked())
}

on_both! {
    async fn a_write_must_come_from_our_own_pages(city: City) {
        let client = city.client();
        let own = city.base.clone();
        let nearly = format!("{own}.example.com");
        for headers in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", nearly.as_str())],
            &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
            &[("sec-fetch-site", "same-site"), ("origin", own.as_str())],
            &[("sec-fetch-site", "none"), ("origin", own.as_str())],
            &[("referer", own.as_str())],
        ] {
            let request = headers.iter().fold(stranger(&city), |request, (name, value)| request.header(*name, *value));
            client.send(request).await.problem(403, "cross_site_write");
        }
        assert_eq!(city.work_outbox().await, 0);
        client.send(stranger(&city).header("sec-fetch-site", "same-origin")).await.expect(201);
    }

    async fn every_kind_of_write_is_guarded_and_reading_is_not(city: City) {
        let lin = city.teacher("lin").await;
        for (method, path) in [
            (Method::PUT, "accounts/me/password"),
            (Method::DELETE, "sessions/current"),
            (Method::POST, "review-decisions"),
            (Method::PATCH, "schools"),
            (Method::POST, "nowhere"),
        ] {
            let forged = lin.request(method, path).header("sec-fetch-site", "cross-site").body("{}");
            lin.send(forged).await.problem(403, "cross_site_write");
        }
        let reading = lin.request(Method::GET, "sessions/current").header("sec-fetch-site", "cross-site");
        lin.send(reading).await.expect(200);
    }

    async fn a_body_above_its_limit_is_refused(city: City) {
        let client = city.client();
        let large = json!({ "channel": "email", "address": "a".repeat(300 * 1024) });
        client.post(PATH, large).await.problem(413, "body_too_large");
        let fits = json!({ "channel": "email", "address": "a".repeat(200 * 1024) });
        client.post(PATH, fits).await.problem(422, "invalid_fields").fields(&[("/address", "too_long")]);
    }

    async fn only_json_is_read(city: City) {
        let client = city.client();
        let write = |kind: &str| client.request(Method::POST, PATH).header("content-type", kind).body(asked().to_string());
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data"] {
            client.send(write(kind)).await.problem(415, "unsupported_media_type");
        }
        let silent = client.request(Method::POST, PATH).body(asked().to_string());
        client.send(silent).await.problem(415, "unsupported_media_type");
        client.send(write("Application/JSON; charset=utf-8")).await.expect(201);
    }

    async fn bytes_that_are_no_text_are_malformed(city: City) {
        let client = city.client();
        let write = client.request(Method::POST, PATH).header("content-type", "application/json");
        client.send(write.body(b"{\"address\":\"\xff\xfe\"}".to_vec())).await.problem(400, "malformed_body");
        let deep = "[".repeat(100_000);
        client.post_text(PATH, deep).await.problem(400, "malformed_body");
    }
}

//! The browser app's files.

use reqwest::Method;
use shared_types::pages::Bundle;
use std::path::{Path, PathBuf};

fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-yew/dist")
}

/// Names of the built app's files; none before `cargo xtask web`.
fn built() -> Vec<String> {
    let files = std::fs::read_dir(dist()).into_iter().flatten().flatten();
    files.map(|file| file.file_name().into_string().unwrap()).collect()
}

on_both! {
    async fn every_page_of_the_app_is_the_html_of_its_bundle(city: City) {
        let client = city.client();
        let page = |bundle: Bundle| format!("{}.html", bundle.name());
        let is_built = Bundle::ALL.iter().all(|bundle| built().contains(&page(*bundle)));
        for (path, bundle) in [
            ("/", Bundle::Apply),
            ("/apply/code", Bundle::Apply),
            ("/anything", Bundle::Apply),
            ("/sign-in", Bundle::Account),
            ("/consent-request", Bundle::Services),
            ("/correct/x", Bundle::Progress),
            ("/review/x", Bundle::Review),
        ] {
            let answer = client.get(path).await;
            if is_built {
                assert_eq!(answer.status, 200);
                assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
                assert_eq!(answer.header("cache-control"), Some("no-cache"));
                assert_eq!(answer.bytes, std::fs::read(dist().join(page(bundle))).unwrap(), "{path}");
            } else {
                assert!(answer.expect(503).text().contains("cargo xtask web"));
            }
        }
        client.get("/nothing-0123456789.js").await.expect(404);
        client.get("/../Cargo.toml").await.expect(404);
        client.post_nothing("/apply").await.expect(405);
    }

    async fn a_page_has_its_words_sent_along_in_the_language_of_the_browser(city: City) {
        let client = city.client();
        let words = |path: &'static str, languages: &'static str| {
            client.send(client.request(Method::GET, path).header("accept-language", languages))
        };
        for (path, languages, stem) in [
            ("/apply", "vi-VN,vi;q=0.9", "locale-vi-"),
            ("/apply", "ja", "locale-zh-TW-"),
            ("/review", "en-GB", "staff-locale-en-"),
        ] {
            let Some(name) = built().into_iter().find(|name| name.starts_with(stem) && name.ends_with(".json")) else {
                continue;
            };
            let answer = words(path, languages).await.expect(200);
            assert_eq!(answer.header("link"), Some(format!("</{name}>; rel=preload; as=fetch; crossorigin").as_str()));
            assert_eq!(answer.header("vary"), Some("accept-encoding, accept-language"));
        }
    }

    async fn a_built_file_is_sent_compressed_and_kept_for_ever(city: City) {
        let client = city.client();
        for name in built().iter().filter(|name| name.ends_with(".wasm")) {
            let fetch = |encodings: &'static str| {
                client.send(client.request(Method::GET, &format!("/{name}")).header("accept-encoding", encodings))
            };
            for (encodings, encoding) in [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
                let answer = fetch(encodings).await.expect(200);
                assert_eq!(answer.header("content-encoding"), encoding);
                assert_eq!(answer.header("content-type"), Some("application/wasm"));
                assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
                assert_eq!(answer.header("vary"), Some("accept-encoding"));
                assert_eq!(answer.bytes.starts_with(b"\0asm"), encoding.is_none());
            }
        }
    }
}

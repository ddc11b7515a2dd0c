//! What a stolen database, a backup or a log would tell: nothing.

use crate::support::*;
use kinbind_api::commands::demo::DEMO_PASSWORD;
use serde_json::json;
use std::{collections::BTreeSet, path::Path};

/// Everything in the database as bytes: SQLite's own files, PostgreSQL's every value.
async fn everything_stored(city: &City) -> Vec<u8> {
    if city.home.engine == Engine::Sqlite {
        let files = ["kinbind.db", "kinbind.db-wal"].map(|name| city.home.folder.path().join(name));
        assert!(files[1].exists(), "the write-ahead log is part of what is searched");
        return files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
    }
    let mut everything = Vec::new();
    let columns = "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns \
        WHERE table_schema = 'public'";
    for column in city.query(columns).await {
        let part = |index| column.try_get_by_index::<String>(index).unwrap();
        let (table, name, kind) = (part(0), part(1), part(2));
        let value = if kind == "bytea" { format!("encode({name}, 'escape')") } else { format!("{name}::text") };
        for row in city.query(&format!("SELECT COALESCE({value}, '') FROM {table}")).await {
            everything.extend(row.try_get_by_index::<String>(0).unwrap().into_bytes());
            everything.push(b'\n');
        }
    }
    everything
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

/// National IDs, mobile numbers and birth dates of everybody in the demo city.
fn seeded_secrets() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-city");
    let mut secrets = BTreeSet::new();
    for name in ["students.csv", "staff.csv", "guardians.csv"] {
        let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
        let headings = reader.headers().unwrap().clone();
        for record in reader.records() {
            let record = record.unwrap();
            for (heading, value) in headings.iter().zip(&record) {
                if matches!(heading, "national_id" | "mobile" | "birth_date") {
                    secrets.insert(value.to_owned());
                }
            }
        }
    }
    assert!(secrets.len() > 600);
    secrets
}

on_both! {
    async fn after_a_whole_story_nothing_personal_is_readable_at_rest_or_in_the_log(city: City) {
        let before = everything_stored_before(&city).await;
        let process = Process::serve(&city);
        let client = process.client();

        let asked = json!({ "channel": "email", "address": WANG_DAMING.email });
        let sent = client.post("contact-verifications", asked).await.expect(201).value();
        city.smtp.wait_for(WANG_DAMING.email, 1).await;
        let code = city.code_sent_to(WANG_DAMING.email);
        let attempts = format!("contact-verifications/{}/attempts", sent["id"].as_str().unwrap());
        client.post(&attempts, json!({ "code": "12345" })).await.problem(422, "invalid_fields");
        client.post(&attempts, json!({ "code": code })).await.expect(201);
        let parent = Applicant { client };
        let application = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        parent.post_text("binding-applications", format!("{{\"{}\":1}}", WANG_DAMING.national_id)).await.expect(400);
        parent.get(&format!("/api/v1/{}", WANG_DAMING.national_id)).await.expect(404);

        let lin = Teacher { client: process.client() };
        let login = json!({ "login": "lin@school.example.tw", "password": DEMO_PASSWORD });
        lin.post("sessions", login).await.expect(201);
        // The receipt first.
        city.smtp.wait_for(WANG_DAMING.email, 2).await;
        lin.approve(&[application]).await;
        let mail = city.smtp.wait_for(WANG_DAMING.email, 3).await.pop().unwrap();
        let (_, link) = mail.text.split_once("/activate#").unwrap();
        let token = link.lines().next().unwrap();
        let activation = json!({ "token": token, "new_password": NEW_PASSWORD });
        process.client().post("account-activations", activation).await.expect(201);

        let stored = everything_stored(&city).await;
        assert!(holds(&stored, "王小明") && holds(&stored, WANG_DAMING.email), "what is looked at is the database");
        let log = process.log().into_bytes();
        assert!(holds(&log, "/api/v1/student-lookups"), "what is looked at is the log");
        let mut secrets = seeded_secrets();
        secrets.extend([WANG_DAMING.national_id, WANG_DAMING.mobile, token, NEW_PASSWORD, DEMO_PASSWORD].map(String::from));
        secrets.extend(["[117,83]", "strokes"].map(String::from));
        for secret in &secrets {
            assert!(!holds(&stored, secret), "{secret} is in the database");
            assert!(!holds(&log, secret), "{secret} is in the log");
        }
        for secret in [code.as_str(), WANG_DAMING.initial_password()] {
            assert!(holds(&before, secret) || !holds(&stored, secret), "{secret} is in the database");
        }
        for secret in [WANG_DAMING.email, WANG_DAMING.name, "王小明"] {
            assert!(!holds(&log, secret), "{secret} is in the log");
        }
    }
}

/// Six digits may be somewhere by chance: what was there before tells nothing.
async fn everything_stored_before(city: &City) -> Vec<u8> {
    // Opens the write-ahead log.
    city.sql("UPDATE schools SET district = district").await;
    everything_stored(city).await
}

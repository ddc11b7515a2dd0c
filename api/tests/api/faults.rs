//! What the disk and the database do to us: nothing that was acknowledged is lost, and nobody has to restart.

use crate::support::*;
use serde_json::json;

async fn ask(client: &Client, number: usize) -> Answer {
    let asked = json!({ "channel": "email", "address": format!("parent-{number}@example.com") });
    client.post("contact-verifications", asked).await
}

/// On SQLite: PostgreSQL's disk is PostgreSQL's.
#[test]
fn a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing() {
    run(Engine::Sqlite, |city| async move {
        let process = Process::serve(&city);
        let client = process.client();
        ask(&client, 0).await.expect(201);
        process.limit_files("524288");
        let mut kept = 1;
        let refused = loop {
            let answer = ask(&client, kept).await;
            if answer.status != 201 {
                break answer;
            }
            kept += 1;
            assert!(kept < 250, "the disk never filled up");
        };
        refused.problem(503, "unavailable").retry_after();
        // The connection on which a commit failed must not acknowledge what it can't keep either.
        for number in 1000..1040 {
            ask(&client, number).await.problem(503, "unavailable");
        }
        // Reading goes on.
        client.get("schools").await.expect(200);
        let rows = city.count("SELECT COUNT(*) FROM contact_verifications").await;
        assert_eq!(rows, kept as i64, "what was acknowledged is there, what was refused is not");

        process.limit_files("unlimited");
        ask(&client, kept).await.expect(201);
        for number in 0..=kept {
            city.smtp.wait_for(&format!("parent-{number}@example.com"), 1).await;
        }
        process.kill();
        assert_eq!(city.count("SELECT COUNT(*) FROM contact_verifications").await, kept as i64 + 1);
        let verdict = city.query("PRAGMA integrity_check").await[0].try_get_by_index::<String>(0).unwrap();
        assert_eq!(verdict, "ok");
    });
}

/// On PostgreSQL: SQLite's file doesn't go away.
#[test]
fn a_database_that_was_away_is_used_again_when_it_is_back() {
    run(Engine::Postgres, |city| async move {
        let process = Process::serve(&city);
        let client = process.client();
        ask(&client, 0).await.expect(201);
        city.home.take_away().await;
        ask(&client, 1).await.problem(503, "unavailable").retry_after();
        client.get("schools").await.problem(503, "unavailable");
        city.home.bring_back().await;
        ask(&client, 1).await.expect(201);
        for address in ["parent-0@example.com", "parent-1@example.com"] {
            city.smtp.wait_for(address, 1).await;
        }
    });
}

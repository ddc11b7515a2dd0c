//! The chain over the trail.

use super::*;
use audit::Report;
use time::Duration;

/// As `doctor` sees the chain.
async fn report(city: &City) -> Report {
    audit::verify(&city.state, None).await.unwrap()
}

/// Number at which the chain is broken.
async fn broken_at(city: &City) -> Option<i64> {
    report(city).await.broken.map(|broken| broken.sequence)
}

/// What only the owner of the database can do.
async fn tamper(city: &City, table: &str, sql: &str) {
    match city.home.engine {
        Engine::Sqlite => {
            for change in ["UPDATE", "DELETE"] {
                city.sql(&format!("DROP TRIGGER {table}_no_{change}")).await;
            }
        }
        Engine::Postgres => city.sql(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await,
    }
    city.sql(sql).await;
}

async fn refused(city: &City, sql: &str) {
    use sea_orm::ConnectionTrait;
    let transaction = city.state.database.begin().await.unwrap();
    let error = transaction.execute_unprepared(sql).await.unwrap_err();
    assert!(error.to_string().contains("append-only"), "{sql}: {error}");
}

/// Links what the city has and three sign-ins, and tells where the chain ends.
async fn linked(city: &City) -> i64 {
    for _ in 0..3 {
        city.teacher("lin").await;
    }
    audit::link(&city.state).await.unwrap();
    report(city).await.head.0
}

on_both! {
    async fn what_is_written_can_neither_be_changed_nor_taken_away(city: City) {
        linked(&city).await;
        for table in ["audit_events", "audit_links"] {
            refused(&city, &format!("DELETE FROM {table}")).await;
        }
        refused(&city, "UPDATE audit_events SET action = 'signed_out'").await;
        refused(&city, "UPDATE audit_links SET hash = 'x'").await;
        if city.home.engine == Engine::Postgres {
            refused(&city, "TRUNCATE audit_links").await;
            refused(&city, "TRUNCATE audit_events CASCADE").await;
        }
    }

    async fn every_event_is_linked_once_whoever_links(city: City) {
        let before = linked(&city).await;
        let other = city.replica(|_| ()).await;
        for _ in 0..10 {
            city.teacher("lin").await;
        }
        let linkers = [&city, &other, &city, &other].map(|city| {
            let state = city.state.clone();
            async move { audit::link(&state).await.unwrap() }
        });
        let counts = all_at_once(linkers).await;
        assert_eq!(counts.iter().sum::<usize>(), 10);
        let report = report(&city).await;
        assert_eq!((report.head.0, report.broken, report.left_over), (before + 10, None, 0));
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_unlinked").await, 0);
    }

    async fn a_changed_event_is_named(city: City) {
        let end = linked(&city).await;
        let event = format!("(SELECT event_id FROM audit_links WHERE sequence = {})", end - 1);
        tamper(&city, "audit_events", &format!("UPDATE audit_events SET action = 'signed_out' WHERE id = {event}")).await;
        assert_eq!(broken_at(&city).await, Some(end - 1));
        let (is_well, printed) = run_command(&city, &["doctor"]);
        assert!(!is_well && printed.contains(&format!("broken at number {}", end - 1)), "{printed}");
    }

    async fn a_link_that_is_gone_is_named(city: City) {
        let end = linked(&city).await;
        tamper(&city, "audit_links", &format!("DELETE FROM audit_links WHERE sequence = {}", end - 1)).await;
        assert_eq!(broken_at(&city).await, Some(end - 1));
    }

    async fn an_end_that_is_cut_off_shows_without_its_signature_or_against_a_note(city: City) {
        linked(&city).await;
        let noted = report(&city).await.head;
        let end = linked(&city).await;
        tamper(&city, "audit_links", &format!("DELETE FROM audit_links WHERE sequence = {end}")).await;
        assert_eq!(broken_at(&city).await, Some(end - 1));
        // Back to where a round ended: the chain alone can't tell, what was noted can.
        city.sql(&format!("DELETE FROM audit_links WHERE sequence > {}", noted.0)).await;
        assert_eq!(broken_at(&city).await, None);
        let later = (end, "x".to_owned());
        let against = audit::verify(&city.state, Some(&later)).await.unwrap();
        assert_eq!(against.broken.map(|broken| broken.sequence), Some(noted.0 + 1));
        assert!(audit::verify(&city.state, Some(&noted)).await.unwrap().broken.is_none());
        let other = (noted.0, "0".repeat(64));
        let against = audit::verify(&city.state, Some(&other)).await.unwrap();
        assert_eq!(against.broken.map(|broken| broken.sequence), Some(noted.0));
        // And what was cut off is left over once its minute has passed.
        city.advance(Duration::minutes(2));
        assert!(report(&city).await.left_over > 0);
    }

    async fn a_chain_that_was_made_anew_lacks_our_signature(city: City) {
        let end = linked(&city).await;
        tamper(&city, "audit_links", &format!("UPDATE audit_links SET signing_key = 9 WHERE sequence = {end}")).await;
        assert_eq!(broken_at(&city).await, Some(end));
    }

    async fn doctor_tells_of_what_nobody_links_and_prints_the_end(city: City) {
        let end = linked(&city).await;
        let (_, printed) = run_command(&city, &["doctor"]);
        let noted = printed.split("--audit-head ").nth(1).unwrap().lines().next().unwrap().to_owned();
        assert!(noted.starts_with(&format!("{end}:")), "{printed}");
        let (_, printed) = run_command(&city, &["doctor", "--audit-head", &noted]);
        assert!(printed.contains("the audit trail is whole"), "{printed}");
        let (is_well, printed) = run_command(&city, &["doctor", "--audit-head", "nonsense"]);
        assert!(!is_well && printed.contains("number:hash"), "{printed}");
        city.teacher("lin").await;
        assert_eq!(report(&city).await.left_over, 0);
        city.advance(Duration::minutes(2));
        assert_eq!(report(&city).await.left_over, 1);
        // Not even where the list of what is to be linked was emptied.
        city.sql("DELETE FROM audit_unlinked").await;
        audit::link(&city.state).await.unwrap();
        assert_eq!(report(&city).await.left_over, 1);
    }

    async fn a_running_server_links_by_itself(city: City) {
        let process = Process::serve(&city);
        let client = process.client();
        client.post("sessions", json!({ "login": "lin@school.example.tw", "password": "wrong" })).await;
        process.wait_for_log("audit chain").await;
        let report = report(&city).await;
        assert!(report.broken.is_none() && report.head.0 > 0);
    }
}

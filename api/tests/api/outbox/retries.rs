//! Mail servers that are down, busy, or refuse.

use crate::support::*;
use kinbind_api::jobs::{self, worker};
use serde_json::json;
use time::Duration;

const ADDRESS: &str = "parent@example.com";

async fn attempts(city: &City) -> i64 {
    city.count("SELECT CAST(attempts AS BIGINT) FROM outbox_jobs").await
}

/// Whether there is a job that is due.
async fn works(city: &City) -> bool {
    city.work_outbox().await > 0
}

on_both! {
    async fn while_the_mail_server_is_down_pauses_grow_and_nothing_is_lost(city: City) {
        city.smtp.set(Mood::Dead);
        city.send_code(ADDRESS).await;
        assert_eq!(attempts(&city).await, 1);
        for (attempt, pause) in [(2, 2), (3, 4), (4, 8), (5, 16)] {
            city.advance(Duration::seconds(pause - 1));
            assert!(!works(&city).await, "tried again before {pause} s");
            city.advance(Duration::seconds(1));
            assert!(works(&city).await, "not tried again after {pause} s");
            assert_eq!(attempts(&city).await, attempt);
        }
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 1);
        city.smtp.set(Mood::Accepting);
        city.advance(Duration::seconds(32));
        assert!(works(&city).await);
        assert_eq!(city.smtp.mails_to(ADDRESS).len(), 1);
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 0);
    }

    async fn a_busy_server_is_tried_again(city: City) {
        city.smtp.set(Mood::Refusing(451));
        city.send_code(ADDRESS).await;
        city.smtp.set(Mood::Accepting);
        city.advance(Duration::seconds(2));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(ADDRESS).len(), 1);
    }

    async fn a_code_that_has_expired_is_not_mailed_any_more(city: City) {
        city.smtp.set(Mood::Dead);
        city.send_code(ADDRESS).await;
        city.smtp.set(Mood::Accepting);
        city.advance(Duration::HOUR);
        assert!(works(&city).await);
        assert_eq!(city.smtp.mails_to(ADDRESS).len(), 0);
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 0);
    }

    async fn a_code_for_an_address_that_is_refused_troubles_no_operator(city: City) {
        city.smtp.set(Mood::Refusing(550));
        city.send_code(ADDRESS).await;
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.pending, backlog.dead), (0, 0));
        assert!(city.client().get("/metrics").await.text().contains("kinbind_codes_refused_total"));
    }

    async fn a_mail_refused_for_good_waits_for_an_operator(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        // The receipt.
        city.work_outbox().await;
        city.teacher("lin").await.approve(&sent).await;
        city.smtp.set(Mood::Refusing(550));
        city.work_outbox().await;
        city.advance(Duration::DAY);
        assert!(!works(&city).await);
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.pending, backlog.dead), (0, 1));
        let dead = &backlog.dead_jobs[0];
        let error = dead.last_error.as_deref().unwrap();
        assert_eq!((dead.kind.as_str(), dead.attempts), ("send_account_ready", 1));
        assert!(error.contains("SMTP 550") && !error.contains(WANG_DAMING.email), "{error}");
        let metrics = city.client().get("/metrics").await.text();
        assert!(metrics.contains("kinbind_outbox_jobs{status=\"dead\"} 1\n"), "{metrics}");

        let (is_well, report) = run_command(&city, &["doctor"]);
        assert!(!is_well && report.contains("1 jobs were given up"), "{report}");
        assert!(report.contains("send_account_ready after 1 tries") && report.contains("SMTP 550"), "{report}");

        city.smtp.set(Mood::Accepting);
        let (_, report) = run_command(&city, &["outbox-retry"]);
        assert!(report.contains("1 jobs get another round"), "{report}");
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).subject.contains("帳號已建立完成"));
        assert!(run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]).0);
    }

    async fn after_a_day_of_failures_an_operator_has_to_look(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        // The receipt.
        city.work_outbox().await;
        city.teacher("lin").await.approve(&sent).await;
        city.smtp.set(Mood::Dead);
        let mut tries = city.work_outbox().await - 1;
        for _ in 0..30 {
            city.advance(Duration::hours(3));
            tries += city.work_outbox().await;
        }
        assert_eq!(tries, 16);
        let backlog = jobs::backlog(&city.state).await.unwrap();
        assert_eq!((backlog.pending, backlog.dead, backlog.dead_jobs[0].attempts), (0, 1, 16));
    }

    async fn messages_that_could_not_be_sent_are_kept_for_two_weeks_other_jobs_until_somebody_looks(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        city.teacher("lin").await.approve(&sent).await;
        city.smtp.set(Mood::Refusing(550));
        city.work_outbox().await;
        for (kind, days, kept) in [
            ("send_account_ready", 13, 1),
            ("open_account", 30, 1),
            ("send_account_ready", 0, 0),
        ] {
            city.sql(&format!("UPDATE outbox_jobs SET kind = '{kind}' WHERE status = 'dead'")).await;
            city.advance(Duration::days(days));
            worker::sweep_all(&city.state).await.unwrap();
            assert_eq!(jobs::backlog(&city.state).await.unwrap().dead, kept, "{kind} after {days} days");
        }
    }

    async fn a_code_that_could_not_be_sent_is_kept_for_a_day(city: City) {
        city.smtp.set(Mood::Dead);
        city.send_code(ADDRESS).await;
        city.sql("UPDATE outbox_jobs SET status = 'dead'").await;
        for (hours, kept) in [(23, 1), (2, 0)] {
            city.advance(Duration::hours(hours));
            worker::sweep_all(&city.state).await.unwrap();
            assert_eq!(jobs::backlog(&city.state).await.unwrap().dead, kept);
        }
    }

    async fn a_request_does_not_wait_for_the_mail_server(city: City) {
        city.smtp.set(Mood::Silent);
        let asked = json!({ "channel": "email", "address": ADDRESS });
        city.client().post("contact-verifications", asked).await.expect(201);
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 1);
    }
}

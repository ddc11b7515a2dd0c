//! Several workers, and workers that die.

use crate::support::*;
use kinbind_api::jobs::{self, worker};
use serde_json::json;
use time::Duration;
use tokio::sync::watch;

const ADDRESS: &str = "parent@example.com";

async fn ask_for_code(city: &City, address: &str) {
    let asked = json!({ "channel": "email", "address": address });
    city.client().post("contact-verifications", asked).await.expect(201);
}

/// Starts a worker that takes a job and gets no answer from the mail server, as the so-manieth.
async fn held_worker(city: &City, count: usize) -> tokio::task::JoinHandle<bool> {
    city.smtp.set(Mood::Silent);
    let state = city.state.clone();
    let worker = tokio::spawn(async move { worker::run_next(&state).await.unwrap() });
    city.smtp.wait_until_held(count).await;
    worker
}

on_both! {
    async fn a_mail_goes_out_as_soon_as_it_is_written(city: City) {
        let (stop, stopped) = watch::channel(false);
        let workers = tokio::spawn(worker::run(city.state.clone(), stopped));
        ask_for_code(&city, ADDRESS).await;
        city.smtp.wait_for(ADDRESS, 1).await;
        stop.send_replace(true);
        workers.await.unwrap();
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 0);
    }

    async fn a_worker_that_is_told_to_stop_finishes_its_job(city: City) {
        city.smtp.set(Mood::Silent);
        ask_for_code(&city, ADDRESS).await;
        let (stop, stopped) = watch::channel(false);
        let workers = tokio::spawn(worker::run(city.state.clone(), stopped));
        city.smtp.wait_until_held(1).await;
        stop.send_replace(true);
        city.smtp.set(Mood::Accepting);
        workers.await.unwrap();
        assert_eq!(city.smtp.mails_to(ADDRESS).len(), 1);
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 0);
    }

    async fn the_job_of_a_dead_worker_is_taken_again_after_two_minutes(city: City) {
        city.smtp.set(Mood::Silent);
        ask_for_code(&city, ADDRESS).await;
        let worker = Process::worker(&city);
        city.smtp.wait_until_held(1).await;
        worker.kill();
        city.smtp.wait_until_held(0).await;
        city.smtp.set(Mood::Accepting);
        // The worker took it a moment ago, by the same wall clock.
        city.advance(Duration::seconds(90));
        assert_eq!(city.work_outbox().await, 0);
        city.advance(Duration::seconds(30));
        assert_eq!(city.work_outbox().await, 1);
        assert_eq!(city.smtp.mails_to(ADDRESS).len(), 1);
    }

    async fn a_worker_on_another_machine_mails_what_the_api_wrote(city: City) {
        let worker = Process::worker(&city);
        ask_for_code(&city, ADDRESS).await;
        city.smtp.wait_for(ADDRESS, 1).await;
        worker.terminate();
        assert!(worker.wait().success());
        assert_eq!(jobs::backlog(&city.state).await.unwrap().pending, 0);
    }

    async fn a_worker_that_was_too_slow_sends_a_mail_that_can_be_recognised(city: City) {
        ask_for_code(&city, ADDRESS).await;
        let slow = held_worker(&city, 1).await;
        city.advance(Duration::minutes(2));
        let other = held_worker(&city, 2).await;
        city.smtp.set(Mood::Accepting);
        assert!(slow.await.unwrap() && other.await.unwrap());
        let mails = city.smtp.mails_to(ADDRESS);
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].message_id, mails[1].message_id);
        assert!(mails[0].message_id.ends_with("@kinbind.test"), "{}", mails[0].message_id);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status = 'done'").await, 1);
    }

    async fn workers_of_two_replicas_never_run_a_job_twice(city: City) {
        let replica = city.replica(|_| {}).await;
        for family in 0..24 {
            ask_for_code(&city, &format!("family{family}@example.com")).await;
        }
        let workers = (0..6).map(|worker| {
            let city = if worker % 2 == 0 { city.clone() } else { replica.clone() };
            async move { city.work_outbox().await }
        });
        assert_eq!(all_at_once(workers).await.iter().sum::<usize>(), 24);
        for family in 0..24 {
            assert_eq!(city.smtp.mails_to(&format!("family{family}@example.com")).len(), 1);
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE attempts <> 1").await, 0);
    }
}

//! The real binary, killed and stopped between a decision and its mail.

use crate::support::*;
use kinbind_api::{commands::demo::DEMO_PASSWORD, jobs};
use serde_json::json;
use shared_types::application::BindingApplication;
use time::Duration;

/// 王大明 applies; the server that is to be killed has nothing of it in its memory.
async fn application(city: &City) -> BindingApplication {
    let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
    // The receipt.
    city.work_outbox().await;
    sent
}

async fn approve_at(process: &Process, application: &BindingApplication) {
    let lin = Teacher { client: process.client() };
    lin.post("sessions", json!({ "login": "lin@school.example.tw", "password": DEMO_PASSWORD })).await.expect(201);
    lin.approve(std::slice::from_ref(application)).await;
}

async fn everything_happened_once(city: &City) {
    for (once, sql) in [
        ("decision", "SELECT COUNT(*) FROM review_decisions"),
        ("account", "SELECT COUNT(*) FROM accounts WHERE email = 'daming@example.com'"),
        ("binding", "SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL"),
    ] {
        assert_eq!(city.count(sql).await, 1, "{once}");
    }
    let mails = city.smtp.mails_to(WANG_DAMING.email);
    let ready = mails.iter().filter(|mail| mail.subject.contains("帳號已建立完成")).count();
    assert_eq!(ready, 1, "mails about the account");
    let backlog = jobs::backlog(&city.state).await.unwrap();
    assert_eq!((backlog.pending, backlog.dead), (0, 0));
    city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
}

/// As if so much time had passed for the jobs that wait.
async fn let_pass(city: &City, time: Duration) {
    let milliseconds = time.whole_milliseconds();
    city.sql(&format!("UPDATE outbox_jobs SET run_at = run_at - {milliseconds} WHERE status = 'pending'")).await;
}

/// Restarts the service, waits for the mail, and stops it.
async fn restart_until_mailed(city: &City) {
    city.smtp.set(Mood::Accepting);
    let restarted = Process::serve(city);
    city.smtp.wait_for(WANG_DAMING.email, 3).await;
    restarted.terminate();
    assert!(restarted.wait().success());
}

on_both! {
    async fn killed_while_the_mail_server_is_down_it_mails_after_a_restart(city: City) {
        let sent = application(&city).await;
        city.smtp.set(Mood::Dead);
        let process = Process::serve(&city);
        approve_at(&process, &sent).await;
        process.kill();
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 1);
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), 2);
        let_pass(&city, Duration::minutes(2)).await;
        restart_until_mailed(&city).await;
        everything_happened_once(&city).await;
    }

    async fn killed_in_the_middle_of_a_mail_it_mails_when_the_lease_is_over(city: City) {
        let sent = application(&city).await;
        city.smtp.set(Mood::Silent);
        let process = Process::serve(&city);
        approve_at(&process, &sent).await;
        city.smtp.wait_until_held(1).await;
        process.kill();
        city.smtp.wait_until_held(0).await;
        let_pass(&city, Duration::minutes(2)).await;
        restart_until_mailed(&city).await;
        everything_happened_once(&city).await;
    }

    async fn told_to_stop_it_finishes_the_mail_it_holds(city: City) {
        let sent = application(&city).await;
        city.smtp.set(Mood::Silent);
        let mut process = Process::serve(&city);
        approve_at(&process, &sent).await;
        city.smtp.wait_until_held(1).await;
        process.terminate();
        process.wait_for_log("stopping").await;
        assert!(!process.has_ended(), "it left a mail behind");
        city.smtp.set(Mood::Accepting);
        assert!(process.wait().success());
        everything_happened_once(&city).await;
    }
}

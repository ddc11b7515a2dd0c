//! Whether mails about applications arrived, and sending them again.

use crate::support::*;
use reqwest::Method;
use serde_json::json;
use shared_types::{
    Page,
    application::BindingApplication,
    contact::EmailAddress,
    mail::{MailKind, MailState, UndeliveredMail},
};
use time::Duration;
use uuid::Uuid;

const UNDELIVERED: &str = "schools/403601/undelivered-mails";
const TOKEN: &str = "a-token-of-thirty-two-characters";

/// An application that is sent while the mail server is in that mood.
async fn sent(city: &City, mood: Mood) -> BindingApplication {
    let applicant = city.applicant(WANG_DAMING.email).await;
    city.smtp.set(mood);
    applicant.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0)
}

/// `chang`, whose own class is at another school.
async fn registrar(city: &City) -> Teacher {
    city.with_role("chang", "registrar", Some("403601")).await
}

async fn undelivered(registrar: &Teacher) -> Vec<UndeliveredMail> {
    registrar.get(UNDELIVERED).await.expect(200).json::<Page<UndeliveredMail>>().items
}

async fn report(city: &City, token: &str, mail: Uuid, status: &str) -> Answer {
    let client = city.client();
    // As a mail service sends it: no browser, no origin.
    let body = json!({ "message_id": format!("<{mail}@kinbind.example.tw>"), "status": status });
    let request = client.request(Method::POST, "mail-bounces").json(&body).bearer_auth(token);
    client.send(request).await
}

fn again(mail: Uuid) -> String {
    format!("mail-deliveries/{mail}/resends")
}

on_both! {
    async fn the_grid_says_how_far_the_mail_has_got(city: City) {
        sent(&city, Mood::Refusing(451)).await;
        city.work_outbox().await;
        let lin = city.teacher("lin").await;
        let mail = lin.grid("").await.items.remove(0).mail.expect("it was tried");
        assert_eq!((mail.kind, mail.state), (MailKind::ApplicationReceived, MailState::Waiting));
        assert!(mail.failure.is_some_and(|words| words.contains("451")) && mail.address_masked.contains('*'));
        city.smtp.set(Mood::Accepting);
        city.advance(Duration::seconds(5));
        city.work_outbox().await;
        let mail = lin.grid("").await.items.remove(0).mail.expect("it was sent");
        assert_eq!((mail.state, mail.failure), (MailState::Sent, None));
        assert_eq!(city.count("SELECT COUNT(*) FROM mail_deliveries").await, 1);
    }

    async fn what_the_mail_server_refused_the_registrar_sends_again_once(city: City) {
        let application = sent(&city, Mood::Refusing(550)).await;
        city.work_outbox().await;
        let registrar = registrar(&city).await;
        let list = undelivered(&registrar).await;
        assert_eq!((list.len(), list[0].application_id, list[0].mail.state), (1, application.id, MailState::Failed));
        assert_eq!((list[0].student_name.as_str(), list[0].applicant_name.as_str()), ("王小明", "王大明"));
        city.smtp.set(Mood::Accepting);
        for _ in 0..2 {
            registrar.post_nothing(&again(list[0].mail.id)).await.expect(204);
        }
        city.work_outbox().await;
        // After the code.
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), 2);
        assert!(undelivered(&registrar).await.is_empty());
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'mail_sent_again'").await, 1);
    }

    async fn a_mail_that_came_back_is_listed_until_it_is_sent_again(city: City) {
        let city = city.replica(|config| config.mail.mail_bounce_token = Some(TOKEN.into())).await;
        sent(&city, Mood::Accepting).await;
        city.work_outbox().await;
        let registrar = registrar(&city).await;
        assert!(undelivered(&registrar).await.is_empty());
        let mail: Uuid = city.smtp.last_to(WANG_DAMING.email).message_id.trim_matches('<').split('@').next()
            .unwrap().parse().unwrap();
        report(&city, TOKEN, mail, "4.4.1").await.expect(204);
        assert!(undelivered(&registrar).await.is_empty());
        for _ in 0..2 {
            report(&city, TOKEN, mail, "5.1.1").await.expect(204);
        }
        let list = undelivered(&registrar).await;
        assert_eq!((list.len(), list[0].mail.state), (1, MailState::Bounced));
        assert_eq!(list[0].mail.failure.as_deref(), Some("5.1.1"));
        // Of another's mail there is nothing to say.
        report(&city, TOKEN, city.state.new_id(), "5.1.1").await.expect(204);
        city.teacher("lin").await.post_nothing(&again(mail)).await.expect(204);
        assert!(undelivered(&registrar).await.is_empty());
    }

    async fn only_the_mail_service_reports(city: City) {
        let mail = city.state.new_id();
        report(&city, TOKEN, mail, "5.1.1").await.problem(404, "not_found");
        let city = city.replica(|config| config.mail.mail_bounce_token = Some(TOKEN.into())).await;
        report(&city, "another-token-of-that-very-length", mail, "5.1.1").await.problem(401, "not_signed_in");
        let body = json!({ "message_id": "x", "status": "5.1.1" });
        city.client().post("mail-bounces", body).await.problem(401, "not_signed_in");
        let odd = report(&city, TOKEN, mail, "bounced").await;
        odd.problem(422, "invalid_fields").fields(&[("/status", "format")]);
    }

    async fn a_mail_that_would_only_confuse_is_not_sent_again(city: City) {
        let (lin, application) = (city.teacher("lin").await, sent(&city, Mood::Refusing(550)).await);
        assert_eq!(lin.decide(&[return_(application.id, 1, "姓名不同")]).await, [None]);
        city.work_outbox().await;
        let list = undelivered(&registrar(&city).await).await;
        let returned = list.iter().find(|one| one.mail.kind == MailKind::ApplicationReturned).unwrap().mail.id;
        city.sql("UPDATE binding_applications SET status = 'in_review'").await;
        lin.post_nothing(&again(returned)).await.problem(409, "wrong_state");
        city.teacher("chen").await.post_nothing(&again(returned)).await.problem(404, "not_found");
        city.client().post_nothing(&again(returned)).await.problem(401, "not_signed_in");
    }

    async fn another_school_and_a_strange_page_are_not_there(city: City) {
        let registrar = registrar(&city).await;
        registrar.get("schools/403503/undelivered-mails").await.problem(404, "not_found");
        registrar.get(&format!("{UNDELIVERED}?page=0")).await.problem(400, "malformed_parameter");
        city.teacher("lin").await.get(UNDELIVERED).await.problem(403, "not_allowed");
    }

    async fn a_report_that_is_faster_than_the_mail_server_is_kept(city: City) {
        let city = city.replica(|config| config.mail.mail_bounce_token = Some(TOKEN.into())).await;
        sent(&city, Mood::Silent).await;
        let (worker, smtp) = (city.clone(), city.smtp.clone());
        let working = tokio::spawn(async move { worker.work_outbox().await });
        smtp.wait_until_held(1).await;
        let mail = city.query("SELECT id FROM mail_deliveries WHERE state = 'waiting'").await;
        let mail: Uuid = mail[0].try_get_by_index(0).unwrap();
        report(&city, TOKEN, mail, "5.1.1").await.expect(204);
        city.smtp.set(Mood::Accepting);
        working.await.unwrap();
        let list = undelivered(&registrar(&city).await).await;
        assert_eq!((list.len(), list[0].mail.state, list[0].mail.id), (1, MailState::Bounced, mail));
    }

    async fn what_is_sent_again_does_not_go_out_twice(city: City) {
        sent(&city, Mood::Refusing(451)).await;
        city.work_outbox().await;
        let registrar = registrar(&city).await;
        let list = undelivered(&registrar).await;
        assert_eq!(list[0].mail.state, MailState::Waiting);
        registrar.post_nothing(&again(list[0].mail.id)).await.expect(204);
        let before = city.smtp.mails_to(WANG_DAMING.email).len();
        city.smtp.set(Mood::Accepting);
        city.advance(Duration::minutes(1));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), before + 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
    }

    async fn each_mail_that_did_not_arrive_stands_beside_its_own_child(city: City) {
        let families = [(WANG_DAMING, XIAOMING), (LI_GUOHUA, YONGQING)];
        let applicants = [city.applicant(WANG_DAMING.email).await, city.applicant(LI_GUOHUA.email).await];
        city.smtp.set(Mood::Refusing(550));
        for ((parent, child), applicant) in families.iter().zip(&applicants) {
            applicant.apply(parent, &[*child]).await;
        }
        city.work_outbox().await;
        // All of one moment, as after an outage.
        city.sql("UPDATE mail_deliveries SET at = 1").await;
        let list = undelivered(&registrar(&city).await).await;
        assert_eq!(list.len(), 2);
        for one in list {
            let (parent, _) = families.iter().find(|(parent, _)| parent.name == one.applicant_name).unwrap();
            let masked = EmailAddress::parse(parent.email).unwrap().masked();
            assert_eq!(one.mail.address_masked, masked);
        }
    }

    async fn a_mail_about_an_account_that_came_back_is_known(city: City) {
        let city = city.replica(|config| config.mail.mail_bounce_token = Some(TOKEN.into())).await;
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let parent = city.settled(&WANG_DAMING).await;
        let own = parent.get("bindings").await.expect(200).value();
        parent.delete(&format!("bindings/{}", own["items"][0]["id"].as_str().unwrap())).await.expect(204);
        city.work_outbox().await;
        let ended = city.smtp.last_to(WANG_DAMING.email);
        let mail: Uuid = ended.message_id.trim_matches('<').split('@').next().unwrap().parse().unwrap();
        report(&city, TOKEN, mail, "5.1.1").await.expect(204);
        let kept = "SELECT COUNT(*) FROM mail_deliveries WHERE kind = 'binding_ended' AND state = 'bounced' \
            AND account_id IS NOT NULL AND application_id IS NULL";
        assert_eq!(city.count(kept).await, 1);
        assert!(undelivered(&registrar(&city).await).await.is_empty(), "a school sends none of those again");
        city.teacher("lin").await.post_nothing(&again(mail)).await.problem(404, "not_found");
    }
}

//! Two people with one mailbox or one phone, and addresses that got no code.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    List,
    application::{AccountState, BindingApplication},
};
use time::Duration;

/// The link of the newest mail to that address, as a token.
fn confirmation_sent_to(city: &City, address: &str) -> Value {
    json!({ "token": city.smtp.last_to(address).confirmation_token() })
}

/// Sends a form that names another address than the one that got the code.
async fn sent_with_another_address(city: &City, address: &str) -> (Applicant, BindingApplication) {
    let parent = city.applicant(WANG_DAMING.email).await;
    let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
    form["applicant"]["email"] = json!(address);
    let mut sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
    (parent, sent.items.remove(0))
}

async fn ask_for_link(parent: &Applicant, sent: &BindingApplication) {
    parent.post_nothing(&format!("binding-applications/{}/email-confirmations", sent.id)).await.expect(202);
}

on_both! {
    async fn an_account_opens_once_its_address_is_confirmed(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        assert!(!sent.applicant.email_is_proved);
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::AwaitingEmail);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);

        let link = confirmation_sent_to(&city, "other@example.com");
        city.client().post("email-confirmations", &link).await.expect(204);
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opened);
        city.signed_in("other@example.com", WANG_DAMING.initial_password()).await;
        // Pressed twice, and asked for once more.
        city.client().post("email-confirmations", &link).await.expect(204);
        let path = format!("binding-applications/{}/email-confirmations", sent.id);
        parent.post_nothing(&path).await.problem(409, "wrong_state");
    }

    async fn an_address_confirmed_before_the_approval_waits_for_nothing(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        city.work_outbox().await;
        // The first one, or one that was asked for: it is the same.
        ask_for_link(&parent, &sent).await;
        city.work_outbox().await;
        let link = confirmation_sent_to(&city, "other@example.com");
        city.client().post("email-confirmations", link).await.expect(204);
        city.teacher("lin").await.approve(std::slice::from_ref(&sent)).await;
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opened);
    }

    async fn confirming_and_approving_at_once_opens_the_account(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        ask_for_link(&parent, &sent).await;
        city.work_outbox().await;
        let (link, client) = (confirmation_sent_to(&city, "other@example.com"), city.client());
        let (teacher, id) = (city.teacher("lin").await, sent.id);
        let confirm = async { client.post("email-confirmations", link).await.expect(204) };
        let approve = async {
            teacher.approve(&[sent]).await;
            city.work_outbox().await;
        };
        tokio::join!(confirm, approve);
        city.work_outbox().await;
        assert_eq!(parent.application(id).await.account, AccountState::Opened);
    }

    async fn a_link_is_worth_nothing_for_another_address_or_application(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        ask_for_link(&parent, &sent).await;
        city.work_outbox().await;
        let old = confirmation_sent_to(&city, "other@example.com");
        city.teacher("lin").await.send_back(&sent, "請確認信箱").await;
        let with_third = Parent { email: "third@example.com", ..WANG_DAMING };
        parent.send_again(sent.id, &with_third, "father").await.expect(200);
        city.client().post("email-confirmations", old).await.problem(410, "link_expired");
        // A correction mails its link by itself.
        city.work_outbox().await;
        city.client().post("email-confirmations", confirmation_sent_to(&city, "third@example.com")).await.expect(204);
        for token in ["", "abc", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "不是"] {
            let answer = city.client().post("email-confirmations", json!({ "token": token })).await;
            assert!(matches!(answer.status, 410 | 422), "{token}: {}", answer.status);
        }
    }

    async fn links_are_mailed_three_times_an_hour(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        // The form has mailed one.
        city.work_outbox().await;
        for _ in 0..2 {
            ask_for_link(&parent, &sent).await;
        }
        let path = format!("binding-applications/{}/email-confirmations", sent.id);
        parent.post_nothing(&path).await.problem(429, "too_many_requests");
        city.applicant(LI_GUOHUA.email).await.post_nothing(&path).await.problem(404, "not_found");
    }

    async fn a_stranger_gets_no_more_mail_than_codes_whoever_names_the_address(city: City) {
        for (who, child) in [(WANG_DAMING, XIAOMING), (LIN_MEIHUI, YONGQING), (LI_GUOHUA, MINGAN)] {
            let parent = city.applicant(who.email).await;
            let mut form = parent.form(&who, &[child]).await;
            form["applicant"]["email"] = json!("victim@example.com");
            parent.post("binding-applications", &form).await.expect(201);
        }
        let other = city.applicant("fourth@example.com").await;
        let who = Parent { national_id: "F131104093", email: "victim@example.com", ..WANG_DAMING };
        // The form is received all the same.
        other.apply(&who, &[YOUCHEN]).await;
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("victim@example.com").len(), 3);
        city.client()
            .post("contact-verifications", json!({ "channel": "email", "address": "victim@example.com" }))
            .await
            .problem(429, "too_many_requests");
        // What had to wait is sent when the address may have more.
        city.advance(Duration::minutes(61));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("victim@example.com").len(), 4);
    }

    async fn a_confirmed_address_opens_what_its_mails_are_about(city: City) {
        let (_, sent) = sent_with_another_address(&city, "other@example.com").await;
        city.work_outbox().await;
        let link = confirmation_sent_to(&city, "other@example.com");
        let path = format!("binding-applications/{}", sent.id);
        city.advance(Duration::minutes(2));
        let unproved = city.applicant("other@example.com").await;
        unproved.get(&path).await.problem(404, "not_found");
        city.client().post("email-confirmations", link).await.expect(204);
        assert_eq!(unproved.application(sent.id).await.applicant.name, "王大明");
    }

    async fn the_mail_about_a_return_tells_a_stranger_nothing_and_counts(city: City) {
        let (parent, sent) = sent_with_another_address(&city, "other@example.com").await;
        let lin = city.teacher("lin").await;
        lin.send_back(&sent, "姓名與證件不同").await;
        city.work_outbox().await;
        let mail = city.smtp.last_to("other@example.com");
        assert!(mail.subject.contains("需要修正"), "{}", mail.subject);
        assert!(mail.text.contains("王○明 您好") && mail.text.contains("您送出的親子綁定申請"), "{}", mail.text);
        assert!(!mail.text.contains("王大明") && !mail.text.contains("姓名與證件不同"), "{}", mail.text);
        // The link of the form and this one; what comes of the correction is the third, and no fourth before its time.
        let to_other = Parent { email: "other@example.com", ..WANG_DAMING };
        parent.send_again(sent.id, &to_other, "father").await.expect(200);
        city.work_outbox().await;
        lin.send_back(&parent.application(sent.id).await, "還是不同").await;
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("other@example.com").len(), 3);
        city.advance(Duration::minutes(61));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("other@example.com").len(), 4);
    }

    async fn the_link_of_a_cancelled_application_serves_only_the_others_of_the_person(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        form["applicant"]["email"] = json!("other@example.com");
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        city.work_outbox().await;
        let link = confirmation_sent_to(&city, "other@example.com");
        let cancel = |one: usize| format!("binding-applications/{}/cancellations", sent.items[one].id);
        parent.post_nothing(&cancel(0)).await.expect(200);
        parent.post_nothing(&cancel(1)).await.expect(200);
        city.client().post("email-confirmations", &link).await.problem(410, "link_expired");

        let mut form = parent.form(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        form["applicant"]["email"] = json!("other@example.com");
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        city.work_outbox().await;
        let link = confirmation_sent_to(&city, "other@example.com");
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.items[0].id)).await.expect(200);
        city.client().post("email-confirmations", &link).await.expect(204);
        assert!(parent.application(sent.items[1].id).await.applicant.email_is_proved);
    }

    async fn two_parents_with_one_mailbox_get_an_account_each(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(Duration::minutes(2));
        let mother = Parent { email: WANG_DAMING.email, ..LIN_MEIHUI };
        city.bound(&mother, &[DAEN], &chang).await;
        // The second signs in with the mobile number, as the mail says.
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains(&format!("帳號：{}", LIN_MEIHUI.mobile)), "{}", mail.text);
        city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
        city.signed_in("0987-654-321", mother.initial_password()).await;
        city.client()
            .post("sessions", json!({ "login": WANG_DAMING.email, "password": mother.initial_password() }))
            .await
            .problem(401, "wrong_credentials");
    }

    async fn who_shares_mailbox_and_phone_gets_a_name_of_ours(city: City) {
        let lin = city.teacher("lin").await;
        let others = [
            Parent { email: WANG_DAMING.email, mobile: WANG_DAMING.mobile, ..LIN_MEIHUI },
            Parent { email: WANG_DAMING.email, mobile: WANG_DAMING.mobile, ..LI_GUOHUA },
        ];
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        for (other, child) in others.iter().zip([YONGQING, MINGAN]) {
            city.advance(Duration::minutes(2));
            city.bound(other, &[child], &lin).await;
        }
        let text = city.smtp.last_to(WANG_DAMING.email).text;
        let name = text.split("帳號：").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        assert!(name.starts_with('k') && name.len() == 9, "{name}");
        city.signed_in(&name.to_uppercase(), LI_GUOHUA.initial_password()).await;
    }

    async fn two_approved_at_once_with_one_mailbox_get_two_sign_in_names(city: City) {
        let mut sent = Vec::new();
        for (who, child) in [(WANG_DAMING, XIAOMING), (Parent { email: WANG_DAMING.email, ..LIN_MEIHUI }, YONGQING)] {
            sent.extend(city.applicant(WANG_DAMING.email).await.apply(&who, &[child]).await);
            city.advance(Duration::minutes(2));
        }
        city.teacher("lin").await.approve(&sent).await;
        tokio::join!(city.work_outbox(), city.work_outbox());
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        let statuses = [(WANG_DAMING.email, &WANG_DAMING), (LIN_MEIHUI.mobile, &LIN_MEIHUI), (WANG_DAMING.mobile, &WANG_DAMING), (WANG_DAMING.email, &LIN_MEIHUI)].map(
            |(login, who)| json!({ "login": login, "password": who.initial_password() }),
        );
        let mut opened = 0;
        for attempt in statuses {
            opened += usize::from(city.client().post("sessions", attempt).await.status == 201);
        }
        assert_eq!(opened, 2);
    }
}

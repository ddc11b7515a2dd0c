//! What follows an approval: the account, the binding and the mail of [T].

use crate::support::*;
use kinbind_api::jobs::worker;
use serde_json::{Value, json};
use shared_types::{
    List,
    application::{AccountState, Binding},
};
use time::Duration;

async fn bound_names(client: &Client) -> Vec<String> {
    let bindings: List<Binding> = client.get("bindings").await.expect(200).json();
    bindings.items.into_iter().map(|binding| binding.student.name).collect()
}

on_both! {
    async fn an_approval_makes_the_account_binds_the_child_and_mails_how_to_sign_in(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.teacher("lin").await.approve(&sent).await;
        assert_eq!(parent.application(sent[0].id).await.account, AccountState::Opening);
        city.work_outbox().await;
        assert_eq!(parent.application(sent[0].id).await.account, AccountState::Opened);

        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：帳號已建立完成");
        for words in [
            "** 本郵件由系統自動發送，請勿直接回覆 **",
            "王大明 您好，歡迎使用臺北市校園單一身分驗證服務",
            "申請的帳號已建立完成，登入資訊如下：",
            "帳號：daming@example.com",
            "密碼：臺端身分證統一編號後6碼",
            &format!("{}/sign-in", city.base),
            &format!("{}/activate#", city.base),
        ] {
            assert!(mail.text.contains(words), "{words} is missing in {}", mail.text);
        }
        assert!(!mail.raw.contains("456789"), "the password itself is never mailed");

        let guardian = city.settled(&WANG_DAMING).await;
        let bindings: List<Binding> = guardian.get("bindings").await.expect(200).json();
        let child = &bindings.items[0].student;
        // No mask any more.
        assert_eq!((bindings.items.len(), child.name.as_str(), child.class_name.as_str()), (1, "王小明", "五年一班"));
    }

    async fn the_mail_is_in_the_language_of_the_form(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["language"] = json!("en");
        let sent = parent.post("binding-applications", form).await.expect(201).value();
        let lin = city.teacher("lin").await;
        let id = sent["items"][0]["id"].as_str().unwrap().parse().unwrap();
        lin.decide(&[approval(id, 1)]).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "Taipei campus single sign-on: your account is ready");
    }

    async fn somebody_with_an_account_gets_the_child_and_no_second_account(city: City) {
        let accounts = city.count("SELECT COUNT(*) FROM accounts").await;
        // A teacher applies as the mother, with her private address.
        let chang = city.teacher("chang").await;
        city.bound(&LIN_SHUHUI, &[KEXIN], &chang).await;
        assert_eq!(city.count("SELECT COUNT(*) FROM accounts").await, accounts);
        // The mail goes where the account's owner reads it.
        let mail = city.smtp.last_to("lin@school.example.tw");
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：親子綁定已完成");
        assert!(mail.text.contains("密碼：維持您原本的密碼") && !mail.text.contains("/activate"), "{}", mail.text);
        let lin = city.teacher("lin").await;
        assert_eq!(bound_names(&lin).await, ["林可昕"]);
        let roles = lin.get("sessions/current").await.value()["account"]["roles"].clone();
        assert_eq!(roles, json!(["guardian", "homeroom_teacher"]));
    }

    async fn two_approvals_of_one_parent_carried_out_at_once_make_one_account(city: City) {
        let accounts = city.count("SELECT COUNT(*) FROM accounts").await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        // The receipt: what runs next is the accounts' opening.
        city.work_outbox().await;
        for (teacher, application) in [("lin", 0), ("chang", 1), ("cheng", 2)] {
            city.teacher(teacher).await.approve(&sent[application..=application]).await;
        }
        let workers = (0..3).map(|_| {
            let state = city.state.clone();
            async move { worker::run_next(&state).await.unwrap() }
        });
        assert_eq!(all_at_once(workers).await, [true, true, true]);
        // A worker that came second may have to look again.
        city.advance(Duration::minutes(1));
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM accounts").await, accounts + 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        let mut names = bound_names(&city.settled(&WANG_DAMING).await).await;
        names.sort();
        assert_eq!(names, ["王品心", "王大恩", "王小明"]);
    }

    async fn the_mail_about_a_second_child_names_it_and_the_password_that_works(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        lin.approve(&sent[..1]).await;
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("學生：王○明"));
        chang.approve(&sent[1..]).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains("學生：王○恩") && mail.text.contains("您還沒有設定自己的密碼"), "{}", mail.text);
    }

    async fn two_parents_of_a_child_have_an_account_each(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.bound(&LIN_MEIHUI, &[XIAOMING], &lin).await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            let guardian = city.settled(&parent).await;
            assert_eq!(bound_names(&guardian).await, ["王小明"]);
            let own = guardian.get("binding-applications").await.expect(200).value();
            let names: Vec<&Value> = own["items"].as_array().unwrap().iter().map(|one| &one["applicant"]["name"]).collect();
            assert_eq!(names, [&json!(parent.name)], "nothing of the other parent shows");
        }
    }
}

//! 提醒: to those whose application waits for themselves.

use crate::support::*;
use shared_types::review::Reminded;
use time::Duration;

async fn remind(lin: &Teacher) -> Reminded {
    let class = lin.class().await.id;
    lin.post_nothing(&format!("classes/{class}/reminders")).await.expect(200).json()
}

on_both! {
    async fn who_has_not_corrected_is_reminded_after_three_days_and_once(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        assert_eq!(city.teacher("lin").await.decide(&[return_(sent[0].id, 1, "姓名不同")]).await, [None]);
        city.work_outbox().await;
        let lin = city.teacher("lin").await;
        assert_eq!(remind(&lin).await, Reminded { too_soon: 1, ..Reminded::default() });
        city.advance(Duration::days(4));
        let lin = city.teacher("lin").await;
        assert_eq!(remind(&lin).await, Reminded { returned: 1, ..Reminded::default() });
        assert_eq!(remind(&lin).await, Reminded { too_soon: 1, ..Reminded::default() });
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.starts_with("提醒：") && mail.text.contains("/correct/"), "{}", mail.text);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'applicant_reminded'").await, 1);
    }

    async fn who_has_not_signed_in_gets_another_link(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        assert_eq!(city.teacher("lin").await.decide(&[approval(sent[0].id, 1)]).await, [None]);
        city.work_outbox().await;
        city.advance(Duration::days(4));
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        let reminded: Reminded = registrar.post_nothing("schools/403601/reminders").await.expect(200).json();
        assert_eq!(reminded, Reminded { unused: 1, ..Reminded::default() });
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.starts_with("提醒：") && mail.text.contains("/activate#"), "{}", mail.text);
        assert!(!mail.text.contains("後6碼"), "the initial password may be over: {}", mail.text);
        let kept = "SELECT COUNT(*) FROM mail_deliveries WHERE kind = 'reminder' AND state = 'sent'";
        assert_eq!(city.count(kept).await, 1);
    }

    async fn one_account_gets_one_link_for_all_its_children(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING, DAEN]).await;
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        for one in &sent {
            let results = [lin.decide(&[approval(one.id, 1)]).await, chang.decide(&[approval(one.id, 1)]).await];
            assert!(results.contains(&vec![None]), "{results:?}");
        }
        city.work_outbox().await;
        let before = city.smtp.mails_to(WANG_DAMING.email).len();
        city.advance(Duration::days(20));
        let lin = city.teacher("lin").await;
        assert_eq!(remind(&lin).await, Reminded { unused: 1, ..Reminded::default() });
        assert_eq!(remind(&lin).await, Reminded { too_soon: 1, ..Reminded::default() });
        // The teacher of the third child would end the link of that mail.
        assert_eq!(remind(&city.teacher("chang").await).await, Reminded { too_soon: 1, ..Reminded::default() });
        city.work_outbox().await;
        let mails = city.smtp.mails_to(WANG_DAMING.email);
        assert_eq!(mails.len(), before + 1);
        let link = mails.last().unwrap().text.split("/activate#").nth(1).unwrap().split_whitespace().next().unwrap();
        let set = serde_json::json!({ "token": link, "new_password": "another 梅花鹿 and its train" });
        city.client().post("account-activations", set).await.expect(201);
    }

    async fn nobody_elses_class_is_reminded(city: City) {
        let class = city.teacher("lin").await.class().await.id;
        let chen = city.teacher("chen").await;
        chen.post_nothing(&format!("classes/{class}/reminders")).await.problem(404, "not_found");
        chen.post_nothing("schools/403601/reminders").await.problem(403, "not_allowed");
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        registrar.post_nothing("schools/403503/reminders").await.problem(404, "not_found");
    }
}

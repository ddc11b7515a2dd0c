//! 提醒: to those whose application waits for themselves.

use crate::support::*;
use kinbind_api::features::roster::import;
use shared_types::{application::AccountState, review::Reminded};
use time::Duration;

async fn remind(lin: &Teacher) -> Reminded {
    let class = lin.class().await.id;
    lin.post_nothing(&format!("classes/{class}/reminders")).await.expect(200).json()
}

/// 王大明 is bound to the child of that number by the school's list.
async fn brought_by_the_list(city: &City, student_number: &str, address: &str) {
    let folder = tempfile::tempdir().unwrap();
    let row = format!("403601,{student_number},father,王大明,{},{address},0912345678", WANG_DAMING.national_id);
    let list = format!("school_code,student_number,relationship,name,national_id,email,mobile\n{row}\n");
    std::fs::write(folder.path().join("guardians.csv"), list).unwrap();
    import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
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

    async fn no_link_goes_to_an_address_that_the_schools_list_brought(city: City) {
        // Bound to another child already, by an address that the school typed.
        brought_by_the_list(&city, "1110104", "typed.by.school@example.com").await;
        city.applicant("own.mailbox@example.com").await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let lin = city.teacher("lin").await;
        let rows = lin.pending().await;
        assert_eq!(lin.decide(&[approval(rows[0].id, 1)]).await, [None]);
        city.work_outbox().await;
        let bound = city.smtp.last_to("typed.by.school@example.com");
        assert!(bound.subject.contains("親子綁定已完成") && !bound.text.contains("王○明"), "{}", bound.text);
        city.advance(Duration::days(4));
        let lin = city.teacher("lin").await;
        for _ in 0..2 {
            assert_eq!(remind(&lin).await, Reminded { unproved: 1, ..Reminded::default() });
        }
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("typed.by.school@example.com").len(), 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'applicant_reminded'").await, 0);
        // Nor by a reminder of before that is to be sent again.
        let bound: uuid::Uuid = bound.message_id.trim_matches('<').split('@').next().unwrap().parse().unwrap();
        city.sql("UPDATE mail_deliveries SET kind = 'reminder', state = 'bounced' WHERE kind = 'child_bound'").await;
        lin.post_nothing(&format!("mail-deliveries/{bound}/resends")).await.problem(409, "wrong_state");
        // Once somebody has shown that mail is read there, it is an address like any other.
        city.sql("UPDATE accounts SET email_is_proved = TRUE WHERE name = '王大明'").await;
        assert_eq!(remind(&lin).await, Reminded { unused: 1, ..Reminded::default() });
    }

    async fn who_has_an_account_by_now_confirms_no_address_for_it(city: City) {
        let other = Parent { email: "other@example.com", ..WANG_DAMING };
        let parent = city.applicant(WANG_DAMING.email).await;
        let first = parent.apply(&other, &[XIAOMING]).await.remove(0);
        let second = parent.apply(&WANG_DAMING, &[YONGQING]).await.remove(0);
        let doubtful = async |lin: &Teacher| {
            lin.grid("").await.items.into_iter().filter(|row| !row.email_is_proved).map(|row| row.id).collect::<Vec<_>>()
        };
        let lin = city.teacher("lin").await;
        assert_eq!(doubtful(&lin).await, [first.id]);
        lin.approve(&[second]).await;
        city.work_outbox().await;
        // The account is open: an approval of the first needs nothing more.
        assert_eq!(doubtful(&lin).await, [] as [uuid::Uuid; 0]);
        city.advance(Duration::days(4));
        let lin = city.teacher("lin").await;
        assert_eq!(remind(&lin).await, Reminded { unused: 1, ..Reminded::default() });
        lin.approve(std::slice::from_ref(&first)).await;
        city.work_outbox().await;
        let parent = city.applicant(WANG_DAMING.email).await;
        assert_eq!(parent.application(first.id).await.account, AccountState::Opened);
        let link = format!("binding-applications/{}/email-confirmations", first.id);
        parent.post_nothing(&link).await.problem(409, "wrong_state");
        let confirmation = "SELECT id FROM mail_deliveries WHERE kind = 'email_confirmation'";
        let confirmation: uuid::Uuid = city.query(confirmation).await[0].try_get_by_index(0).unwrap();
        lin.post_nothing(&format!("mail-deliveries/{confirmation}/resends")).await.problem(409, "wrong_state");
        city.settled(&WANG_DAMING).await;
        city.advance(Duration::days(4));
        assert_eq!(remind(&city.teacher("lin").await).await, Reminded::default());
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

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
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("/activate#"));
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

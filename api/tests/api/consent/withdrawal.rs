//! 撤回同意 ends what rests on it, whatever happens in the same moment.

use super::*;
use kinbind_api::jobs::worker;
use serde_json::json;
use shared_types::application::{ApplicationEventKind, ApplicationStatus, BindingApplication};

async fn live_bindings(city: &City) -> i64 {
    city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await
}

/// Applications that live on although the consent they rest on is withdrawn.
async fn without_consent(city: &City) -> i64 {
    let sql = "SELECT COUNT(*) FROM binding_applications a JOIN application_forms f ON f.id = a.form_id \
        JOIN consent_records c ON c.id = f.consent_record_id \
        WHERE c.withdrawn_at IS NOT NULL AND a.status IN ('in_review', 'returned', 'approved')";
    city.count(sql).await
}

async fn status(client: &Client, application: &BindingApplication) -> ApplicationStatus {
    let path = format!("binding-applications/{}", application.id);
    client.get(&path).await.expect(200).json::<BindingApplication>().status
}

on_both! {
    async fn everything_that_rests_on_it_ends_at_once(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        lin.approve(&sent[..1]).await;
        city.work_outbox().await;
        chang.send_back(&sent[1], "姓名與戶籍資料不同").await;
        let guardian = city.settled(&WANG_DAMING).await;
        let record = ledger(&guardian).await.remove(0);
        let withdrawn: ConsentRecord = withdraw(&guardian, record.id).await.expect(200).json();
        assert!(withdrawn.withdrawn_at.is_some());
        assert_eq!(ledger(&guardian).await, [withdrawn]);
        let expected = [ApplicationStatus::Ended, ApplicationStatus::Cancelled, ApplicationStatus::Cancelled];
        for (application, expected) in sent.iter().zip(expected) {
            let now = parent.application(application.id).await;
            assert_eq!(now.status, expected);
            let last = now.history.last().map(|event| event.kind);
            let ended = if expected == ApplicationStatus::Ended { ApplicationEventKind::Ended } else { ApplicationEventKind::Cancelled };
            assert_eq!(last, Some(ended));
        }
        assert_eq!(live_bindings(&city).await, 0);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：已撤回個資使用同意");
        let (ended, cancelled) = mail.text.split_once("已取消").unwrap();
        assert!(ended.contains("已解除") && ended.contains("學生：王○明") && !ended.contains("王○恩"), "{ended}");
        assert!(cancelled.contains("學生：王○恩") && cancelled.contains("學生：王○心"), "{cancelled}");
        // The account stays.
        guardian.get("sessions/current").await.expect(200);
    }

    async fn whoever_had_nothing_bound_is_told_what_was_cancelled(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        let record = ledger(&parent).await.remove(0);
        withdraw(&parent, record.id).await.expect(200);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：已撤回個資使用同意");
        assert!(mail.text.contains("學生：王○明") && !mail.text.contains("已解除"), "{}", mail.text);
    }

    async fn a_mailbox_that_nobody_has_proved_isnt_told(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&LI_GUOHUA, &[XIAOMING]).await;
        city.work_outbox().await;
        let mails = city.smtp.mails_to(LI_GUOHUA.email).len();
        let record = ledger(&parent).await.remove(0);
        withdraw(&parent, record.id).await.expect(200);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(LI_GUOHUA.email).len(), mails);
    }

    async fn a_withdrawn_yes_counts_for_nothing_more_and_a_new_one_does(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let record = ledger(&parent).await.remove(0);
        withdraw(&parent, record.id).await.expect(200);
        withdraw(&parent, record.id).await.problem(409, "wrong_state");
        let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/consent_record_id", "required")]);
        form["consent_record_id"] = json!(parent.accept_consent().await);
        parent.post("binding-applications", &form).await.expect(201);
    }

    async fn a_no_cannot_be_withdrawn(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let no = parent.answer_consent("refused").await;
        withdraw(&parent, no).await.problem(409, "wrong_state");
    }

    async fn nobody_withdraws_what_is_somebody_elses(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let guardian = city.settled(&WANG_DAMING).await;
        let record = ledger(&guardian).await.remove(0);
        withdraw(&lin, record.id).await.problem(404, "not_found");
        withdraw(&city.applicant(LI_GUOHUA.email).await.client, record.id).await.problem(404, "not_found");
        withdraw(&city.client(), record.id).await.problem(401, "not_signed_in");
        assert_eq!(live_bindings(&city).await, 1);
        // The account's owner does.
        withdraw(&guardian, record.id).await.expect(200);
        assert_eq!(live_bindings(&city).await, 0);
    }

    async fn the_other_forms_of_the_same_parent_go_on(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let first = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        city.advance(time::Duration::minutes(2));
        let second = city.bound(&WANG_DAMING, &[DAEN], &chang).await;
        let guardian = city.settled(&WANG_DAMING).await;
        let newest = ledger(&guardian).await.remove(0);
        withdraw(&guardian, newest.id).await.expect(200);
        assert_eq!(status(&guardian, &second[0]).await, ApplicationStatus::Ended);
        assert_eq!(status(&guardian, &first[0]).await, ApplicationStatus::Approved);
        assert_eq!(live_bindings(&city).await, 1);
    }

    async fn withdrawn_ten_times_at_once_it_is_withdrawn_once(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let guardian = city.settled(&WANG_DAMING).await;
        let record = ledger(&guardian).await.remove(0).id;
        let tries = (0..10).map(|_| {
            let guardian = guardian.clone();
            async move { withdraw(&guardian, record).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    }

    async fn withdrawn_while_it_is_approved_nothing_is_bound(city: City) {
        let lin = city.teacher("lin").await;
        for parent in [WANG_DAMING, LIN_MEIHUI, LI_GUOHUA] {
            let applicant = city.applicant(parent.email).await;
            let child = if parent.name == LI_GUOHUA.name { YONGQING } else { XIAOMING };
            let sent = applicant.apply(&parent, &[child]).await.remove(0);
            let record = ledger(&applicant).await.remove(0).id;
            let decisions = [approval(sent.id, sent.version)];
            let (withdrawn, decided) = tokio::join!(withdraw(&applicant, record), lin.decide(&decisions));
            withdrawn.expect(200);
            city.work_outbox().await;
            let expected = if decided[0].is_none() { ApplicationStatus::Ended } else { ApplicationStatus::Cancelled };
            assert_eq!(status(&applicant, &sent).await, expected);
        }
        assert_eq!((live_bindings(&city).await, without_consent(&city).await), (0, 0));
    }

    async fn withdrawn_while_the_account_opens_nothing_stays_bound(city: City) {
        let lin = city.teacher("lin").await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            let applicant = city.applicant(parent.email).await;
            let sent = applicant.apply(&parent, &[XIAOMING]).await;
            let record = ledger(&applicant).await.remove(0).id;
            // The receipt: what runs next is the account's opening.
            city.work_outbox().await;
            lin.approve(&sent).await;
            let (withdrawn, ran) = tokio::join!(withdraw(&applicant, record), worker::run_next(&city.state));
            withdrawn.expect(200);
            assert!(ran.unwrap());
            city.work_outbox().await;
            assert_eq!(status(&applicant, &sent[0]).await, ApplicationStatus::Ended);
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        assert_eq!((live_bindings(&city).await, without_consent(&city).await), (0, 0));
    }

    async fn withdrawn_while_a_form_is_sent_on_it_the_form_is_refused_or_cancelled(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        for child in [XIAOMING, YONGQING, DAEN, PINXIN] {
            let form = parent.form(&WANG_DAMING, &[child]).await;
            let record = form["consent_record_id"].as_str().unwrap().parse().unwrap();
            let (sent, withdrawn) = tokio::join!(parent.post("binding-applications", &form), withdraw(&parent, record));
            withdrawn.expect(200);
            assert!(matches!(sent.status, 201 | 422), "{}", sent.text());
            assert_eq!(without_consent(&city).await, 0);
        }
    }

    async fn withdrawn_while_a_correction_is_sent_it_is_cancelled(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.teacher("lin").await.send_back(&sent, "姓名與戶籍資料不同").await;
        let record = ledger(&parent).await.remove(0).id;
        let correction = json!({
            "version": 2,
            "relationship": "father",
            "applicant": { "name": "王大銘", "email": WANG_DAMING.email, "mobile": WANG_DAMING.mobile },
            "signature": drawn_signature(),
        });
        let path = format!("binding-applications/{}/resubmissions", sent.id);
        let (corrected, withdrawn) = tokio::join!(parent.post(&path, &correction), withdraw(&parent, record));
        withdrawn.expect(200);
        assert!(matches!(corrected.status, 200 | 409), "{}", corrected.text());
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::Cancelled);
        parent.post(&path, &correction).await.expect(409);
    }
}

//! 退回 and 修正: a returned application comes back with its reason and is sent again.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    List,
    application::{ApplicationStatus, BindingApplication, ReturnGround},
};

/// What the correction page sends when only the name was changed.
fn correction(version: u32) -> Value {
    json!({
        "version": version,
        "relationship": "father",
        "applicant": { "name": "王大銘", "email": WANG_DAMING.email, "mobile": WANG_DAMING.mobile },
        "signature": drawn_signature(),
    })
}

async fn returned(city: &City) -> (Applicant, Teacher, BindingApplication) {
    let parent = city.applicant(WANG_DAMING.email).await;
    let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
    let lin = city.teacher("lin").await;
    lin.send_back(&sent, "姓名與戶籍資料不同").await;
    let returned = parent.application(sent.id).await;
    (parent, lin, returned)
}

on_both! {
    async fn the_grounds_of_a_return_are_read_in_the_parents_language(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["language"] = json!("vi");
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        let mut decision = return_(sent.items[0].id, 1, " 請帶\n身分證 ");
        decision["reason"]["grounds"] = json!(["relationship_differs", "name_differs"]);
        assert_eq!(city.teacher("lin").await.decide(&[decision]).await, [None]);
        let reason = parent.application(sent.items[0].id).await.return_reason.unwrap();
        assert_eq!(reason.grounds, [ReturnGround::RelationshipDiffers, ReturnGround::NameDiffers]);
        assert_eq!(reason.note.as_deref(), Some("請帶 身分證"));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email).text;
        for line in ["- Quan hệ với học sinh khác", "- Họ tên phụ huynh khác", "- Giáo viên ghi thêm: 請帶 身分證"] {
            assert!(mail.contains(line), "{mail}");
        }
    }

    async fn the_parent_reads_why_and_where_to_correct_it(city: City) {
        let (_, _, returned) = returned(&city).await;
        assert_eq!((returned.status, returned.version), (ApplicationStatus::Returned, 2));
        assert_eq!(returned.return_reason.clone().unwrap().note.as_deref(), Some("姓名與戶籍資料不同"));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.contains(&returned.reference), "{}", mail.subject);
        for words in ["王大明 您好", "王○明", "姓名與戶籍資料不同", &format!("{}/correct/{}", city.base, returned.id)] {
            assert!(mail.text.contains(words), "{words} is missing in {}", mail.text);
        }
        assert!(!mail.text.contains("王小明"));
    }

    async fn a_correction_goes_back_to_the_teacher(city: City) {
        let (parent, lin, returned) = returned(&city).await;
        let again: BindingApplication =
            parent.post(&resubmissions(returned.id), correction(2)).await.expect(200).json();
        assert_eq!((again.status, again.version), (ApplicationStatus::InReview, 3));
        assert_eq!((again.applicant.name.as_str(), again.return_reason), ("王大銘", None));
        // The number wasn't typed again and is as it was.
        assert_eq!(again.applicant.national_id_masked, "A12****789");
        assert_eq!(lin.pending().await[0].applicant_name, "王大銘");
        assert_eq!(lin.decide(&[approval(returned.id, 1)]).await, [Some("stale")]);
        assert_eq!(lin.decide(&[approval(returned.id, 3)]).await, [None]);
        // The mail about the return would only confuse now.
        city.work_outbox().await;
        assert!(city.smtp.mails_to(WANG_DAMING.email).iter().all(|mail| !mail.subject.contains("修正")));
        city.signed_in(WANG_DAMING.email, WANG_DAMING.initial_password()).await;
    }

    async fn its_arrival_is_confirmed_with_the_new_form(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("王○恩"));
        city.teacher("lin").await.send_back(&sent[0], "姓名與戶籍資料不同").await;
        city.work_outbox().await;
        parent.post(&resubmissions(sent[0].id), correction(2)).await.expect(200);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.contains("申請已送出"), "{}", mail.subject);
        assert!(mail.text.contains("王大銘 您好") && mail.text.contains("王○明"), "{}", mail.text);
        assert!(!mail.text.contains("王○恩"), "the brother wasn't signed for anew: {}", mail.text);
    }

    async fn a_correction_of_an_older_version_is_stale(city: City) {
        let (parent, _, returned) = returned(&city).await;
        parent.post(&resubmissions(returned.id), correction(1)).await.problem(409, "stale");
        parent.post(&resubmissions(returned.id), correction(2)).await.expect(200);
        parent.post(&resubmissions(returned.id), correction(2)).await.problem(409, "stale");
        parent.post(&resubmissions(returned.id), correction(3)).await.problem(409, "wrong_state");
    }

    async fn a_correction_sent_ten_times_at_once_is_taken_once(city: City) {
        let (parent, _, returned) = returned(&city).await;
        let tries = (0..10).map(|_| {
            let (parent, path) = (parent.clone(), resubmissions(returned.id));
            async move { parent.post(&path, correction(2)).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
        assert_eq!(parent.application(returned.id).await.version, 3);
    }

    async fn a_correction_is_judged_like_a_form(city: City) {
        let (parent, _, returned) = returned(&city).await;
        let mut wrong = correction(2);
        wrong["applicant"]["national_id"] = json!(XIAOMING.national_id);
        let refused = parent.post(&resubmissions(returned.id), &wrong).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/national_id", "same_person")]);
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
        wrong["applicant"]["national_id"] = json!(LIN_MEIHUI.national_id);
        parent.post(&resubmissions(returned.id), &wrong).await.problem(409, "already_applied");
        wrong["applicant"] = json!({ "name": "", "email": "x", "mobile": "1" });
        wrong["relationship"] = json!("other");
        parent.post(&resubmissions(returned.id), &wrong).await.problem(422, "invalid_fields").fields(&[
            ("/applicant/email", "email"),
            ("/applicant/mobile", "mobile"),
            ("/applicant/name", "required"),
            ("/relationship_note", "required"),
        ]);
        assert_eq!(parent.application(returned.id).await, returned);
    }

    async fn a_mistyped_number_can_be_corrected(city: City) {
        let (parent, lin, returned) = returned(&city).await;
        let mut corrected = correction(2);
        corrected["applicant"]["national_id"] = json!(LI_GUOHUA.national_id);
        parent.post(&resubmissions(returned.id), corrected).await.expect(200);
        lin.approve(&[parent.application(returned.id).await]).await;
        city.work_outbox().await;
        city.signed_in(WANG_DAMING.email, LI_GUOHUA.initial_password()).await;
    }

    async fn a_stranger_cannot_correct_it(city: City) {
        let (_, _, returned) = returned(&city).await;
        let stranger = city.applicant(LI_GUOHUA.email).await;
        stranger.post(&resubmissions(returned.id), correction(2)).await.problem(404, "not_found");
        city.client().post(&resubmissions(returned.id), correction(2)).await.problem(401, "not_signed_in");
    }

    async fn a_returned_application_can_be_cancelled_and_nobody_is_mailed(city: City) {
        let (parent, _, returned) = returned(&city).await;
        parent.post_nothing(&format!("binding-applications/{}/cancellations", returned.id)).await.expect(200);
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails);
    }
}

//! Whoever is bound to the child is told, and nobody else.

use super::*;
use shared_types::review::DecisionOutcome;
use time::Duration;

const APPLIED: &str = "臺北市校園單一身分驗證服務：有人申請和 王○明 親子綁定";
const RETURNED: &str = "臺北市校園單一身分驗證服務：王○明 的親子綁定申請已退回";
const BOUND: &str = "臺北市校園單一身分驗證服務：王○明 有新的親子綁定";

fn subjects(city: &City, address: &str) -> Vec<String> {
    city.smtp
        .mails_to(address)
        .into_iter()
        .map(|mail| mail.subject)
        .filter(|s| [APPLIED, BOUND, RETURNED].contains(&s.as_str()))
        .collect()
}

on_both! {
    async fn the_other_guardian_is_told_of_the_application_and_of_the_binding(city: City) {
        let (father, _, sent) = mother_applies(&city).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, APPLIED);
        assert!(mail.text.contains("林○惠（母親）申請和 王○明 親子綁定"), "{}", mail.text);
        assert!(!mail.text.contains("林美惠") && !mail.text.contains(LIN_MEIHUI.email), "{}", mail.text);
        let told = notices(&father).await.remove(0);
        assert_eq!((told.application_id, told.applicant_name_masked.as_str(), told.decision), (sent.id, "林○惠", None));
        city.teacher("lin").await.approve(&[sent]).await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), [APPLIED, BOUND]);
        assert_eq!(notices(&father).await[0].decision, Some(DecisionOutcome::Approve));
        // The mother is told nothing of what the father had before.
        assert_eq!(subjects(&city, LIN_MEIHUI.email), Vec::<String>::new());
    }

    async fn a_return_is_told_without_a_word_about_the_other_guardian(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let lin = city.teacher("lin").await;
        let bound = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        lin.approve(&bound).await;
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        let father = city.settled(&WANG_DAMING).await;
        let mother = city.applicant(LIN_MEIHUI.email).await;
        let sent = mother.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        city.work_outbox().await;
        lin.send_back(&sent, "請附上監護文件").await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), [APPLIED], "until it can't be taken back");
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), [APPLIED, RETURNED]);
        let mail = city.smtp.last_to(WANG_DAMING.email).text;
        assert!(!mail.contains("林○惠") && !mail.contains("監護文件") && !mail.contains("異議"), "{mail}");
        assert_eq!(notices(&father).await[0].decision, Some(DecisionOutcome::Return));
        father.post("binding-objections", objection(&sent)).await.problem(404, "not_found");
        mother.send_again(sent.id, &LIN_MEIHUI, "mother").await.expect(200);
        assert_eq!(notices(&father).await[0].decision, None);
        objects(&father, &mother.application(sent.id).await).await;
    }

    async fn what_was_sent_before_one_was_bound_is_not_told_nor_what_was_decided_long_ago(city: City) {
        let mother = city.applicant(LIN_MEIHUI.email).await;
        let before = mother.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let father = city.settled(&WANG_DAMING).await;
        assert_eq!(notices(&father).await, []);
        father.post("binding-objections", objection(&before)).await.problem(404, "not_found");
        lin.approve(&[before]).await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());

        let later = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[YONGQING]).await;
        lin.approve(&later).await;
        city.work_outbox().await;
        city.settled(&LI_GUOHUA).await;
        city.advance(Duration::minutes(2));
        let second = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[YONGQING]).await.remove(0);
        city.advance(Duration::days(100));
        let guohua = city.signed_in(LI_GUOHUA.email, NEW_PASSWORD).await;
        assert_eq!(notices(&guohua).await.len(), 1, "what waits is told however long");
        city.teacher("lin").await.approve(&[second]).await;
        assert_eq!(notices(&guohua).await.len(), 1);
        city.advance(Duration::days(91));
        let guohua = city.signed_in(LI_GUOHUA.email, NEW_PASSWORD).await;
        assert_eq!(notices(&guohua).await, []);
    }

    async fn what_was_sent_while_the_child_was_sealed_stays_untold_after_it(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let father = city.settled(&WANG_DAMING).await;
        seal(&city).await;
        let mother = city.applicant(LIN_MEIHUI.email).await;
        let under_seal = mother.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        lift(&city).await;
        city.work_outbox().await;
        assert_eq!(notices(&father).await, []);
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());
        father.post("binding-objections", objection(&under_seal)).await.problem(404, "not_found");
    }

    async fn it_is_told_in_the_guardians_own_language(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["language"] = json!("vi");
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        city.teacher("lin").await.approve(&sent.items).await;
        city.work_outbox().await;
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("Trường đang xem xét"));
    }

    async fn nobody_is_told_about_a_sealed_child_even_when_the_mail_was_written_before(city: City) {
        let (father, _, _) = mother_applies(&city).await;
        seal(&city).await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());
        assert_eq!(notices(&father).await, []);
        city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[XIAOMING]).await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());
    }

    async fn what_is_over_before_the_mail_leaves_is_not_told(city: City) {
        let (father, mother, sent) = mother_applies(&city).await;
        mother.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());
        assert_eq!(notices(&father).await, []);
    }

    async fn who_is_not_bound_any_more_is_not_told(city: City) {
        let (father, _, _) = mother_applies(&city).await;
        let own = father.get("bindings").await.value()["items"][0]["id"].as_str().unwrap().to_owned();
        father.delete(&format!("bindings/{own}")).await.expect(204);
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), Vec::<String>::new());
        assert_eq!(notices(&father).await, []);
    }

    async fn an_address_that_a_school_typed_is_told_nothing(city: City) {
        // Both parents of 張采潔 are on the school's list.
        city.sql("UPDATE students SET guardian_places = 1 WHERE student_number = '1110119'").await;
        let applicant = city.applicant(LIN_MEIHUI.email).await;
        let mut form = applicant.form(&LIN_MEIHUI, &[CAIJIE]).await;
        form["students"][0]["relationship"] = json!("maternal_grandmother");
        applicant.post("binding-applications", form).await.expect(201);
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to("chang.chenghsun@example.com").len(), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
    }
}

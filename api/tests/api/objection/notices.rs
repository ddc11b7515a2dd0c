//! Whoever is bound to the child is told, and nobody else.

use super::*;

const APPLIED: &str = "臺北市校園單一身分驗證服務：有人申請和 王○明 親子綁定";
const BOUND: &str = "臺北市校園單一身分驗證服務：王○明 有新的親子綁定";

fn subjects(city: &City, address: &str) -> Vec<String> {
    city.smtp.mails_to(address).into_iter().map(|mail| mail.subject).filter(|s| s == APPLIED || s == BOUND).collect()
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
        assert_eq!((told.application_id, told.applicant_name_masked.as_str(), told.is_approved), (sent.id, "林○惠", false));
        city.teacher("lin").await.approve(&[sent]).await;
        city.work_outbox().await;
        assert_eq!(subjects(&city, WANG_DAMING.email), [APPLIED, BOUND]);
        assert!(notices(&father).await[0].is_approved);
        // The mother is told nothing of what the father had before.
        assert_eq!(subjects(&city, LIN_MEIHUI.email), Vec::<String>::new());
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

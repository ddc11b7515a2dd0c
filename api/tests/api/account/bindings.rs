//! Giving a binding up.

use super::*;
use kinbind_api::features::roster::import;
use shared_types::{
    List,
    application::{AccountState, ApplicationEventKind, ApplicationStatus, Binding, BindingApplication},
};
use time::Duration;

async fn bindings(client: &Client) -> Vec<Binding> {
    client.get("bindings").await.expect(200).json::<List<Binding>>().items
}

on_both! {
    async fn a_binding_that_is_given_up_has_ended_and_a_mail_says_so(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let parent = city.settled(&WANG_DAMING).await;
        let binding = bindings(&parent).await.remove(0);
        let path = format!("bindings/{}", binding.id);
        parent.delete(&path).await.expect(204);
        assert_eq!(bindings(&parent).await, []);
        parent.delete(&path).await.problem(404, "not_found");
        let own: List<BindingApplication> = parent.get("binding-applications").await.expect(200).json();
        let ended = &own.items[0];
        assert_eq!((ended.status, ended.version), (ApplicationStatus::Ended, 3));
        assert!(ended.decided_at.is_some(), "it was approved all the same");
        assert_eq!(ended.history.last().map(|event| event.kind), Some(ApplicationEventKind::Ended));
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：親子綁定已解除");
        assert!(mail.text.contains("您和 王○明 的親子綁定") && !mail.text.contains("王小明"), "{}", mail.text);
        assert!(!mail.text.contains("撤回"), "{}", mail.text);
        assert_eq!(lin.class().await.census.no_answer, 22);
    }

    async fn to_an_address_that_nobody_has_proved_the_mail_names_no_child(city: City) {
        // Brought by the school's list, as father of the child of number 1110111.
        let father = Parent { national_id: "T100913778", email: "father01@example.com", ..WANG_DAMING };
        let parent = city.settled(&father).await;
        let own = bindings(&parent).await.remove(0);
        parent.delete(&format!("bindings/{}", own.id)).await.expect(204);
        city.work_outbox().await;
        let mail = city.smtp.last_to(father.email);
        assert!(mail.subject.contains("親子綁定已解除") && mail.text.contains("您的親子綁定已於"), "{}", mail.text);
        assert!(!mail.text.contains('○'), "{}", mail.text);
    }

    async fn news_go_to_the_address_that_the_application_proved(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        // Before the approval, a school's list brings an account with another address, as of another child's father.
        let folder = tempfile::tempdir().unwrap();
        let list = "school_code,student_number,relationship,name,national_id,email,mobile\n\
            403601,1110104,father,王大明,A123456789,typed.by.school@example.com,0900000999\n";
        std::fs::write(folder.path().join("guardians.csv"), list).unwrap();
        import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        let bound = city.smtp.last_to(WANG_DAMING.email);
        assert!(bound.subject.contains("親子綁定已完成") && bound.text.contains("學生：王○明"), "{}", bound.text);
        assert!(bound.text.contains("帳號：t***@example.com"), "{}", bound.text);
        let parent = city.settled(&Parent { email: "typed.by.school@example.com", ..WANG_DAMING }).await;
        let own = bindings(&parent).await.into_iter().find(|one| one.student.name == "王小明").unwrap();
        parent.delete(&format!("bindings/{}", own.id)).await.expect(204);
        city.work_outbox().await;
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("您和 王○明 的親子綁定"));
        assert_eq!(city.smtp.mails_to("typed.by.school@example.com").len(), 0);
    }

    async fn what_was_approved_and_waits_for_its_address_is_bound_to_the_account_that_a_list_brings(city: City) {
        // The code went elsewhere: nobody has proved the address of the form.
        let parent = city.applicant("elsewhere@example.com").await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        assert_eq!(parent.application(sent[0].id).await.account, AccountState::AwaitingEmail);
        let folder = tempfile::tempdir().unwrap();
        let list = "school_code,student_number,relationship,name,national_id,email,mobile\n\
            403601,1110104,father,王大明,A123456789,typed.by.school@example.com,0900000999\n";
        std::fs::write(folder.path().join("guardians.csv"), list).unwrap();
        import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
        city.work_outbox().await;
        assert_eq!(parent.application(sent[0].id).await.account, AccountState::Opened);
    }

    async fn the_parent_can_apply_again(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let parent = city.settled(&WANG_DAMING).await;
        let first = bindings(&parent).await.remove(0);
        parent.delete(&format!("bindings/{}", first.id)).await.expect(204);
        city.advance(Duration::minutes(2));
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let again = bindings(&parent).await;
        assert_eq!((again.len(), again[0].student.name.as_str()), (1, "王小明"));
        assert_ne!(again[0].id, first.id);
    }

    async fn the_place_is_free_for_somebody_else(city: City) {
        let lin = city.teacher("lin").await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            city.bound(&parent, &[XIAOMING], &lin).await;
        }
        let third = city.applicant(LI_GUOHUA.email).await;
        let form = third.form(&LI_GUOHUA, &[XIAOMING]).await;
        third.post("binding-applications", &form).await.problem(409, "parent_places_full");
        let parent = city.settled(&WANG_DAMING).await;
        parent.delete(&format!("bindings/{}", bindings(&parent).await[0].id)).await.expect(204);
        third.post("binding-applications", &form).await.expect(201);
        assert_eq!(bindings(&city.settled(&LIN_MEIHUI).await).await.len(), 1, "the other parent keeps the own one");
    }

    async fn nobody_gives_up_what_is_somebody_elses(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let parent = city.settled(&WANG_DAMING).await;
        let path = format!("bindings/{}", bindings(&parent).await[0].id);
        lin.delete(&path).await.problem(404, "not_found");
        city.client().delete(&path).await.problem(401, "not_signed_in");
        assert_eq!(bindings(&parent).await.len(), 1);
    }

    async fn one_that_a_school_brought_along_can_be_given_up(city: City) {
        assert!(run_command(&city, &["reissue", "father01@example.com", "--address-checked"]).0);
        city.work_outbox().await;
        let token = activation_token(&city, "father01@example.com");
        let parent = city.client();
        let body = json!({ "token": token, "new_password": NEW_PASSWORD });
        parent.post("account-activations", body).await.expect(201);
        let one = bindings(&parent).await.remove(0);
        parent.delete(&format!("bindings/{}", one.id)).await.expect(204);
        assert_eq!(bindings(&parent).await, []);
    }

    async fn given_up_ten_times_at_once_it_ends_once(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let parent = city.settled(&WANG_DAMING).await;
        let path = format!("bindings/{}", bindings(&parent).await[0].id);
        let tries = (0..10).map(|_| {
            let (parent, path) = (parent.clone(), path.clone());
            async move { parent.delete(&path).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 404)), "{statuses:?}");
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails + 1);
    }
}

//! What a delegation changes for others, and what it doesn't.

use super::*;
use shared_types::{
    evidence::ApplicationEvidence,
    objection::GuardianNotice,
    review::{ClassStudent, StudentState},
};

/// 王小明's.
const SEAT: u32 = 3;

async fn seat(teacher: &Teacher) -> ClassStudent {
    let class = teacher.class().await.id;
    let list: List<ClassStudent> = teacher.get(&format!("classes/{class}/students")).await.expect(200).json();
    list.items.into_iter().find(|student| student.seat_number == SEAT).unwrap()
}

on_both! {
    async fn it_begins_on_its_first_day(city: City) {
        let officer = city.officer().await;
        let mut asked = order(&city, XIAOMING, &AUNT, 5);
        asked["from"] = json!(day(&city, 2).to_string());
        let made = recorded(&officer, &asked).await;
        assert_eq!((made.standing, made.from), (Standing::Upcoming, day(&city, 2)));
        assert_eq!(officer.post("carer-delegations", &asked).await.expect(200).json::<CarerDelegation>().id, made.id);
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        let lin = city.teacher("lin").await;
        assert_eq!((children(&aunt).await.len(), seat(&lin).await.brought.len()), (0, 0));
        city.advance(Duration::days(2));
        let aunt = city.signed_in(AUNT.email, NEW_PASSWORD).await;
        assert_eq!(children(&aunt).await.len(), 1);
        assert_eq!(listed(&city.officer().await, "standing=in_force").await[0].id, made.id);
        // One that hasn't begun can be ended, too.
        let officer = city.officer().await;
        let mut later = order(&city, YONGQING, &AUNT, 50);
        later["from"] = json!(day(&city, 40).to_string());
        let later = recorded(&officer, &later).await;
        end(&officer, later.id).await.expect(200);
        assert_eq!(listed(&officer, "standing=upcoming").await, []);
    }

    async fn the_school_sees_the_carer_and_counts_the_guardians(city: City) {
        let (officer, lin) = (city.officer().await, city.teacher("lin").await);
        let before = lin.class().await.census;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        let row = seat(&lin).await;
        assert_eq!((row.state, row.brought.len()), (StudentState::NoAnswer, 1));
        assert_eq!((row.brought[0].name.as_str(), row.brought[0].ends_at.is_some()), ("陳秀雲", true));
        assert_eq!(lin.class().await.census, before);
        // The school doesn't revoke what the bureau recorded.
        let registrar = city.with_role("huang", "registrar", Some("403601")).await;
        let revocations = format!("bindings/{}/revocations", row.brought[0].id);
        registrar.post(&revocations, json!({ "reason": "誤會" })).await.problem(404, "not_found");
        // Beside a guardian's application the carer is shown as one.
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let evidence: ApplicationEvidence = lin.get(&format!("review-applications/{}", sent[0].id)).await.expect(200).json();
        assert_eq!((evidence.others.len(), evidence.others[0].ends_at.is_some()), (1, true));
        assert_eq!(evidence.others[0].name_masked, "陳○雲");
    }

    async fn a_carer_takes_no_place_and_is_told_of_nobody(city: City) {
        let (officer, lin) = (city.officer().await, city.teacher("lin").await);
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            let sent = city.bound(&parent, &[XIAOMING], &lin).await;
            let submitted_at = json!(sent[0])["submitted_at"].clone();
            let objection = json!({ "application_id": sent[0].id, "submitted_at": submitted_at, "reason": "不認識" });
            aunt.post("binding-objections", objection).await.problem(404, "not_found");
        }
        assert_eq!(city.smtp.mails_to(AUNT.email).len(), 1, "the link alone");
        let notices: List<GuardianNotice> = aunt.get("guardian-notices").await.expect(200).json();
        assert_eq!(notices.items, []);
    }

    async fn a_carer_who_becomes_a_guardian_has_the_child_once(city: City) {
        let (officer, lin) = (city.officer().await, city.teacher("lin").await);
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 30)).await;
        city.work_outbox().await;
        let aunt = activated(&city, &AUNT).await;
        let sent = city.applicant(AUNT.email).await.apply(&Parent { ..AUNT }, &[XIAOMING]).await;
        lin.approve(&sent).await;
        city.work_outbox().await;
        let own = children(&aunt).await;
        assert_eq!((own.len(), own[0].ends_at), (1, None));
        assert!(listed(&officer, "standing=over").await[0].ending.is_some());
        assert_eq!(seat(&lin).await.state, StudentState::Bound);
    }

    async fn a_copy_of_the_own_data_has_it_until_it_is_over(city: City) {
        let officer = city.officer().await;
        recorded(&officer, &order(&city, XIAOMING, &AUNT, 1)).await;
        city.work_outbox().await;
        activated(&city, &AUNT).await;
        let copied = async || {
            let aunt = city.signed_in(AUNT.email, NEW_PASSWORD).await;
            let asked = json!({ "current_password": NEW_PASSWORD });
            let copy = aunt.post("accounts/me/data-copies", asked).await.expect(201).value();
            aunt.get(copy["address"].as_str().unwrap()).await.expect(200).value()["bindings"][0].clone()
        };
        assert_eq!(copied().await["student_name"], "王小明");
        city.advance(Duration::days(2));
        let held = copied().await;
        assert_eq!(held["student_name"], "王○明");
        assert!(held["ends_at"].is_string());
    }
}

//! 不同意: who chose 「不同意並退出」 has answered too.

use crate::support::*;
use serde_json::json;
use shared_types::{
    List,
    census::CityCensus,
    review::{ClassCensus, ClassStudent, StudentState},
};

async fn state_of_seat(teacher: &Teacher, seat: u32) -> StudentState {
    let class = teacher.class().await.id;
    let list: List<ClassStudent> = teacher.get(&format!("classes/{class}/students")).await.expect(200).json();
    list.items.iter().find(|student| student.seat_number == seat).unwrap().state
}

on_both! {
    async fn a_refusal_counts_for_the_children_that_were_looked_up_until_somebody_applies(city: City) {
        let lin = city.teacher("lin").await;
        let before = lin.class().await.census;
        let refuser = city.applicant(WANG_DAMING.email).await;
        for child in [XIAOMING, YOUCHEN] {
            refuser.look_up(&child).await;
        }
        refuser.answer_consent("refused").await;
        refuser.answer_consent("refused").await;
        let refused = ClassCensus { refused: 2, no_answer: before.no_answer - 2, ..before };
        assert_eq!(lin.class().await.census, refused);
        assert_eq!(state_of_seat(&lin, 3).await, StudentState::Refused);
        let officer = city.officer().await;
        let counted = officer.get("census").await.expect(200).json::<CityCensus>();
        assert_eq!(counted.schools.iter().find(|school| school.school_code == "403601").unwrap().census.refused, 2);

        let mother = city.applicant(LIN_MEIHUI.email).await;
        let sent = mother.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        let applied = ClassCensus { refused: 1, in_review: 1, ..refused };
        assert_eq!(lin.class().await.census, applied);
        mother.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
        assert_eq!(state_of_seat(&lin, 3).await, StudentState::NoAnswer);
        assert_eq!(state_of_seat(&lin, 5).await, StudentState::Refused);
    }

    async fn who_agrees_and_what_was_not_looked_up_is_no_refusal(city: City) {
        let lin = city.teacher("lin").await;
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.answer_consent("refused").await;
        parent.look_up(&XIAOMING).await;
        parent.answer_consent("accepted").await;
        assert_eq!(lin.class().await.census.refused, 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM consent_refusals").await, 0);
    }

    async fn a_sealed_child_is_told_apart_by_no_refusal(city: City) {
        let lin = city.teacher("lin").await;
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.look_up(&XIAOMING).await;
        parent.answer_consent("refused").await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let found = desk.post("protection-lookups", json!({ "national_id": XIAOMING.national_id })).await.value();
        let body = json!({ "student_id": found["items"][0]["student_id"], "order_reference": "1" });
        desk.post("protective-seals", body).await.expect(201);
        assert_eq!(lin.class().await.census.refused, 0);
        assert_eq!(state_of_seat(&lin, 3).await, StudentState::NoAnswer);
    }
}

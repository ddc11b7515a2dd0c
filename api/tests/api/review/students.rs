//! 學生資料管理: the children of a class.

use crate::support::*;
use shared_types::{
    List,
    relationship::Relationship,
    review::{ClassCensus, ClassStudent, StudentState},
};

async fn students(teacher: &Teacher) -> Vec<ClassStudent> {
    let class = teacher.class().await.id;
    let list: List<ClassStudent> = teacher.get(&format!("classes/{class}/students")).await.expect(200).json();
    list.items
}

fn seat(students: &[ClassStudent], seat: u32) -> &ClassStudent {
    students.iter().find(|student| student.seat_number == seat).unwrap()
}

on_both! {
    async fn a_teacher_sees_every_child_with_its_guardians_and_how_far_it_has_got(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN]).await;
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
        lin.send_back(&sent[1], "請補正").await;
        lin.approve(&sent[2..]).await;

        let all = students(&lin).await;
        assert!(all.is_sorted_by_key(|student| student.seat_number));
        let xiaoming = seat(&all, 3);
        assert_eq!((xiaoming.name.as_str(), xiaoming.student_number.as_str()), ("王小明", "1110103"));
        assert_eq!((xiaoming.state, xiaoming.brought.len()), (StudentState::InReview, 0));
        let applicants: Vec<_> = xiaoming.applications.iter().map(|row| row.applicant_name.as_str()).collect();
        assert_eq!(applicants, ["王大明", "林美惠"]);
        assert_eq!(xiaoming.applications[0].national_id_masked, "A12****789");
        assert_eq!((seat(&all, 17).state, seat(&all, 5).state), (StudentState::Returned, StudentState::Bound));
        assert_eq!(seat(&all, 12).state, StudentState::NoAnswer);

        // The school brought both parents of seat 19 along.
        let brought = &seat(&all, 19).brought;
        assert_eq!((seat(&all, 19).state, brought.len()), (StudentState::Bound, 2));
        let father = brought.iter().find(|guardian| guardian.relationship == Relationship::Father).unwrap();
        assert_eq!((father.name.as_str(), father.national_id_masked.as_str()), ("張政勳", "A11****876"));
        assert!(father.mobile_masked.contains('*'), "{}", father.mobile_masked);

        let mut counted = ClassCensus::default();
        all.iter().for_each(|student| counted.count_one(student.state));
        assert_eq!(counted, lin.class().await.census);
        city.work_outbox().await;
        assert_eq!(seat(&students(&lin).await, 5).applications.len(), 1, "bound by an application: named once");
        assert_eq!(seat(&students(&lin).await, 5).brought, []);
    }

    async fn the_children_of_another_class_are_not_found(city: City) {
        let (lin, chen) = (city.teacher("lin").await, city.teacher("chen").await);
        let class = lin.class().await.id;
        chen.get(&format!("classes/{class}/students")).await.problem(404, "not_found");
        chen.get("classes/none/students").await.problem(400, "malformed_parameter");
        city.client().get(&format!("classes/{class}/students")).await.problem(401, "not_signed_in");
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let guardian = city.settled(&WANG_DAMING).await;
        guardian.get(&format!("classes/{class}/students")).await.problem(403, "not_allowed");
    }
}

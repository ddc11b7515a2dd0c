//! Classes with their census, and the grid.

use crate::support::*;
use shared_types::{
    List,
    application::{AccountState, ApplicationStatus},
    review::{ClassCensus, ReviewClass, ReviewRow},
};
use time::Duration;

fn seats(rows: &[ReviewRow]) -> Vec<u32> {
    rows.iter().map(|row| row.seat_number).collect()
}

on_both! {
    async fn a_teacher_sees_the_own_class_and_how_far_it_has_got(city: City) {
        let lin = city.teacher("lin").await;
        let class = lin.class().await;
        assert_eq!((class.school_name.as_str(), class.name.as_str()), ("市立內湖國小", "五年一班"));
        let before = ClassCensus { students: 28, bound: 6, no_answer: 22, ..ClassCensus::default() };
        assert_eq!(class.census, before);

        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN]).await;
        lin.approve(&sent[..1]).await;
        lin.send_back(&sent[1], "請補正").await;
        let after = ClassCensus { bound: 7, in_review: 1, returned: 1, no_answer: 19, ..before };
        assert_eq!(lin.class().await.census, after);
        city.work_outbox().await;
        // Whether the account is made already makes no difference; a second parent neither.
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
        assert_eq!(lin.class().await.census, after);
    }

    async fn a_row_shows_what_a_teacher_needs_and_masks_the_rest(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        let row = lin.pending().await.remove(0);
        assert_eq!((row.id, row.version, row.submitted_at), (sent.id, 1, sent.submitted_at));
        assert_eq!((row.student_number.as_str(), row.seat_number), ("1110103", 3));
        assert_eq!((row.student_name.as_str(), row.applicant_name.as_str()), ("王小明", "王大明"));
        assert_eq!((row.national_id_masked.as_str(), row.email.as_str()), ("A12****789", WANG_DAMING.email));
        assert!(row.mobile_masked.contains('*') && !row.mobile_masked.contains("345"), "{}", row.mobile_masked);
        assert_eq!((row.status, row.account, row.decided_at), (ApplicationStatus::InReview, AccountState::None, None));

        lin.approve(&[sent]).await;
        let decided = lin.grid("state=decided").await.items.remove(0);
        assert_eq!((decided.status, decided.account), (ApplicationStatus::Approved, AccountState::Opening));
        assert!(decided.decided_at.is_some());
        city.work_outbox().await;
        assert_eq!(lin.grid("state=decided").await.items[0].account, AccountState::Opened);
    }

    async fn the_grid_is_sorted_and_paged(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        for child in [MINGAN, XIAOMING, YONGQING, YOUCHEN] {
            parent.apply(&WANG_DAMING, &[child]).await;
            city.advance(Duration::seconds(1));
        }
        let lin = city.teacher("lin").await;
        assert_eq!(seats(&lin.grid("").await.items), [3, 5, 12, 17]);
        assert_eq!(seats(&lin.grid("descending=true").await.items), [17, 12, 5, 3]);
        assert_eq!(seats(&lin.grid("sort=submitted_at").await.items), [12, 3, 17, 5]);
        assert_eq!(seats(&lin.grid("sort=submitted_at&descending=true").await.items), [5, 17, 3, 12]);
        let second = lin.grid("page=2&page_size=3").await;
        assert_eq!((seats(&second.items), second.page, second.page_size), (vec![17], 2, 3));
        assert_eq!((second.total, second.pending, second.decided), (4, 4, 0));
        assert_eq!(lin.grid("page=3&page_size=3").await.items, []);
        assert_eq!(lin.grid("state=decided").await.total, 0);
    }

    async fn a_query_that_is_not_documented_is_refused(city: City) {
        let lin = city.teacher("lin").await;
        let class = lin.class().await.id;
        for query in
            ["page=0", "page_size=0", "page_size=201", "page=-1", "page=x", "sort=name", "state=all", "filter=x"]
        {
            let refused = lin.get(&format!("classes/{class}/binding-applications?{query}")).await;
            refused.problem(400, "malformed_parameter");
        }
        lin.get("classes/none/binding-applications").await.problem(400, "malformed_parameter");
    }

    async fn another_teachers_class_is_not_found(city: City) {
        let (lin, chen) = (city.teacher("lin").await, city.teacher("chen").await);
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let class = lin.class().await.id;
        chen.get(&format!("classes/{class}/binding-applications")).await.problem(404, "not_found");
        let absent = city.state.new_id();
        chen.get(&format!("classes/{absent}/binding-applications")).await.problem(404, "not_found");
        assert_eq!(chen.pending().await, []);
        assert_eq!(lin.pending().await.len(), 1);
    }

    async fn whoever_is_no_teacher_has_no_classes(city: City) {
        let lin = city.teacher("lin").await;
        let class = lin.class().await.id;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let guardian = city.settled(&WANG_DAMING).await;
        guardian.get("classes").await.problem(403, "not_allowed");
        guardian.get(&format!("classes/{class}/binding-applications")).await.problem(403, "not_allowed");
        city.client().get("classes").await.problem(401, "not_signed_in");
        city.advance(Duration::minutes(2));
        let applicant = city.applicant(WANG_DAMING.email).await;
        applicant.get("classes").await.problem(401, "not_signed_in");
    }

    async fn every_teacher_of_the_demo_city_finds_one_class(city: City) {
        let mut students = 0;
        for name in ["lin", "chen", "huang", "lawa", "chang", "wu", "hsu", "cheng", "lai"] {
            let classes: List<ReviewClass> = city.teacher(name).await.get("classes").await.expect(200).json();
            assert_eq!(classes.items.len(), 1, "{name}");
            students += classes.items[0].census.students;
        }
        assert_eq!(students, 253);
    }
}

//! 全面普查: how far the city has got.

use crate::support::*;
use serde_json::json;
use shared_types::{
    List,
    census::CityCensus,
    protection::ProtectedChild,
    review::{ClassCensus, ReviewClass},
};
use std::ops::Add;
use time::Duration;

async fn census(officer: &Teacher) -> CityCensus {
    officer.get("census").await.expect(200).json()
}

fn of_school(census: &CityCensus, code: &str) -> ClassCensus {
    census.schools.iter().find(|school| school.school_code == code).expect("the school has children").census
}

on_both! {
    async fn the_citys_counts_are_the_sums_of_the_classes(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        let officer = city.with_role("chang", "bureau_officer", None).await;
        let registrar = city.with_role("hsu", "registrar", Some("403601")).await;
        for (decided, wanted) in [(0, 2), (1, 1)] {
            if decided == 1 {
                assert_eq!(city.teacher("lin").await.decide(&[approval(sent[0].id, 1)]).await, [None]);
            }
            let counted = of_school(&census(&officer).await, "403601");
            assert_eq!(counted.in_review, wanted);
            let classes: List<ReviewClass> = registrar.get("classes").await.expect(200).json();
            let own = classes.items.iter().filter(|class| class.school_code == "403601").map(|class| class.census);
            let sum = own.fold(ClassCensus::default(), Add::add);
            assert_eq!(counted, sum);
        }
        // A protected child counts as its school sees it: the difference would tell.
        let before = (of_school(&census(&officer).await, "403601"), census(&officer).await.days);
        let desk = city.with_role("wu", "protection_officer", None).await;
        for child in [XIAOMING, YONGQING] {
            let asked = json!({ "national_id": child.national_id });
            let found: List<ProtectedChild> = desk.post("protection-lookups", asked).await.expect(200).json();
            let order = json!({ "student_id": found.items[0].student_id, "order_reference": "115年度家護字第7號" });
            desk.post("protective-seals", order).await.expect(201);
        }
        let counted = of_school(&census(&officer).await, "403601");
        let gone = (before.0.bound - counted.bound, before.0.in_review - counted.in_review);
        assert_eq!((gone, counted.no_answer - before.0.no_answer), ((1, 1), 2));
        let classes: List<ReviewClass> = registrar.get("classes").await.expect(200).json();
        let own = classes.items.iter().filter(|class| class.school_code == "403601").map(|class| class.census);
        assert_eq!(counted, own.fold(ClassCensus::default(), Add::add));
        // What was sent on a day stays so: a number that falls would tell too.
        assert_eq!(census(&officer).await.days, before.1);
    }

    async fn a_day_in_taipei_is_counted_whole(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        city.sql("UPDATE bindings SET bound_at = 1").await;
        // 23:59:59 and midnight in Taipei.
        let midnight = city.state.now().unix_timestamp() / 86_400 * 86_400_000 - 28_800_000;
        city.sql(&format!("UPDATE binding_applications SET submitted_at = {}", midnight - 1)).await;
        let officer = city.with_role("chang", "bureau_officer", None).await;
        let before = census(&officer).await.days;
        assert_eq!((before.len(), before[0].submitted, before[0].bound), (1, 2, 0));
        city.sql(&format!("UPDATE binding_applications SET submitted_at = {midnight}")).await;
        let days = census(&officer).await.days;
        assert_eq!(days[0].day.start() - before[0].day.start(), Duration::DAY);
    }

    async fn only_the_bureau_and_auditors_count(city: City) {
        city.with_role("wu", "auditor", None).await.get("census").await.expect(200);
        city.with_role("chang", "registrar", Some("403601")).await.get("census").await.problem(403, "not_allowed");
        city.client().get("census").await.problem(401, "not_signed_in");
    }
}

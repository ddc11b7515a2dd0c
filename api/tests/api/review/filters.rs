//! The filters under the grid's headings, and the order.

use crate::support::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use shared_types::review::ReviewSort;
use time::Duration;

/// What is typed under one heading.
fn typed(column: &str, text: &str) -> String {
    format!("{column}={}", utf8_percent_encode(text, NON_ALPHANUMERIC))
}

/// Four applications of two parents, a second apart, by 座號: 3, 5, 12 and, of the other parent, 3 again.
async fn four_applications(city: &City) -> Teacher {
    let parent = city.applicant(WANG_DAMING.email).await;
    for child in [MINGAN, XIAOMING, YOUCHEN] {
        parent.apply(&WANG_DAMING, &[child]).await;
        city.advance(Duration::seconds(1));
    }
    let other = city.applicant(LIN_MEIHUI.email).await;
    other.apply(&LIN_MEIHUI, &[XIAOMING]).await;
    city.teacher("lin").await
}

const NONE: [u32; 0] = [];

async fn seats(lin: &Teacher, query: &str) -> Vec<u32> {
    let page = lin.grid(query).await;
    assert_eq!(page.total, page.items.len() as u64, "{query}");
    page.items.iter().map(|row| row.seat_number).collect()
}

on_both! {
    async fn a_row_must_contain_what_is_typed(city: City) {
        let lin = four_applications(&city).await;
        for (column, text, found) in [
            ("student_number", "0112", &[12][..]),
            ("student_number", "１１１ 0105", &[5]),
            ("seat_number", "12", &[12]),
            ("student", "𠮷", &[5]),
            ("student", " 王小 ", &[3, 3]),
            ("student", "王大", &[]),
            ("applicant", "美惠", &[3]),
            ("relationship", "father", &[3, 3, 5, 12]),
            ("relationship", "mother", &[]),
            ("email", "DaMing@", &[3, 5, 12]),
            ("email", "ｍｅｉｈｕｉ", &[3]),
            ("email", "", &[3, 3, 5, 12]),
            ("national_id", "a12****789", &[3, 5, 12]),
            ("national_id", "０４０", &[3]),
            ("account", "none", &[3, 3, 5, 12]),
            ("account", "opened", &[]),
        ] {
            assert_eq!(seats(&lin, &typed(column, text)).await, found, "{column}: {text}");
        }
        let both = format!("{}&{}", typed("student", "小明"), typed("applicant", "大明"));
        assert_eq!(seats(&lin, &both).await, [3]);
    }

    async fn signs_that_mean_something_to_a_database_stand_for_themselves(city: City) {
        let lin = four_applications(&city).await;
        for text in ["%", "_", "!", "\\", "'", "d%g", "d_ming"] {
            assert_eq!(seats(&lin, &typed("email", text)).await, NONE, "{text}");
        }
        // The middle of the number is on no screen, so that asking can't find it out.
        assert_eq!(seats(&lin, &typed("national_id", "3456")).await, NONE);
    }

    async fn the_counts_are_of_the_tabs_and_the_total_of_what_matches(city: City) {
        let lin = four_applications(&city).await;
        let page = lin.grid(&format!("{}&page_size=1&page=2", typed("student", "王小明"))).await;
        assert_eq!((page.items.len(), page.total, page.pending, page.decided), (1, 2, 4, 0));
    }

    async fn days_are_those_of_taipei(city: City) {
        let lin = four_applications(&city).await;
        let day = |days: i64| {
            let moment = shared_types::taiwan_time::in_taipei(city.state.now() + Duration::days(days));
            moment.date().to_string()
        };
        for (query, found) in [
            (format!("submitted_from={0}&submitted_until={0}", day(0)), 4),
            (format!("submitted_from={}", day(1)), 0),
            (format!("submitted_until={}", day(-1)), 0),
            (format!("submitted_from={}&submitted_until={}", day(-1), day(1)), 4),
            (format!("decided_from={}", day(-1)), 0),
        ] {
            assert_eq!(seats(&lin, &query).await.len(), found, "{query}");
        }
    }

    async fn decided_ones_are_found_by_result_and_account(city: City) {
        let lin = four_applications(&city).await;
        let rows = lin.pending().await;
        assert_eq!(lin.decide(&[approval(rows[2].id, 1), return_(rows[3].id, 1, "請補正")]).await, [None, None]);
        assert_eq!(seats(&lin, "state=decided&status=approved").await, [5]);
        assert_eq!(seats(&lin, "state=decided&status=returned").await, [12]);
        assert_eq!(seats(&lin, "state=decided&account=opening").await, [5]);
        assert_eq!(seats(&lin, "status=approved").await, NONE);
        city.work_outbox().await;
        assert_eq!(seats(&lin, "state=decided&account=opened").await, [5]);
        assert_eq!(seats(&lin, "state=decided&sort=status").await, [5, 12]);
        assert_eq!(seats(&lin, "state=decided&sort=account").await, [12, 5]);
    }

    async fn every_heading_sorts_both_ways(city: City) {
        let lin = four_applications(&city).await;
        for sort in ReviewSort::ALL {
            let up = seats(&lin, &format!("sort={}", sort.code())).await;
            let down = seats(&lin, &format!("sort={}&descending=true", sort.code())).await;
            assert_eq!((up.len(), down.len()), (4, 4), "{}", sort.code());
        }
        assert_eq!(seats(&lin, "sort=student_number&descending=true").await, [12, 5, 3, 3]);
        assert_eq!(seats(&lin, "sort=email").await, [3, 5, 12, 3]);
        assert_eq!(seats(&lin, "sort=email&descending=true").await, [3, 3, 5, 12]);
    }

    async fn a_filter_that_can_not_be_meant_is_refused(city: City) {
        let lin = city.teacher("lin").await;
        let class = lin.class().await.id;
        for query in [
            format!("student={}", "x".repeat(51)),
            "student=%00".into(),
            "seat_number=x".into(),
            "seat_number=-1".into(),
            "relationship=aunt".into(),
            "account=closed".into(),
            "submitted_from=115-11-21".into(),
            "submitted_until=2026-02-30".into(),
            "student=a&student=b".into(),
        ] {
            let refused = lin.get(&format!("classes/{class}/binding-applications?{query}")).await;
            refused.problem(400, "malformed_parameter");
        }
        let chen = city.teacher("chen").await;
        let filtered = format!("classes/{class}/binding-applications?{}", typed("student", "王"));
        chen.get(&filtered).await.problem(404, "not_found");
    }
}

//! The filters under the grid's headings, and the order.

use crate::support::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use shared_types::review::ReviewSort;
use time::Duration;

/// What is typed under one heading.
fn typed(column: &str, text: &str) -> String {
    format!("{column}={}", utf8_percent_encode(text, NON_ALPHANUMERIC))
}

/// Four applications of a father and a mother, a second apart, by 座號: 12, 3, 5 and, of the mother, 3 again.
async fn four_applications(city: &City) -> Teacher {
    let parent = city.applicant(WANG_DAMING.email).await;
    for child in [MINGAN, XIAOMING, YOUCHEN] {
        parent.apply(&WANG_DAMING, &[child]).await;
        city.advance(Duration::seconds(1));
    }
    let other = city.applicant(LIN_MEIHUI.email).await;
    let mut form = other.form(&LIN_MEIHUI, &[XIAOMING]).await;
    form["students"][0]["relationship"] = json!("mother");
    other.post("binding-applications", form).await.expect(201);
    city.teacher("lin").await
}

const NONE: [u32; 0] = [];

async fn seats(lin: &Teacher, query: &str) -> Vec<u32> {
    let page = lin.grid(query).await;
    assert_eq!(page.total, page.items.len() as u64, "{query}");
    page.items.iter().map(|row| row.seat_number).collect()
}

/// Each row by its 座號, with an `m` for the mother's.
async fn sorts(lin: &Teacher, tab: &str, sort: ReviewSort, up: &str, down: &str) {
    for (descending, expected) in [(false, up), (true, down)] {
        let page = lin.grid(&format!("state={tab}&sort={}&descending={descending}", sort.code())).await;
        let label = |name: &str| if name == LIN_MEIHUI.name { "m" } else { "" };
        let labels = page.items.iter().map(|row| format!("{}{}", row.seat_number, label(&row.applicant_name)));
        assert_eq!(labels.collect::<Vec<_>>().join(" "), expected, "{tab} {} {descending}", sort.code());
    }
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
            ("relationship", "father", &[3, 5, 12]),
            ("relationship", "mother", &[3]),
            ("relationship", "other", &[]),
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
    }

    async fn every_heading_sorts_both_ways(city: City) {
        let lin = four_applications(&city).await;
        // By 座號 where nothing else tells them apart; `3m` is the mother's.
        let by_seat = "3 3m 5 12";
        for sort in ReviewSort::ALL {
            let (up, down) = match sort {
                ReviewSort::StudentNumber | ReviewSort::SeatNumber => (by_seat, "12 5 3 3m"),
                // 王, 阮, 𠮷
                ReviewSort::Student => ("3 3m 12 5", "5 12 3 3m"),
                ReviewSort::Relationship | ReviewSort::Email => ("3 5 12 3m", "3m 3 5 12"),
                // 林, 王
                ReviewSort::Applicant => ("3m 3 5 12", "3 5 12 3m"),
                ReviewSort::SubmittedAt => ("12 3 5 3m", "3m 5 3 12"),
                ReviewSort::Status | ReviewSort::DecidedAt | ReviewSort::Account => (by_seat, by_seat),
            };
            sorts(&lin, "pending", sort, up, down).await;
        }
    }

    async fn what_was_decided_is_sorted_by_when_and_how(city: City) {
        let lin = four_applications(&city).await;
        let rows = lin.pending().await;
        let of_seat = |seat: u32| rows.iter().find(|row| row.seat_number == seat && row.applicant_name == "王大明").unwrap().id;
        assert_eq!(lin.decide(&[approval(of_seat(5), 1)]).await, [None]);
        city.work_outbox().await;
        city.advance(Duration::seconds(1));
        assert_eq!(lin.decide(&[return_(of_seat(12), 1, "請補正")]).await, [None]);
        city.advance(Duration::seconds(1));
        assert_eq!(lin.decide(&[approval(of_seat(3), 1)]).await, [None]);
        for (sort, up, down) in [
            (ReviewSort::Status, "3 5 12", "12 3 5"),
            (ReviewSort::DecidedAt, "5 12 3", "3 12 5"),
            (ReviewSort::Account, "12 3 5", "5 3 12"),
            (ReviewSort::SubmittedAt, "12 3 5", "5 3 12"),
        ] {
            sorts(&lin, "decided", sort, up, down).await;
        }
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

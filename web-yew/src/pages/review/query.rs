//! Tab, filters, sort and page of the grid, kept in the address so that reload, back and a shared link work.

use shared_types::review::{ReviewQuery, ReviewSort, ReviewState};
use yew_router::query::ToQuery;

/// The ways from one view of the grid to another.
pub trait View: Sized {
    /// The other tab, from its start, in the same order, without what only the present one has.
    fn in_state(&self, state: ReviewState) -> Self;
    /// Sorted by a column; a second time turns the order round.
    fn sorted_by(&self, sort: ReviewSort) -> Self;
    fn ordered(&self, sort: ReviewSort, descending: bool) -> Self;
    fn on_page(&self, page: u32) -> Self;
    /// `state=pending&sort=seat_number&…`
    fn encode(&self) -> String;
}

impl View for ReviewQuery {
    fn in_state(&self, state: ReviewState) -> Self {
        let others = Self { state, page: 1, ..self.clone() };
        Self { status: None, decided_from: None, decided_until: None, account: None, ..others }
    }

    fn sorted_by(&self, sort: ReviewSort) -> Self {
        self.ordered(sort, self.sort == sort && !self.descending)
    }

    fn ordered(&self, sort: ReviewSort, descending: bool) -> Self {
        Self { sort, descending, page: 1, ..self.clone() }
    }

    fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    fn encode(&self) -> String {
        self.to_query().map(|query| query.into_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::{application::ApplicationStatus, taiwan_time::Day};
    use yew_router::query::FromQuery;

    #[test]
    fn the_address_says_all_and_is_read_back() {
        let query = ReviewQuery::default().in_state(ReviewState::Decided).sorted_by(ReviewSort::SubmittedAt).on_page(3);
        assert_eq!(query.encode(), "state=decided&sort=submitted_at&descending=false&page=3");
        let filtered = ReviewQuery {
            student: Some("𠮷 宥&辰".into()),
            seat_number: Some(5),
            submitted_from: Day::try_from("2026-11-21".to_owned()).ok(),
            status: Some(ApplicationStatus::Returned),
            ..query.clone()
        };
        for query in [query, filtered] {
            assert_eq!(ReviewQuery::from_query(&query.encode()).ok(), Some(query));
        }
        assert_eq!(ReviewQuery::from_query("").ok(), Some(ReviewQuery::default()));
    }

    #[test]
    fn a_second_click_on_a_heading_turns_the_order_round() {
        let once = ReviewQuery::default().sorted_by(ReviewSort::SubmittedAt);
        assert!(!once.descending);
        assert!(once.sorted_by(ReviewSort::SubmittedAt).descending);
        assert_eq!(once.on_page(2).sorted_by(ReviewSort::SeatNumber).page, 1);
    }

    #[test]
    fn the_other_tab_keeps_the_filters_that_both_have() {
        let (student, status) = (Some("王".to_owned()), Some(ApplicationStatus::Returned));
        let decided = ReviewQuery { student: student.clone(), status, ..ReviewQuery::default() };
        let pending = decided.in_state(ReviewState::Pending);
        assert_eq!((pending.student, pending.status), (student, None));
        assert!(decided.is_filtered() && !decided.on_page(2).without_filters().is_filtered());
    }
}

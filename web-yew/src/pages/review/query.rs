//! Tab, sort and page of the grid, kept in the address so that reload, back and a shared link work.

use serde::{Deserialize, Serialize};
use shared_types::review::{ReviewSort, ReviewState};
use yew_router::query::ToQuery;

/// What the grid shows. Also the query of the API call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GridQuery {
    pub state: ReviewState,
    pub sort: ReviewSort,
    pub descending: bool,
    /// Counts from 1.
    pub page: u32,
}

impl Default for GridQuery {
    fn default() -> Self {
        Self { state: ReviewState::Pending, sort: ReviewSort::SeatNumber, descending: false, page: 1 }
    }
}

impl GridQuery {
    /// The other tab, from its start, in the same order.
    pub fn in_state(self, state: ReviewState) -> Self {
        Self { state, page: 1, ..self }
    }

    /// Sorted by a column; a second time turns the order round.
    pub fn sorted_by(self, sort: ReviewSort) -> Self {
        self.ordered(sort, self.sort == sort && !self.descending)
    }

    pub fn ordered(self, sort: ReviewSort, descending: bool) -> Self {
        Self { sort, descending, page: 1, ..self }
    }

    pub fn on_page(self, page: u32) -> Self {
        Self { page, ..self }
    }

    /// `state=pending&sort=seat_number&…`
    pub fn encode(&self) -> String {
        self.to_query().map(|query| query.into_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yew_router::query::FromQuery;

    #[test]
    fn the_address_says_all_and_is_read_back() {
        let query = GridQuery::default().in_state(ReviewState::Decided).sorted_by(ReviewSort::SubmittedAt).on_page(3);
        assert_eq!(query.encode(), "state=decided&sort=submitted_at&descending=false&page=3");
        assert_eq!(GridQuery::from_query(&query.encode()).ok(), Some(query));
        assert_eq!(GridQuery::from_query("").ok(), Some(GridQuery::default()));
    }

    #[test]
    fn a_second_click_on_a_heading_turns_the_order_round() {
        let once = GridQuery::default().sorted_by(ReviewSort::SubmittedAt);
        assert!(!once.descending);
        assert!(once.sorted_by(ReviewSort::SubmittedAt).descending);
        assert_eq!(once.on_page(2).sorted_by(ReviewSort::SeatNumber).page, 1);
    }
}

//! Which rows are selected. Survives paging and sorting; knows nothing of the screen.

use shared_types::review::ReviewRow;
use std::ops::RangeInclusive;
use uuid::Uuid;

/// Selected rows, as they were shown: a decision names the version that was seen.
#[derive(Clone, Default, PartialEq)]
pub struct Selection {
    rows: Vec<ReviewRow>,
    /// The row clicked last: where a shift-click starts from.
    anchor: Option<Uuid>,
}

impl Selection {
    pub fn rows(&self) -> &[ReviewRow] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn contains(&self, id: Uuid) -> bool {
        self.rows.iter().any(|row| row.id == id)
    }

    /// Selects or releases a row; with `range`, everything between it and the row clicked last.
    pub fn set(&mut self, page: &[ReviewRow], index: usize, selected: bool, range: bool) {
        let Some(row) = page.get(index) else { return };
        let anchor = page.iter().position(|other| Some(other.id) == self.anchor).filter(|_| range);
        self.set_rows(&page[span(anchor.unwrap_or(index), index)], selected);
        self.anchor = Some(row.id);
    }

    pub fn set_rows(&mut self, rows: &[ReviewRow], selected: bool) {
        self.rows.retain(|kept| rows.iter().all(|row| row.id != kept.id));
        if selected {
            // Nobody decides about an own application.
            self.rows.extend(rows.iter().filter(|row| !row.is_own).cloned());
        }
    }

    /// In the order of the class.
    pub fn by_seat(&self) -> Vec<ReviewRow> {
        let mut rows = self.rows.clone();
        rows.sort_by_key(|row| (row.seat_number, row.id));
        rows
    }

    pub fn release(&mut self, is_over: impl Fn(&ReviewRow) -> bool) {
        self.rows.retain(|row| !is_over(row));
    }

    /// The page was loaded again: selected rows take their new version, those that left it are released.
    pub fn refresh(&mut self, before: &[ReviewRow], now: &[ReviewRow]) {
        let find = |rows: &[ReviewRow], id| rows.iter().find(|row| row.id == id).cloned();
        self.rows = std::mem::take(&mut self.rows)
            .into_iter()
            .filter_map(|row| match find(now, row.id) {
                Some(newer) => Some(newer),
                None if find(before, row.id).is_some() => None,
                None => Some(row),
            })
            .collect();
    }
}

fn span(one: usize, other: usize) -> RangeInclusive<usize> {
    one.min(other)..=one.max(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::{
        application::{AccountState, ApplicationStatus},
        language::Language,
        relationship::Relationship,
    };

    fn row(number: u32) -> ReviewRow {
        ReviewRow {
            id: Uuid::from_u128(number.into()),
            version: 1,
            student_number: String::new(),
            seat_number: number,
            student_name: String::new(),
            relationship: Relationship::Mother,
            relationship_note: None,
            applicant_name: String::new(),
            national_id_masked: String::new(),
            email: String::new(),
            email_is_proved: true,
            mobile_masked: String::new(),
            submitted_at: time::OffsetDateTime::UNIX_EPOCH,
            status: ApplicationStatus::InReview,
            return_reason: None,
            decided_at: None,
            account: AccountState::None,
            registry: None,
            language: Language::default(),
            is_own: false,
            is_paper_missing: false,
            paper_returned_at: None,
            mail: None,
            objection: None,
            binding_id: None,
            undo: None,
        }
    }

    fn seats(selection: &Selection) -> Vec<u32> {
        let mut seats: Vec<u32> = selection.rows().iter().map(|row| row.seat_number).collect();
        seats.sort_unstable();
        seats
    }

    #[test]
    fn shift_takes_everything_between_two_clicks_in_both_directions() {
        let page: Vec<_> = (1..=6).map(row).collect();
        let mut selection = Selection::default();
        selection.set(&page, 4, true, false);
        selection.set(&page, 2, true, true);
        assert_eq!(seats(&selection), [3, 4, 5]);
        selection.set(&page, 3, false, true);
        assert_eq!(seats(&selection), [5]);
    }

    #[test]
    fn shift_without_an_earlier_click_on_this_page_takes_one_row() {
        let (first, second): (Vec<_>, Vec<_>) = ((1..=3).map(row).collect(), (4..=6).map(row).collect());
        let mut selection = Selection::default();
        selection.set(&first, 0, true, false);
        selection.set(&second, 2, true, true);
        assert_eq!(seats(&selection), [1, 6]);
    }

    #[test]
    fn what_is_decided_is_released_and_the_rest_stays() {
        let mut selection = Selection::default();
        selection.set_rows(&(1..=3).map(row).collect::<Vec<_>>(), true);
        selection.release(|row| row.seat_number == 2);
        assert_eq!(seats(&selection), [1, 3]);
    }

    #[test]
    fn an_own_application_is_never_selected() {
        let page = [row(1), ReviewRow { is_own: true, ..row(2) }, row(3)];
        let mut selection = Selection::default();
        selection.set_rows(&page, true);
        selection.set(&page, 1, true, false);
        assert_eq!(seats(&selection), [1, 3]);
    }

    #[test]
    fn a_reload_brings_the_new_version_and_releases_what_has_gone() {
        let before: Vec<_> = (1..=3).map(row).collect();
        let mut selection = Selection::default();
        selection.set_rows(&before, true);
        selection.set_rows(&[row(9)], true);
        let changed = ReviewRow { version: 2, ..row(1) };
        selection.refresh(&before, &[changed, row(3)]);
        assert_eq!(seats(&selection), [1, 3, 9]);
        assert_eq!(selection.rows()[0].version, 2);
    }
}

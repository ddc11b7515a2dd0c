//! How somebody likes the grid, kept in this browser. Nothing of it is about anybody.

use crate::browser;
use serde::{Deserialize, Serialize};
use shared_types::review::ReviewColumn;
use yew::prelude::*;

const STORAGE_KEY: &str = "kinbind.review";

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub hidden: Vec<ReviewColumn>,
    /// More rows on a screen.
    pub dense: bool,
    /// Single keys do something: off until switched on, because speech input types them too.
    pub shortcuts: bool,
}

impl Preferences {
    /// The name of the child is every row's heading.
    pub fn can_hide(column: ReviewColumn) -> bool {
        column != ReviewColumn::Student
    }

    pub fn shows(&self, column: ReviewColumn) -> bool {
        !Self::can_hide(column) || !self.hidden.contains(&column)
    }

    pub fn columns(&self) -> impl Iterator<Item = ReviewColumn> + '_ {
        ReviewColumn::ALL.into_iter().filter(|column| self.shows(*column))
    }

    fn kept() -> Option<Self> {
        serde_json::from_str(&browser::local_storage()?.get_item(STORAGE_KEY).ok()??).ok()
    }

    fn keep(&self) {
        if let (Some(storage), Ok(json)) = (browser::local_storage(), serde_json::to_string(self)) {
            // A full or forbidden storage costs only the memory.
            let _ = storage.set_item(STORAGE_KEY, &json);
        }
    }
}

/// What was chosen last in this browser, and the way to choose otherwise.
#[hook]
pub fn use_preferences() -> (Preferences, Callback<Preferences>) {
    let preferences = use_state_eq(|| Preferences::kept().unwrap_or_default());
    let choose = {
        let preferences = preferences.clone();
        Callback::from(move |chosen: Preferences| {
            chosen.keep();
            preferences.set(chosen);
        })
    };
    ((*preferences).clone(), choose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_its_heading_whatever_is_hidden() {
        let nothing = Preferences { hidden: ReviewColumn::ALL.to_vec(), ..Preferences::default() };
        assert!(nothing.columns().eq([ReviewColumn::Student]));
        assert!(Preferences::default().columns().eq(ReviewColumn::ALL));
    }

    #[test]
    fn what_another_version_kept_is_read_as_far_as_it_is_known() {
        let read = serde_json::from_str::<Preferences>(r#"{"dense":true,"colour":"red"}"#);
        assert_eq!(read.ok(), Some(Preferences { dense: true, ..Preferences::default() }));
    }
}

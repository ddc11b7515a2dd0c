//! What lists can be asked for, and what an outcome means.

use crate::paging::{default_page_size, first_page};
use serde::Deserialize;
use shared_types::objection::{ObjectionOutcome, ObjectionState};
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectionQuery {
    /// Of any state where it is left out.
    pub(super) state: Option<ObjectionState>,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

pub(super) fn settled(outcome: ObjectionOutcome) -> ObjectionState {
    match outcome {
        ObjectionOutcome::Dismissed => ObjectionState::Dismissed,
        ObjectionOutcome::Upheld => ObjectionState::Upheld,
    }
}

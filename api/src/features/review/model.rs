//! What the grid can be asked for.

use serde::Deserialize;
use shared_types::{
    limits,
    review::{ReviewSort, ReviewState},
};
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct GridQuery {
    /// 待審核案件 or 已審核案件
    #[serde(default)]
    pub(super) state: ReviewState,
    #[serde(default)]
    pub(super) sort: ReviewSort,
    #[serde(default)]
    pub(super) descending: bool,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 100, default = 30)]
    pub(super) page_size: u32,
}

impl GridQuery {
    /// What serde can't say of the numbers.
    pub(super) fn is_within_bounds(&self) -> bool {
        self.page > 0 && (1..=limits::PAGE_SIZE_MAX).contains(&self.page_size)
    }
}

fn first_page() -> u32 {
    1
}

fn default_page_size() -> u32 {
    limits::PAGE_SIZE
}

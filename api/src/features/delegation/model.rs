//! What the list can be asked for.

use crate::paging::{default_page_size, first_page};
use serde::Deserialize;
use shared_types::staff::Standing;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DelegationQuery {
    /// Of any where it is left out.
    pub(super) standing: Option<Standing>,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

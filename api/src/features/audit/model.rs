//! What the trail can be asked for.

use serde::Deserialize;
use shared_types::{audit::AuditAction, limits};
use time::OffsetDateTime;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    /// An account or applicant session.
    pub(super) actor_id: Option<Uuid>,
    pub(super) subject_id: Option<Uuid>,
    pub(super) action: Option<AuditAction>,
    pub(super) school_code: Option<String>,
    /// From this moment on.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) from: Option<OffsetDateTime>,
    /// Until before this moment.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) until: Option<OffsetDateTime>,
    /// `next_cursor` of the part before.
    pub(super) cursor: Option<Uuid>,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

impl AuditQuery {
    /// What serde can't say of the number.
    pub(super) fn is_within_bounds(&self) -> bool {
        (1..=limits::PAGE_SIZE_MAX).contains(&self.page_size)
    }
}

fn default_page_size() -> u32 {
    limits::PAGE_SIZE
}

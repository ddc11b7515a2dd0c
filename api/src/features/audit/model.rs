//! What the trail can be asked for.

use crate::problem::{ApiError, ApiResult};
use serde::Deserialize;
use shared_types::{
    audit::AuditAction,
    limits,
    problem::{FieldCode, ProblemCode},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    /// An account (`POST /audit-actors` finds it) or applicant session.
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
    /// What serde can't say of the number and the moments.
    ///
    /// # Errors
    /// `malformed_parameter`.
    pub(super) fn check(&self) -> ApiResult<()> {
        if !(1..=limits::PAGE_SIZE_MAX).contains(&self.page_size) {
            return Err(ProblemCode::MalformedParameter.into());
        }
        match self.from.zip(self.until) {
            Some((from, until)) if from > until => {
                Err(ApiError::new(ProblemCode::MalformedParameter).at("/until", FieldCode::TooEarly))
            }
            _ => Ok(()),
        }
    }

    /// What is asked for, in codes, ids and moments; empty where everything is.
    pub(super) fn criteria(&self) -> String {
        let moment = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
        let asked = [
            ("action", self.action.map(|action| action.code().to_owned())),
            ("actor_id", self.actor_id.map(|id| id.to_string())),
            ("subject_id", self.subject_id.map(|id| id.to_string())),
            ("school_code", self.school_code.clone()),
            ("from", self.from.map(moment)),
            ("until", self.until.map(moment)),
            ("cursor", self.cursor.map(|id| id.to_string())),
        ];
        let words = asked.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        words.collect::<Vec<_>>().join(" ")
    }
}

fn default_page_size() -> u32 {
    limits::PAGE_SIZE
}

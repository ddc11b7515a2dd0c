//! 批次審核: decisions, taking them back, and papers that came back.

use crate::{application::ReturnReason, problem::ProblemCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

/// 通過 or 退回
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    Approve,
    /// With a reason that the parent reads.
    Return,
}

/// 批次審核: up to 200 rows, each with its own outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct DecideApplications {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::decisions"), nested))]
    pub decisions: Vec<Decision>,
}

/// A decision on one application.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::decision_reason", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub application_id: Uuid,
    /// As the row showed it.
    pub version: u32,
    pub outcome: DecisionOutcome,
    /// 退回事由: needed for a return, refused for an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
}

/// What became of each row, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionResults {
    pub results: Vec<DecisionResult>,
}

/// What became of one row. Done when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionResult {
    pub application_id: Uuid,
    /// `not_found`, `stale` (changed or decided meanwhile), `wrong_state`, `parent_places_full`, `paper_missing`,
    /// `objection_open` or `second_person_needed` (the decider's own; at the protection
    /// desk, of a child that the decider has a part in).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
    /// What was decided, now or by the same request before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionMade>,
}

/// A decision that can be taken back for a while. Until then no mail is sent and no account opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionMade {
    pub id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub undo_until: OffsetDateTime,
}

/// 復原: takes own decisions back, up to 200.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct UndoDecisions {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::decisions_to_undo")))]
    pub decision_ids: Vec<Uuid>,
}

/// What became of each, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndoResults {
    pub results: Vec<UndoResult>,
}

/// What became of one. The application waits for a decision again when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndoResult {
    pub decision_id: Uuid,
    /// `not_found` (absent or somebody else's), `undo_expired`, `wrong_state` (the parent was faster) or
    /// `second_person_needed` (the own application).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
}

/// 紙本繳回: up to 200 ticks, each with its own outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct NotePaperReturns {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::paper_returns")))]
    pub returns: Vec<PaperReturn>,
}

/// Whether the signed paper of an application came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PaperReturn {
    pub application_id: Uuid,
    /// False takes the tick back.
    pub is_returned: bool,
}

/// What became of each tick, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PaperReturnResults {
    pub results: Vec<PaperReturnResult>,
}

/// What became of one tick. Done when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PaperReturnResult {
    pub application_id: Uuid,
    /// `not_found`, `wrong_state` once it is approved or over, or `second_person_needed` (the own).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
}

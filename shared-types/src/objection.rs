//! 其他監護人: whoever is bound to a child is told of others who apply for it, and can object.

use crate::{application::ApplicationStatus, relationship::Relationship, review::DecisionOutcome};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// An application by somebody else for a child that one is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct GuardianNotice {
    pub application_id: Uuid,
    /// Of the child.
    pub student_name: String,
    /// The applicant's, masked.
    #[cfg_attr(feature = "server", schema(example = "林○惠"))]
    pub applicant_name_masked: String,
    pub relationship: Relationship,
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: OffsetDateTime,
    /// Absent while the school is looking at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionOutcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<OwnObjection>,
}

/// 提出異議
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct RaiseObjection {
    /// From `GET /guardian-notices`.
    pub application_id: Uuid,
    /// When the notice says that it was sent: what was corrected since may name somebody else.
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: OffsetDateTime,
    /// For the school's registrar; 300 characters at most.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::reason")),
        schema(example = "監護權由我單獨行使")
    )]
    pub reason: String,
}

codes! {
    /// Where an objection stands.
    ObjectionState {
        /// 處理中: nobody approves the application, and no approval opens an account, until the registrar has settled it.
        Open = "open",
        /// 不成立; also where a correction has named somebody else since.
        Dismissed = "dismissed",
        /// 成立
        Upheld = "upheld",
    }
}

codes! {
    /// How an objection is settled.
    ObjectionOutcome {
        /// The application goes on.
        Dismissed = "dismissed",
        /// The application is returned to its applicant, or the binding that it led to is revoked.
        Upheld = "upheld",
    }
}

/// An objection, as whoever raised it sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnObjection {
    pub id: Uuid,
    pub application_id: Uuid,
    pub state: ObjectionState,
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub raised_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub settled_at: Option<OffsetDateTime>,
}

/// An objection, as whoever settles it sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BindingObjection {
    pub id: Uuid,
    pub state: ObjectionState,
    pub student_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    pub application_id: Uuid,
    pub application_status: ApplicationStatus,
    pub applicant_name: String,
    pub relationship: Relationship,
    /// Whether the reader has a part in it: objected, applied, or is bound to the child. Somebody else settles it, and who
    /// objects and why isn't said.
    pub is_own: bool,
    /// Whoever objects; empty when the owner has had all data deleted.
    pub objector_name: String,
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub raised_at: OffsetDateTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
}

/// How an objection was settled.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Settlement {
    pub registrar_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub settled_at: OffsetDateTime,
}

/// Settles an objection.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct SettleObjection {
    pub outcome: ObjectionOutcome,
    /// For the school's own record; neither side reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::optional_note")))]
    pub note: Option<String>,
}

/// 撤銷綁定, by the school's registrar or the bureau.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct RevokeBinding {
    /// The guardian reads it in a mail; 300 characters at most.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::reason")),
        schema(example = "核可時誤認申請人")
    )]
    pub reason: String,
}

macro_rules! hide_in_debug {
    ($($type:ty),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("[redacted]")
            }
        }
    )+};
}
hide_in_debug!(RaiseObjection, OwnObjection, BindingObjection, Settlement, SettleObjection, RevokeBinding);

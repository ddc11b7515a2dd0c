//! 保護個案: a child whose guardians and applications nobody but the protection desk sees, by order.

use crate::{relationship::Relationship, review::ReviewRow};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Which child an order is about.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct LookUpProtected {
    /// The child's 身分證 or 居留證 number, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    pub national_id: String,
}

/// A child at a school, with whoever is bound to it: what an order is compared with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ProtectedChild {
    pub student_id: Uuid,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    pub is_sealed: bool,
    pub guardians: Vec<NamedGuardian>,
}

/// Somebody who is bound to a child.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NamedGuardian {
    /// To be named where the order ends it.
    pub binding_id: Uuid,
    pub name: String,
    pub relationship: Relationship,
    pub national_id_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    pub bound_at: OffsetDateTime,
    /// 受託照顧: when a carer's ends by itself; absent for guardians.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<OffsetDateTime>,
}

/// Seals a child.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(feature = "server", validate(schema(function = "crate::check::server::seal", skip_on_field_errors = false)))]
#[serde(deny_unknown_fields)]
pub struct SealChild {
    /// From `POST /protection-lookups`. The seal is the child's, at whatever school.
    pub student_id: Uuid,
    /// 字號 of the order. The same once more adds to that seal.
    #[cfg_attr(feature = "server", schema(example = "115年度家護字第123號"))]
    pub order_reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Those that the order names: they end at once. The child's others stay.
    #[serde(default)]
    pub binding_ids: Vec<Uuid>,
}

codes! {
    /// Where a seal stands.
    SealState {
        InForce = "in_force",
        /// In force, until somebody else approves that it is lifted.
        LiftRequested = "lift_requested",
        Lifted = "lifted",
    }
}

/// A seal, as the protection desk sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ProtectiveSeal {
    pub id: Uuid,
    pub state: SealState,
    pub student_id: Uuid,
    pub student_name: String,
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    #[cfg_attr(feature = "server", schema(example = "115年度家護字第123號"))]
    pub order_reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub sealed: SealAct,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift_requested: Option<SealAct>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<SealAct>,
}

/// Who did something to a seal, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SealAct {
    pub account_id: Uuid,
    /// Empty when the owner has had all data deleted.
    pub name: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// An application for a protected child: what a homeroom teacher sees of another child, and where that child is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ProtectionApplication {
    pub student_id: Uuid,
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    /// Approved by the school before the child was sealed, and to be carried out by the desk's approval alone.
    #[serde(default)]
    pub is_held: bool,
    pub application: ReviewRow,
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
hide_in_debug!(LookUpProtected, ProtectedChild, NamedGuardian, SealChild, ProtectiveSeal);

//! 委託照顧: a child that is entrusted to a carer for a time, recorded by the bureau from papers.

use crate::{
    account::KnownAccount,
    application::BoundStudent,
    staff::{Standing, day},
};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

/// The child as the papers name it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct EntrustedChild {
    /// The child's 身分證 or 居留證 number, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A105860338")
    )]
    pub national_id: String,
    /// Where it goes to school.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "403601")
    )]
    pub school_code: String,
}

/// Looks for the child and the carer, to be compared with the papers.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct LookUpDelegation {
    #[cfg_attr(feature = "server", validate(nested))]
    pub child: EntrustedChild,
    /// The carer's number, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    pub carer_national_id: String,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DelegationLookup {
    pub child: BoundStudent,
    /// The carer's account; without one, it is opened when the delegation is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carer: Option<KnownAccount>,
}

/// 受託人. Name and contact are needed for somebody without an account, and left aside for others.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct Carer {
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    pub national_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::name")))]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::email")))]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::mobile")))]
    pub mobile: Option<String>,
}

/// Records a delegation.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::delegation", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct RecordDelegation {
    #[cfg_attr(feature = "server", validate(nested))]
    pub child: EntrustedChild,
    #[cfg_attr(feature = "server", validate(nested))]
    pub carer: Carer,
    /// 文號 of the papers. The same once more, for the same child, carer and days, finds what it recorded.
    #[cfg_attr(feature = "server", schema(example = "北市社兒少字第1150001234號"))]
    pub document_reference: String,
    /// The first day; today where it is left out.
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// The last day, a year from today at the latest.
    #[serde(with = "day")]
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub until: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Ends a delegation before its last day.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct EndDelegation {
    /// For the record; nobody is mailed it.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::reason")),
        schema(example = "安置結束，返家")
    )]
    pub reason: String,
}

/// A delegation, as the bureau sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CarerDelegation {
    pub id: Uuid,
    pub standing: Standing,
    pub child: BoundStudent,
    /// Empty when the carer has had all data deleted, as the number.
    pub carer_name: String,
    #[cfg_attr(feature = "server", schema(example = "A12****789"))]
    pub carer_national_id_masked: String,
    #[cfg_attr(feature = "server", schema(example = "北市社兒少字第1150001234號"))]
    pub document_reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(with = "day")]
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub from: Date,
    #[serde(with = "day")]
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub until: Date,
    /// The officer's name.
    pub recorded_by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub recorded_at: OffsetDateTime,
    /// Absent where it lasts or lasted until its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<DelegationEnding>,
}

/// How a delegation came to an early end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DelegationEnding {
    #[serde(with = "time::serde::rfc3339")]
    pub ended_at: OffsetDateTime,
    /// The officer's name; absent where the carer gave it up, became a guardian, or the child left its school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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
hide_in_debug!(
    EntrustedChild,
    LookUpDelegation,
    DelegationLookup,
    Carer,
    RecordDelegation,
    EndDelegation,
    CarerDelegation,
    DelegationEnding
);

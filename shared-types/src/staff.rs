//! 校務人員: who may act as what, granted by the bureau and the schools.

use crate::account::Role;
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

codes! {
    /// What the bureau grants. Homeroom teachers aren't among them: those have classes.
    StaffRole {
        /// 註冊組, of one school.
        Registrar = "registrar",
        /// 教育局承辦人
        BureauOfficer = "bureau_officer",
        /// 保護專責人員
        ProtectionOfficer = "protection_officer",
        /// 稽核: reads and changes nothing.
        Auditor = "auditor",
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Registrar => Self::Registrar,
            StaffRole::BureauOfficer => Self::BureauOfficer,
            StaffRole::ProtectionOfficer => Self::ProtectionOfficer,
            StaffRole::Auditor => Self::Auditor,
        }
    }
}

/// A school whose registrar the reader is, with or without classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnSchool {
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub code: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub name: String,
}

codes! {
    /// Where today lies in the days of a role or a class.
    Standing {
        /// Begins on a later day.
        Upcoming = "upcoming",
        InForce = "in_force",
        Over = "over",
    }
}

// Days as they travel: `2026-11-22`, on Taipei's calendar.
time::serde::format_description!(pub(crate) day, Date, "[year]-[month]-[day]");

/// Grants a role.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::role_grant", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct GrantRole {
    /// What the person signs in with, or the person's ID number.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "lin@school.example.tw")
    )]
    pub person: String,
    pub role: StaffRole,
    /// Needed for a registrar, refused for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: Option<String>,
    /// The first day; at once where it is left out.
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// The last day; without it, until it is ended.
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

/// A role that somebody has, will have or had.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct GrantedRole {
    pub id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "l***@school.example.tw"))]
    pub email_masked: String,
    pub role: StaffRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_code: Option<String>,
    #[serde(with = "day")]
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub from: Date,
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
    pub standing: Standing,
}

/// Gives somebody a class.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::homeroom_assignment", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct AssignHomeroom {
    /// What the person signs in with, or the person's ID number.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "lin@school.example.tw")
    )]
    pub person: String,
    /// Of the school's newest year.
    pub class_id: Uuid,
    /// 代理導師: needs a last day.
    #[serde(default)]
    pub is_substitute: bool,
    /// The first day; at once where it is left out.
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// The last day; without it, until it is ended.
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

/// A class that somebody has, will have or had.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HomeroomAssignment {
    pub id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "l***@school.example.tw"))]
    pub email_masked: String,
    pub class_id: Uuid,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    /// 代理導師
    pub is_substitute: bool,
    #[serde(with = "day")]
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub from: Date,
    #[serde(default, with = "day::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
    pub standing: Standing,
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
hide_in_debug!(GrantRole, GrantedRole, AssignHomeroom, HomeroomAssignment);

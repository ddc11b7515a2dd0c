//! 學校: the city's schools, as the bureau keeps them.

use crate::school::SchoolLevel;
use serde::{Deserialize, Serialize};

/// 行政區 of Taipei.
pub const DISTRICTS: [&str; 12] = [
    "松山區",
    "信義區",
    "大安區",
    "中山區",
    "中正區",
    "大同區",
    "萬華區",
    "文山區",
    "南港區",
    "內湖區",
    "士林區",
    "北投區",
];

/// A school with what holds it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SchoolRecord {
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub code: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "內湖區"))]
    pub district: String,
    pub levels: Vec<SchoolLevel>,
    /// Parents don't find it any more, and no child comes to it.
    pub is_closed: bool,
    /// Counts changes.
    pub version: u32,
    /// Those who are there now; as long as there are any, it can't be closed.
    pub children: u64,
    /// Of the classes of its newest school year; they can't be taken away.
    pub levels_in_use: Vec<SchoolLevel>,
}

/// A school that the city didn't have.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct AddSchool {
    /// The Ministry's: six digits or capital letters.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::school_code")),
        schema(example = "403601")
    )]
    pub code: String,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::school_name")),
        schema(example = "市立內湖國小")
    )]
    pub name: String,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::district")),
        schema(example = "內湖區")
    )]
    pub district: String,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::levels")))]
    pub levels: Vec<SchoolLevel>,
}

/// What a school is from now on; its code stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ChangeSchool {
    /// As it was read: whoever changes what was changed meanwhile gets `stale`.
    pub version: u32,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::school_name")),
        schema(example = "市立內湖國小")
    )]
    pub name: String,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::district")),
        schema(example = "內湖區")
    )]
    pub district: String,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::levels")))]
    pub levels: Vec<SchoolLevel>,
    pub is_closed: bool,
}

//! 全面普查: how far the city has got.

use crate::{review::ClassCensus, school::SchoolLevel, taiwan_time::Day};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How far the children of a level of a school have got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SchoolCensus {
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub school_name: String,
    /// 行政區
    #[cfg_attr(feature = "server", schema(example = "內湖區"))]
    pub district: String,
    pub level: SchoolLevel,
    pub census: ClassCensus,
}

/// What came in and was decided on a day in Taipei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DayCensus {
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub day: Day,
    /// Applications that were sent, or sent again, that day and not since.
    pub submitted: u64,
    /// Children that were bound.
    pub bound: u64,
}

/// The city, school by school, with the last thirty days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CityCensus {
    #[serde(with = "time::serde::rfc3339")]
    pub counted_at: OffsetDateTime,
    /// A school that serves two levels is there twice. By code and level; schools without children are missing.
    pub schools: Vec<SchoolCensus>,
    /// The oldest first, days without anything left out.
    pub days: Vec<DayCensus>,
}

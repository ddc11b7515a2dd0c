//! Schools and what a look-up of a child answers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// 學層 [C]. One school may serve several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SchoolLevel {
    /// 國小
    Elementary,
    /// 國中
    JuniorHigh,
    /// 高中
    SeniorHigh,
    /// 高職
    VocationalHigh,
}

impl SchoolLevel {
    pub const ALL: [Self; 4] = [Self::Elementary, Self::JuniorHigh, Self::SeniorHigh, Self::VocationalHigh];

    /// The wire code, `junior_high`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Elementary => "elementary",
            Self::JuniorHigh => "junior_high",
            Self::SeniorHigh => "senior_high",
            Self::VocationalHigh => "vocational_high",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }
}

/// A school of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct School {
    /// The Ministry's school code.
    #[cfg_attr(feature = "server", schema(example = "343606"))]
    pub code: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub name: String,
    /// 行政區
    #[cfg_attr(feature = "server", schema(example = "內湖區"))]
    pub district: String,
    /// The name in Hanyu Pinyin, without tones and, but for private schools, without who runs it.
    #[cfg_attr(feature = "server", schema(example = "Neihu Guoxiao"))]
    // A browser may hold a list that was answered before there was such a name.
    #[serde(default)]
    pub romanised_name: String,
    /// The district in Hanyu Pinyin.
    #[cfg_attr(feature = "server", schema(example = "Neihu"))]
    #[serde(default)]
    pub romanised_district: String,
    pub levels: Vec<SchoolLevel>,
}

/// Which child to look for: asked with a verified contact only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct LookUpStudent {
    /// The child's 身分證 or 居留證 number, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    pub national_id: String,
    pub level: SchoolLevel,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "343606")
    )]
    pub school_code: String,
}

/// A child that was found. The id stands for the child in an application; it is worth nothing in
/// another session and ends with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct StudentLookup {
    pub id: Uuid,
    pub student: StudentSummary,
}

/// A child as shown to somebody who isn't bound to it yet: the name is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct StudentSummary {
    #[cfg_attr(feature = "server", schema(example = "王○明"))]
    pub name_masked: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
}

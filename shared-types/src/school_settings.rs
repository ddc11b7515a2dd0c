//! What a school decides for itself, and whom its parents call.

use crate::taiwan_time::Day;
use serde::{Deserialize, Serialize};
#[cfg(feature = "server")]
use validator::Validate;

codes! {
    /// What a parent needs help with [T].
    ContactTopic {
        /// 綁定問題
        Binding = "binding",
        /// 帳號問題
        Account = "account",
        /// 繳費問題
        Payment = "payment",
    }
}

/// Whom to call about something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct SchoolContact {
    pub topic: ContactTopic,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::office")),
        schema(example = "教務處註冊組")
    )]
    pub office: String,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::phone")),
        schema(example = "02-2797-7035 轉 823")
    )]
    pub phone: String,
}

/// What parents may know of a school's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SchoolContacts {
    /// The last day on which the school expects applications; later ones are taken as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub apply_until: Option<Day>,
    /// Whether the signed form must come back on paper.
    pub paper_required: bool,
    pub contacts: Vec<SchoolContact>,
}

/// A school's settings. A school that has set nothing has version 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct SchoolSettings {
    /// As it was read: whoever changes what was changed meanwhile gets `stale`.
    pub version: u32,
    /// 同意書須繳回紙本: an approval then needs the tick that the signed paper came back [S][J][B].
    pub paper_required: bool,
    /// The last day on which the school expects applications; later ones are taken as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = Date))]
    pub apply_until: Option<Day>,
    /// One for a topic at most.
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::contacts"), nested))]
    pub contacts: Vec<SchoolContact>,
}

//! 全市政策: what the bureau decides for the whole city.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The policies in force. A city that has decided nothing has version 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Policies {
    pub version: u32,
    /// What the household registry confirms three times, of a father or mother who has an account, is approved at once;
    /// otherwise that is evidence for the teacher.
    pub registry_approves: bool,
    /// A new account has an initial password, the last six of the ID number; otherwise the link in the mail alone.
    pub initial_password_from_id: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<PolicyDecision>,
}

/// Who decided last, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PolicyDecision {
    /// Empty when whoever it was has had all data deleted.
    pub by: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

impl Default for Policies {
    /// As long as nobody has decided anything: as the city's published procedure has it.
    fn default() -> Self {
        Self { version: 0, registry_approves: false, initial_password_from_id: true, decided: None }
    }
}

/// Decides about all policies at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct DecidePolicies {
    /// As it was read: whoever decides about what was decided meanwhile gets `stale`.
    pub version: u32,
    pub registry_approves: bool,
    pub initial_password_from_id: bool,
}

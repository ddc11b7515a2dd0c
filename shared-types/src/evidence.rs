//! What lies beside a row of the grid: the evidence for a decision.

use crate::{
    application::{ApplicationStatus, ReturnReason},
    name_comparison::NameComparison,
    relationship::Relationship,
    review::{DecisionOutcome, ReviewRow},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Everything about an application that a reviewer can hold against it. Whoever it names besides the applicant is masked.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ApplicationEvidence {
    pub row: ReviewRow,
    #[cfg_attr(feature = "server", schema(example = "115-7K3Q9XWD"))]
    pub reference: String,
    /// The text that was agreed to.
    pub consent_title: String,
    pub consent_version: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub consented_at: OffsetDateTime,
    /// Absent where it isn't what we signed: somebody changed it in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureEvidence>,
    /// The name on the application beside others of the same person; only those that differ.
    pub names: Vec<NameComparison>,
    /// Who else is bound to the child, or has applied and it isn't over; the oldest first.
    pub others: Vec<OtherPerson>,
    /// What was decided about this person and this child so far, the oldest first.
    pub decisions: Vec<EarlierDecision>,
    /// How many other people's applications or accounts have the e-mail address of this one. Parents share a mailbox, so
    /// it is a hint and no fault.
    pub email_shared_with: u64,
    /// How many other people applied with the address or number that the code went to.
    pub address_shared_with: u64,
}

impl std::fmt::Debug for ApplicationEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApplicationEvidence {{ row: {:?}, .. }}", self.row)
    }
}

/// What was signed last, as it was sealed then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SignatureEvidence {
    /// Drawn: the `d` of an SVG path within `view_box`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "M11 13L117 83L211 19"))]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "0 0 300 150"))]
    pub view_box: Option<String>,
    /// Typed; empty where the signer has had it deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_name: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_at: OffsetDateTime,
    /// Absent where the signer has had it deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_by: Option<CameBy>,
}

codes! {
    /// How an applicant had come in.
    CameBy {
        /// A code to an e-mail address.
        Email = "email",
        /// A code to a mobile phone.
        Sms = "sms",
        /// Signed in to an account.
        Account = "account",
    }
}

/// Somebody bound to the child, or somebody's application for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OtherPerson {
    /// The binding or application.
    pub id: Uuid,
    #[cfg_attr(feature = "server", schema(example = "王○明"))]
    pub name_masked: String,
    pub relationship: Relationship,
    /// Of the application; absent where the person is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ApplicationStatus>,
    /// When the binding began or the application was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// 受託照顧: when a carer's ends by itself; absent for guardians.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<OffsetDateTime>,
}

/// A decision on this application, or on one before it by the same person for the same child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EarlierDecision {
    pub id: Uuid,
    pub outcome: DecisionOutcome,
    #[serde(with = "time::serde::rfc3339")]
    pub decided_at: OffsetDateTime,
    /// Absent where the household registry's answer was enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub undone_at: Option<OffsetDateTime>,
}

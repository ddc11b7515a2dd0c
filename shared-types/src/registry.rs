//! 戶政查核: what the household registry says of an applicant and a child.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

codes! {
    /// What came of asking the household registry.
    RegistryOutcome {
        /// Person and relationship are as the register has them.
        Confirmed = "confirmed",
        /// Something differs from the register.
        Mismatch = "mismatch",
        /// The register doesn't know one of the two, or not how they are related.
        Unknown = "unknown",
        /// It gave no usable answer in time.
        NoAnswer = "no_answer",
    }
}

codes! {
    /// What the register has otherwise, or hasn't.
    RegistryFinding {
        /// No such ID number of the applicant.
        GuardianNotFound = "guardian_not_found",
        /// 家長姓名 differs; it may be a variant character.
        GuardianNameDiffers = "guardian_name_differs",
        /// No such ID number of the child.
        ChildNotFound = "child_not_found",
        /// 學生姓名 differs from the school's.
        ChildNameDiffers = "child_name_differs",
        /// Another relationship, or no parental authority (親權) or guardianship (監護).
        RelationshipDiffers = "relationship_differs",
        RelationshipUnknown = "relationship_unknown",
    }
}

/// Evidence for whoever reviews, never for the applicant: a stranger would learn of a family's register by applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RegistryCheck {
    pub outcome: RegistryOutcome,
    /// Empty when confirmed and where there was no answer.
    pub findings: Vec<RegistryFinding>,
    #[serde(with = "time::serde::rfc3339")]
    pub answered_at: OffsetDateTime,
}

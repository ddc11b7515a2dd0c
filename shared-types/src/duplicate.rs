//! 一人兩筆: people whom the city knows twice, and what the bureau makes of them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

codes! {
    /// What two rows have in common.
    DuplicateKind {
        /// Two accounts with one name and one e-mail address, and two ID numbers: one of them mistyped, or an old and a
        /// new 居留證.
        SameContact = "same_contact",
        /// One ID number of an account and of a student.
        ParentAndStudent = "parent_and_student",
    }
}

/// Rows that may be one person's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DuplicatePerson {
    pub kind: DuplicateKind,
    pub accounts: Vec<DuplicateAccount>,
    pub students: Vec<DuplicateStudent>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DuplicateAccount {
    pub id: Uuid,
    pub name: String,
    pub national_id_masked: String,
    #[cfg_attr(feature = "server", schema(example = "p***@example.tw"))]
    pub email_masked: String,
    /// Children bound to it.
    pub children: u64,
    #[serde(with = "time::serde::rfc3339")]
    pub opened_at: OffsetDateTime,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DuplicateStudent {
    pub id: Uuid,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
}

/// What the bureau has found out.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum ResolveDuplicate {
    /// One person: what the closed account has moves to the other.
    KeepOne { kept_account_id: Uuid, closed_account_id: Uuid },
    /// Different people: the account's ID number was wrong.
    CorrectId {
        account_id: Uuid,
        /// The right one, from the person's papers.
        #[cfg_attr(feature = "server", schema(example = "A123456789"))]
        national_id: String,
    },
    /// One person, both right: a grown student who is a parent. They aren't listed any more.
    BothRight { account_id: Uuid, student_id: Uuid },
}

#[cfg(feature = "server")]
impl validator::Validate for ResolveDuplicate {
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        let Self::CorrectId { national_id, .. } = self else { return Ok(()) };
        crate::check::server::national_id(national_id).map_err(|error| {
            let mut errors = validator::ValidationErrors::new();
            errors.add("national_id", error);
            errors
        })
    }
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
hide_in_debug!(DuplicatePerson, DuplicateAccount, DuplicateStudent, ResolveDuplicate);

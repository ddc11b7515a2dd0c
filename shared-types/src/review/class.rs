//! Classes, and 學生資料管理: their children, how far each has got, and who is reminded.

use super::ReviewRow;
use crate::relationship::Relationship;
use serde::{Deserialize, Serialize};
use std::ops::Add;
use time::OffsetDateTime;
use uuid::Uuid;

/// A class of the signed-in teacher, or of the registrar's school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReviewClass {
    pub id: Uuid,
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    #[cfg_attr(feature = "server", schema(example = "市立內湖國小"))]
    pub school_name: String,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub name: String,
    /// Whether an approval needs the tick that the signed paper came back.
    pub paper_required: bool,
    /// Whether the reader is registrar of the class's school.
    pub is_of_own_school: bool,
    /// Whether decisions are the reader's: a homeroom teacher's. A registrar reads.
    pub may_decide: bool,
    pub census: ClassCensus,
}

/// How far a class has got. Counts children; a child counts once, at the furthest it has got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ClassCensus {
    pub students: u64,
    /// 已綁定
    pub bound: u64,
    /// 待審核
    pub in_review: u64,
    /// 戶政查核中
    pub registry_checking: u64,
    /// 退回待修正
    pub returned: u64,
    /// 不同意
    pub refused: u64,
    /// 尚未申請
    pub no_answer: u64,
}

impl Add for ClassCensus {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            students: self.students + other.students,
            bound: self.bound + other.bound,
            in_review: self.in_review + other.in_review,
            registry_checking: self.registry_checking + other.registry_checking,
            returned: self.returned + other.returned,
            refused: self.refused + other.refused,
            no_answer: self.no_answer + other.no_answer,
        }
    }
}

codes! {
    /// How far a child has got: the furthest of all that was applied for it.
    StudentState {
        /// 已綁定
        Bound = "bound",
        /// 待審核
        InReview = "in_review",
        /// 戶政查核中
        RegistryChecking = "registry_checking",
        /// 退回待修正
        Returned = "returned",
        /// 不同意: a guardian chose 「不同意並退出」, and nobody has applied since.
        Refused = "refused",
        /// 尚未申請
        NoAnswer = "no_answer",
    }
}

impl ClassCensus {
    /// How many children have got as far as that and no further.
    pub fn count(&self, state: StudentState) -> u64 {
        match state {
            StudentState::Bound => self.bound,
            StudentState::InReview => self.in_review,
            StudentState::RegistryChecking => self.registry_checking,
            StudentState::Returned => self.returned,
            StudentState::Refused => self.refused,
            StudentState::NoAnswer => self.no_answer,
        }
    }

    /// One child more, which has got as far as that.
    pub fn count_one(&mut self, state: StudentState) {
        self.count_many(state, 1);
    }

    /// So many children more, which have got as far as that.
    pub fn count_many(&mut self, state: StudentState, children: u64) {
        self.students += children;
        *match state {
            StudentState::Bound => &mut self.bound,
            StudentState::InReview => &mut self.in_review,
            StudentState::RegistryChecking => &mut self.registry_checking,
            StudentState::Returned => &mut self.returned,
            StudentState::Refused => &mut self.refused,
            StudentState::NoAnswer => &mut self.no_answer,
        } += children;
    }
}

/// 學生資料管理: a child of the class, with whoever is bound to it or has applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ClassStudent {
    pub id: Uuid,
    /// 學號
    pub student_number: String,
    /// 座號
    pub seat_number: u32,
    pub name: String,
    /// Places for guardians that the school has opened, beyond the two of every child.
    #[serde(default)]
    pub guardian_places: u8,
    pub state: StudentState,
    /// Accounts that are bound without an application: guardians whom the school brought along, and carers on their days.
    pub brought: Vec<BroughtGuardian>,
    /// What waits, was returned or is approved, the oldest first.
    pub applications: Vec<ReviewRow>,
}

/// An account that was bound to a child by the school's list.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BroughtGuardian {
    /// The binding.
    pub id: Uuid,
    pub name: String,
    pub relationship: Relationship,
    pub national_id_masked: String,
    pub email: String,
    pub email_is_proved: bool,
    pub mobile_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    pub bound_at: OffsetDateTime,
    /// 受託照顧: when a carer's ends by itself; absent for guardians.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<OffsetDateTime>,
}

impl std::fmt::Debug for BroughtGuardian {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BroughtGuardian {{ id: {}, .. }}", self.id)
    }
}

/// How many people were reminded of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Reminded {
    /// Of a returned application that they haven't corrected.
    pub returned: u64,
    /// Of an e-mail address that they haven't confirmed.
    pub unconfirmed: u64,
    /// Of an account that they haven't signed in to yet.
    pub unused: u64,
    /// Not reminded, because the last mail is less than three days old.
    pub too_soon: u64,
    /// Not reminded of their account, because nobody has proved the address that the school's list has of them.
    pub unproved: u64,
}

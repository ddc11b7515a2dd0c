//! 審核家長親子連結申請: the homeroom teacher's grid [B][T].

mod class;
mod decision;

pub use class::*;
pub use decision::*;

use crate::{
    application::{AccountState, ApplicationStatus, ReturnReason},
    language::Language,
    limits,
    mail::MailDelivery,
    objection::ObjectionState,
    registry::RegistryCheck,
    relationship::Relationship,
    taiwan_time::Day,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// ◉待審核案件 ○已審核案件 [B]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    #[default]
    Pending,
    Decided,
}

codes! {
    /// The ten columns of [B], and the applicant's name.
    ReviewColumn {
        /// 學號
        StudentNumber = "student_number",
        /// 座號
        SeatNumber = "seat_number",
        /// 學生
        Student = "student",
        /// 關係
        Relationship = "relationship",
        /// 申請人
        Applicant = "applicant",
        /// 身分證
        NationalId = "national_id",
        /// MAIL
        Email = "email",
        /// 提出時間
        SubmittedAt = "submitted_at",
        /// 審核結果
        Status = "status",
        /// 審核時間
        DecidedAt = "decided_at",
        /// 單一身分驗證帳號
        Account = "account",
    }
}

impl ReviewColumn {
    /// How the grid is sorted by it; the 身分證 can't be, because the database doesn't know it.
    pub fn sort(self) -> Option<ReviewSort> {
        ReviewSort::from_code(self.code())
    }
}

codes! {
    /// What the grid is sorted by. By 座號 within what is equal.
    ReviewSort {
        /// 學號
        StudentNumber = "student_number",
        /// 座號
        SeatNumber = "seat_number",
        /// 學生
        Student = "student",
        /// 關係, in the order of the documents' menus.
        Relationship = "relationship",
        /// 申請人
        Applicant = "applicant",
        /// MAIL
        Email = "email",
        /// 提出時間
        SubmittedAt = "submitted_at",
        /// 審核結果, in the order in which an application gets there.
        Status = "status",
        /// 審核時間; what isn't decided comes last.
        DecidedAt = "decided_at",
        /// 單一身分驗證帳號, in the order in which it opens.
        Account = "account",
    }
}

/// What the grid is asked for; the browser app keeps the same in its address. Text may be typed full-width; a row must
/// meet everything that is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ReviewQuery {
    /// 待審核案件 or 已審核案件
    pub state: ReviewState,
    pub sort: ReviewSort,
    pub descending: bool,
    /// From 1.
    #[cfg_attr(feature = "server", param(minimum = 1, default = 1))]
    pub page: u32,
    #[serde(skip_serializing_if = "is_ordinary")]
    #[cfg_attr(feature = "server", param(minimum = 1, maximum = 200, default = 30))]
    pub page_size: u32,
    /// 學號 that contain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(max_length = 50))]
    pub student_number: Option<String>,
    /// 座號
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat_number: Option<u16>,
    /// 學生 whose name contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(max_length = 50))]
    pub student: Option<String>,
    /// 關係
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Relationship>,
    /// 申請人 whose name contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(max_length = 50))]
    pub applicant: Option<String>,
    /// 身分證 whose masked form contains it, `A12****789` or `789`: an address must not hold the whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(max_length = 50))]
    pub national_id: Option<String>,
    /// MAIL that contain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(max_length = 50))]
    pub email: Option<String>,
    /// 提出時間: that day in Taipei or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(value_type = Option<String>, format = Date))]
    pub submitted_from: Option<Day>,
    /// 提出時間: that day in Taipei or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(value_type = Option<String>, format = Date))]
    pub submitted_until: Option<Day>,
    /// 審核結果
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ApplicationStatus>,
    /// 審核時間: that day in Taipei or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(value_type = Option<String>, format = Date))]
    pub decided_from: Option<Day>,
    /// 審核時間: that day in Taipei or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", param(value_type = Option<String>, format = Date))]
    pub decided_until: Option<Day>,
    /// 單一身分驗證帳號
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountState>,
}

fn is_ordinary(page_size: &u32) -> bool {
    *page_size == limits::PAGE_SIZE
}

impl Default for ReviewQuery {
    fn default() -> Self {
        Self {
            state: ReviewState::Pending,
            sort: ReviewSort::SeatNumber,
            descending: false,
            page: 1,
            page_size: limits::PAGE_SIZE,
            student_number: None,
            seat_number: None,
            student: None,
            relationship: None,
            applicant: None,
            national_id: None,
            email: None,
            submitted_from: None,
            submitted_until: None,
            status: None,
            decided_from: None,
            decided_until: None,
            account: None,
        }
    }
}

impl ReviewQuery {
    /// Every row of the tab, in the same order.
    pub fn without_filters(&self) -> Self {
        let &Self { state, sort, descending, page_size, .. } = self;
        Self { state, sort, descending, page_size, ..Self::default() }
    }

    /// Whether it leaves rows of the tab out.
    pub fn is_filtered(&self) -> bool {
        *self != Self { page: self.page, ..self.without_filters() }
    }
}

/// A page of the grid, with the counts of both tabs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReviewPage {
    pub items: Vec<ReviewRow>,
    pub page: u32,
    pub page_size: u32,
    /// How many applications match over all pages.
    pub total: u64,
    pub pending: u64,
    pub decided: u64,
}

/// A row: the ten columns of [B] and the applicant's name.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReviewRow {
    pub id: Uuid,
    /// To be named in the decision, so that nobody decides on what was changed meanwhile.
    pub version: u32,
    /// 學號
    pub student_number: String,
    /// 座號
    pub seat_number: u32,
    /// 學生: whole, the teacher knows the class.
    pub student_name: String,
    /// 關係
    pub relationship: Relationship,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_note: Option<String>,
    /// 申請人
    pub applicant_name: String,
    /// 身分證, masked.
    pub national_id_masked: String,
    /// MAIL
    pub email: String,
    /// False while nobody has shown that the address can be read and the person has no account: it then opens only after
    /// that.
    pub email_is_proved: bool,
    pub mobile_masked: String,
    /// 提出時間
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: OffsetDateTime,
    /// 審核結果
    pub status: ApplicationStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_reason: Option<ReturnReason>,
    /// 審核時間
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub decided_at: Option<OffsetDateTime>,
    /// 單一身分驗證帳號
    pub account: AccountState,
    /// 戶政查核: absent where the registry isn't asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<RegistryCheck>,
    /// In which the applicant is written to.
    pub language: Language,
    /// Whether the reader applied: somebody else decides about it.
    pub is_own: bool,
    /// Whether the school wants the signed paper and it hasn't come back; until then nobody approves it.
    pub is_paper_missing: bool,
    /// When the signed paper came back; the next correction needs another one.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub paper_returned_at: Option<OffsetDateTime>,
    /// The newest mail about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailDelivery>,
    /// Whether another guardian of the child objects to it; while that is open nobody approves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<ObjectionState>,
    /// What it led to, while it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding_id: Option<Uuid>,
    /// The reader's own decision, while it can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<DecisionMade>,
}

impl std::fmt::Debug for ReviewRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReviewRow {{ id: {}, status: {:?}, .. }}", self.id, self.status)
    }
}

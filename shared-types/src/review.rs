//! 審核家長親子連結申請: the homeroom teacher's grid and decisions [B][T].

use crate::{
    application::{AccountState, ApplicationStatus, ReturnReason},
    language::Language,
    limits,
    mail::MailDelivery,
    objection::ObjectionState,
    problem::ProblemCode,
    registry::RegistryCheck,
    relationship::Relationship,
    taiwan_time::Day,
};
use serde::{Deserialize, Serialize};
use std::ops::Add;
use time::OffsetDateTime;
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

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

/// 通過 or 退回
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    Approve,
    /// With a reason that the parent reads.
    Return,
}

/// 批次審核: up to 200 rows, each with its own outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct DecideApplications {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::decisions"), nested))]
    pub decisions: Vec<Decision>,
}

/// A decision on one application.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::decision_reason", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub application_id: Uuid,
    /// As the row showed it.
    pub version: u32,
    pub outcome: DecisionOutcome,
    /// 退回事由: needed for a return, refused for an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
}

/// What became of each row, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionResults {
    pub results: Vec<DecisionResult>,
}

/// What became of one row. Done when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionResult {
    pub application_id: Uuid,
    /// `not_found`, `stale` (changed or decided meanwhile), `wrong_state`, `parent_places_full`, `paper_missing`,
    /// `objection_open` or `second_person_needed` (the decider's own).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
    /// What was decided, now or by the same request before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionMade>,
}

/// A decision that can be taken back for a while. Until then no mail is sent and no account opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DecisionMade {
    pub id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub undo_until: OffsetDateTime,
}

/// 復原: takes own decisions back, up to 200.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct UndoDecisions {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::decisions_to_undo")))]
    pub decision_ids: Vec<Uuid>,
}

/// What became of each, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndoResults {
    pub results: Vec<UndoResult>,
}

/// What became of one. The application waits for a decision again when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndoResult {
    pub decision_id: Uuid,
    /// `not_found` (absent or somebody else's), `undo_expired` or `wrong_state` (the parent was faster).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
}

/// 紙本繳回: up to 200 ticks, each with its own outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct NotePaperReturns {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::paper_returns")))]
    pub returns: Vec<PaperReturn>,
}

/// Whether the signed paper of an application came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PaperReturn {
    pub application_id: Uuid,
    /// False takes the tick back.
    pub is_returned: bool,
}

/// What became of each tick, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PaperReturnResults {
    pub results: Vec<PaperReturnResult>,
}

/// What became of one tick. Done when `problem` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PaperReturnResult {
    pub application_id: Uuid,
    /// `not_found`, `wrong_state` once it is approved or over, or `second_person_needed` (the own).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemCode>,
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

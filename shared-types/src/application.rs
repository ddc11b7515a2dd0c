//! Binding applications: what a parent sends, and how it goes on.

use crate::{language::Language, relationship::Relationship, school::StudentSummary, signature::Signature};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

/// Where an application stands. One machine for the words of all documents: 待審核/已通過/不通過,
/// 核可/退回, 申請/認證.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// 戶政查核中: where the household registry is asked first; seconds, as a rule, and then 待審核.
    RegistryChecking,
    /// 待審核: with the homeroom teacher.
    InReview,
    /// 已通過
    Approved,
    /// 退回待修正: the parent corrects and sends again.
    Returned,
    /// 已取消, by the parent.
    Cancelled,
    /// 已結束: was approved, and the binding has ended since: the parent gave it up, or withdrew the consent.
    Ended,
}

impl ApplicationStatus {
    pub const ALL: [Self; 6] =
        [Self::RegistryChecking, Self::InReview, Self::Approved, Self::Returned, Self::Cancelled, Self::Ended];

    /// The wire code, `in_review`.
    pub fn code(self) -> &'static str {
        match self {
            Self::RegistryChecking => "registry_checking",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Sent, and nobody has decided.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::RegistryChecking | Self::InReview)
    }

    /// 取消申請 is possible.
    pub fn can_be_cancelled(self) -> bool {
        self.is_waiting() || self == Self::Returned
    }
}

codes! {
    /// 單一身分驗證帳號 of an approved application.
    AccountState {
        /// `--`
        None = "none",
        /// 等待確認電子信箱: approved; the account opens once the link that was mailed to its address is used.
        AwaitingEmail = "awaiting_email",
        /// 帳號建立中: approved, the account is being made.
        Opening = "opening",
        /// 帳號已建立
        Opened = "opened",
    }
}

/// 送出資料: one form for any number of children.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct SubmitApplications {
    /// The accepted consent of the verified address.
    pub consent_record_id: Uuid,
    /// 1 to 12 children, each looked up with the verified address, each once.
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::students"), nested))]
    pub students: Vec<StudentToBind>,
    #[cfg_attr(feature = "server", validate(nested))]
    pub applicant: Applicant,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::signature")))]
    pub signature: Signature,
    /// The language of the mails about it.
    #[serde(default)]
    pub language: Language,
}

/// A child and how the applicant is related to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::student_relationship", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct StudentToBind {
    /// From `POST /student-lookups`.
    pub lookup_id: Uuid,
    pub relationship: Relationship,
    /// What 「其他」 means; needed then, ignored otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_note: Option<String>,
}

/// 家長資料 as typed.
///
/// Somebody who has an account already (see `POST /account-lookups`) is asked for the ID number alone: name, e-mail
/// and mobile are the account's, whatever is given here. Everybody else gives all four.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Left out by an applicant who is signed in, and by a correction that keeps the number as it was.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::name")),
        schema(example = "王大明")
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Will be the sign-in name. One that isn't the verified address is confirmed by a link before the account opens.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::email")),
        schema(example = "parent@example.tw")
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::mobile")),
        schema(example = "0912345678")
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A returned application, corrected and sent again. It is signed anew, because the signature
/// stands for the answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::correction_relationship", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct SendAgain {
    /// The version that was corrected.
    pub version: u32,
    pub relationship: Relationship,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_note: Option<String>,
    #[cfg_attr(feature = "server", validate(nested))]
    pub applicant: Applicant,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::signature")))]
    pub signature: Signature,
}

/// One child's application, as its applicant sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BindingApplication {
    pub id: Uuid,
    /// Of the form it was sent with, to quote on the telephone; brothers and sisters share it.
    #[cfg_attr(feature = "server", schema(example = "115-7K3Q9XWD"))]
    pub reference: String,
    pub status: ApplicationStatus,
    /// Counts the changes; a correction names the version it corrects.
    pub version: u32,
    pub student: StudentSummary,
    pub relationship: Relationship,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_note: Option<String>,
    pub applicant: ApplicantView,
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub decided_at: Option<OffsetDateTime>,
    /// 退回事由
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_reason: Option<ReturnReason>,
    pub account: AccountState,
    /// What happened so far, oldest first.
    pub history: Vec<ApplicationEvent>,
}

/// Something that happened to an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ApplicationEvent {
    pub kind: ApplicationEventKind,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// 退回事由 of a return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
}

/// 退回事由: what has to be corrected, as codes that every language has words for, and what the teacher adds.
/// At least one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnReason {
    /// Each once; the first is where the correction begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<ReturnGround>,
    /// In the teacher's own words, which the parent reads as written. 300 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

codes! {
    /// A reason for a return that comes up again and again.
    ReturnGround {
        /// 家長姓名和學校留存的資料不同
        NameDiffers = "name_differs",
        /// 身分證字號和學校留存的資料不同
        NationalIdDiffers = "national_id_differs",
        /// 與學生的關係和學校留存的資料不同
        RelationshipDiffers = "relationship_differs",
        /// 電子信箱和學校留存的資料不同
        EmailDiffers = "email_differs",
        /// 行動電話和學校留存的資料不同
        MobileDiffers = "mobile_differs",
        /// 學校還沒有監護或委託文件
        GuardianPapers = "guardian_papers",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicationEventKind {
    /// 已送出
    Sent,
    /// 已向戶政查核: the household registry was asked. What it said is for the reviewer.
    RegistryAsked,
    /// 退回
    Returned,
    /// 導師重新審核: a decision was taken back, the application waits again.
    Reopened,
    /// 修正後再送
    SentAgain,
    /// 已通過
    Approved,
    /// 帳號已建立、完成綁定: the child is bound to the account.
    Bound,
    /// 已取消, by the parent.
    Cancelled,
    /// 綁定已結束
    Ended,
}

/// The applicant's own data, for the own eyes: only the ID number is masked, unless it is an account's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ApplicantView {
    #[cfg_attr(feature = "server", schema(example = "A12****789"))]
    pub national_id_masked: String,
    pub name: String,
    pub email: String,
    pub mobile: String,
    /// Brought in from an account that the person had: then all of it is masked, except for its signed-in owner.
    pub is_of_account: bool,
    /// False while a link that was mailed to the address waits to be used. Whoever is bound to an account needs none.
    pub email_is_proved: bool,
}

impl std::fmt::Debug for ApplicantView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A bound child, as its guardian sees it: no mask any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Binding {
    pub id: Uuid,
    pub student: BoundStudent,
    pub relationship: Relationship,
    #[serde(with = "time::serde::rfc3339")]
    pub bound_at: OffsetDateTime,
    /// 受託照顧: when a carer's ends by itself; absent for guardians.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<OffsetDateTime>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BoundStudent {
    pub name: String,
    pub school_name: String,
    pub class_name: String,
}

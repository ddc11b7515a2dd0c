//! Whether mails about applications and accounts arrived.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

codes! {
    /// Which mail.
    MailKind {
        /// 已收到申請, with the form
        ApplicationReceived = "application_received",
        /// 退回修正
        ApplicationReturned = "application_returned",
        /// 確認電子信箱
        EmailConfirmation = "email_confirmation",
        /// 帳號已建立
        AccountOpened = "account_opened",
        /// 已綁定到原有帳號
        ChildBound = "child_bound",
        /// 提醒
        Reminder = "reminder",
        /// 已解除綁定
        BindingEnded = "binding_ended",
        /// 學校解除綁定
        BindingRevoked = "binding_revoked",
        /// 撤銷通過
        ApprovalRevoked = "approval_revoked",
        /// 委託照顧的通知
        DelegationNotice = "delegation_notice",
        /// 已撤回同意
        ConsentWithdrawn = "consent_withdrawn",
        /// 其他監護人的通知
        OtherGuardianNotice = "other_guardian_notice",
        /// 異議處理結果
        ObjectionSettled = "objection_settled",
        /// 設定密碼的連結
        PasswordLink = "password_link",
        /// 聯絡方式已變更
        ContactChanged = "contact_changed",
        /// 已收到刪除申請
        DeletionRequested = "deletion_requested",
        /// 不予刪除
        DeletionDeclined = "deletion_declined",
    }
}

codes! {
    /// How far a mail has got.
    MailState {
        /// 已寄出: the mail server took it.
        Sent = "sent",
        /// 寄送中: the mail server couldn't take it yet; it is tried for a day.
        Waiting = "waiting",
        /// 寄不出去: the mail server refused it, or a day is over.
        Failed = "failed",
        /// 退信: it came back.
        Bounced = "bounced",
    }
}

/// A mail about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct MailDelivery {
    /// Also in the mail's `Message-ID`.
    pub id: Uuid,
    pub kind: MailKind,
    pub state: MailState,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    #[cfg_attr(feature = "server", schema(example = "m***@example.com"))]
    pub address_masked: String,
    /// The mail server's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "5.1.1"))]
    pub failure: Option<String>,
}

/// A mail that didn't arrive, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndeliveredMail {
    pub mail: MailDelivery,
    pub application_id: Uuid,
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
    pub seat_number: u32,
    pub student_name: String,
    pub applicant_name: String,
}

/// A mail that came back, as whoever receives bounces tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct ReportBounce {
    /// The mail's `Message-ID`, with or without angle brackets.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::message_id")),
        schema(example = "<0198a7c2-7a50-7cc0-8d0c-3f1f3c1b6a10@kinbind.example.tw>")
    )]
    pub message_id: String,
    /// The enhanced status code of RFC 3463. Those of class 4 are only delays, and change nothing.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::mail_status")),
        schema(example = "5.1.1")
    )]
    pub status: String,
}

impl ReportBounce {
    /// Which mail, where the id is of our making.
    pub fn mail(&self) -> Option<Uuid> {
        mail_of(&self.message_id)
    }
}

/// The mail's id out of a `Message-ID`.
pub fn mail_of(message_id: &str) -> Option<Uuid> {
    let inner = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    Uuid::try_parse(inner.split_once('@').map_or(inner, |(id, _)| id)).ok()
}

//! Step 3 同意個資使用聲明 [C]: versioned texts and dated answers.

use crate::{language::Language, verification::ContactChannel};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
#[cfg(feature = "server")]
use validator::Validate;

/// A version of the consent text, with the notices of 個資法 art. 8.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConsentDocument {
    pub id: Uuid,
    /// Counts from 1; the highest published one is in force.
    pub version: u32,
    pub language: Language,
    pub title: String,
    /// Markdown: `##`/`###` headings, `1.`/`-` list items and paragraphs, nothing else.
    pub body: String,
    /// SHA-256 of the body in lower-case hex: what a signature refers to.
    pub text_sha256: String,
    #[serde(with = "time::serde::rfc3339")]
    pub published_at: OffsetDateTime,
}

/// A version of the consent text, for the bureau.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConsentVersion {
    pub version: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub published_at: OffsetDateTime,
    /// The officer. Missing when an import brought it; empty when whoever it was has had all data deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<String>,
    /// The Chinese one first.
    pub texts: Vec<PublishedText>,
    /// Answers to it, in whichever language; those that were withdrawn since too.
    pub accepted: u64,
    pub refused: u64,
}

/// One language of a version; `GET /consent-documents/{id}` has its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PublishedText {
    pub id: Uuid,
    pub language: Language,
    pub title: String,
}

/// Yes or no: both are kept, because the census counts both [S][J][B].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentAnswer {
    /// 本人已詳閱並同意以上條款聲明
    Accepted,
    /// 不同意並退出
    Refused,
}

/// Answers a consent document.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct AnswerConsent {
    pub consent_document_id: Uuid,
    pub answer: ConsentAnswer,
}

codes! {
    /// What showed who answered.
    ConsentChannel {
        /// A code by e-mail.
        Email = "email",
        /// A code by SMS.
        Sms = "sms",
        /// A signed-in account.
        Account = "account",
    }
}

impl ConsentChannel {
    /// What kind of address is kept with the answer: of an account, its e-mail address.
    pub fn of_address(self) -> ContactChannel {
        match self {
            Self::Sms => ContactChannel::Sms,
            Self::Email | Self::Account => ContactChannel::Email,
        }
    }
}

impl From<ContactChannel> for ConsentChannel {
    fn from(channel: ContactChannel) -> Self {
        match channel {
            ContactChannel::Email => Self::Email,
            ContactChannel::Sms => Self::Sms,
        }
    }
}

/// A kept answer, as its giver sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConsentRecord {
    pub id: Uuid,
    /// The text in the language it was read in.
    pub consent_document_id: Uuid,
    pub version: u32,
    pub text_sha256: String,
    pub answer: ConsentAnswer,
    #[serde(with = "time::serde::rfc3339")]
    pub answered_at: OffsetDateTime,
    pub channel: ConsentChannel,
    #[cfg_attr(feature = "server", schema(example = "p***@example.tw"))]
    pub address_masked: String,
    /// The children for whom the reader applied on the answer, masked.
    pub students_masked: Vec<String>,
    /// The browser's or app's name for itself.
    pub client: String,
    /// Set when a yes was taken back; what depended on it has ended.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub withdrawn_at: Option<OffsetDateTime>,
}

/// A new version of the consent text, in every language it is shown in; the Chinese one is authoritative.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct PublishConsent {
    /// Higher than every one before.
    pub version: u32,
    /// One for each language, Chinese among them.
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::consent_texts"), nested))]
    pub texts: Vec<ConsentText>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, Validate))]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    pub language: Language,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::required")))]
    pub title: String,
    /// Markdown: `##`/`###` headings, `1.`/`-` list items and paragraphs, nothing else.
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::required")))]
    pub body: String,
}

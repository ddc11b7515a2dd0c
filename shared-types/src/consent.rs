//! Step 3 同意個資使用聲明 [C]: versioned texts and dated answers.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

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
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct AnswerConsent {
    pub consent_document_id: Uuid,
    pub answer: ConsentAnswer,
}

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConsentRecord {
    pub id: Uuid,
    pub consent_document_id: Uuid,
    pub version: u32,
    pub answer: ConsentAnswer,
    #[serde(with = "time::serde::rfc3339")]
    pub answered_at: OffsetDateTime,
}

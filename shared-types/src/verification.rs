//! Step 1 取得驗證碼登入 [C]: a code by e-mail opens an applicant session.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// How a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    Email,
}

/// Asks for a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct RequestCode {
    pub channel: ContactChannel,
    /// The e-mail address, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::email")),
        schema(example = "parent@example.tw")
    )]
    pub address: String,
    /// The language of the message.
    #[serde(default)]
    pub language: Language,
}

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ContactVerification {
    pub id: Uuid,
    pub channel: ContactChannel,
    #[cfg_attr(feature = "server", schema(example = "p***@example.tw"))]
    pub address_masked: String,
    /// One hour after it was asked for [C].
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Another code can be asked for from then on.
    #[serde(with = "time::serde::rfc3339")]
    pub resend_at: OffsetDateTime,
}

/// Tries a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct TryCode {
    /// Six digits, as typed: full-width digits, spaces and hyphens are read.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::code")),
        schema(example = "123456")
    )]
    pub code: String,
}

/// Whoever entered the code may apply and look up progress until the session ends. The session
/// itself travels in an HttpOnly cookie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ApplicantSession {
    pub channel: ContactChannel,
    /// The verified address, for the own eyes: it prefills step 4.
    pub address: String,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

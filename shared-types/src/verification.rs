//! Step 1 取得驗證碼登入 [C]: a code by e-mail or SMS opens an applicant session.

use crate::{
    account::KnownAccount,
    contact::{EmailAddress, MobileNumber},
    language::Language,
    problem::FieldCode,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// How a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    /// 電子信箱
    Email,
    /// 手機簡訊, to Taiwanese mobile numbers
    Sms,
}

impl ContactChannel {
    pub const ALL: [Self; 2] = [Self::Email, Self::Sms];

    /// As on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// Where a code goes, in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactAddress {
    Email(EmailAddress),
    Mobile(MobileNumber),
}

impl ContactAddress {
    /// # Errors
    /// [`EmailAddress::parse`]'s and [`MobileNumber::parse`]'s.
    pub fn parse(channel: ContactChannel, typed: &str) -> Result<Self, FieldCode> {
        match channel {
            ContactChannel::Email => EmailAddress::parse(typed).map(Self::Email),
            ContactChannel::Sms => MobileNumber::parse(typed).map(Self::Mobile),
        }
    }

    pub fn channel(&self) -> ContactChannel {
        match self {
            Self::Email(_) => ContactChannel::Email,
            Self::Mobile(_) => ContactChannel::Sms,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Mobile(number) => number.as_str(),
        }
    }

    /// As screens show it to others.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(address) => address.masked(),
            Self::Mobile(number) => number.masked(),
        }
    }
}

/// What a code is for: it is worth nothing for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerificationPurpose {
    /// Applying and looking up progress: opens an applicant session.
    #[default]
    Application,
    /// A new address or number of the own account.
    ContactChange,
}

impl VerificationPurpose {
    pub const ALL: [Self; 2] = [Self::Application, Self::ContactChange];

    /// As on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::ContactChange => "contact_change",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Asks for a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(feature = "server", validate(schema(function = "crate::check::server::contact_address")))]
#[serde(deny_unknown_fields)]
pub struct RequestCode {
    /// One of those that `GET /environment` names.
    pub channel: ContactChannel,
    /// The e-mail address or mobile number, as typed.
    #[cfg_attr(feature = "server", schema(example = "parent@example.tw"))]
    pub address: String,
    #[serde(default)]
    pub purpose: VerificationPurpose,
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

/// Whoever entered the code, or came from an account, may apply and look up progress until the session ends. The
/// session itself travels in an HttpOnly cookie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ApplicantSession {
    pub channel: ContactChannel,
    /// The verified address or number, for the own eyes: it prefills step 4.
    pub address: String,
    /// The account that opened it without a code: then step 4 asks for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<KnownAccount>,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

impl ApplicantSession {
    /// Whether the code proved that e-mail address, as typed. One that can't be read isn't proved.
    pub fn has_proved(&self, email: &str) -> bool {
        self.channel == ContactChannel::Email
            && EmailAddress::parse(email).is_ok_and(|email| email.as_str() == self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_proves_the_address_it_went_to_however_it_is_typed() {
        let session = |channel, address: &str| ApplicantSession {
            channel,
            address: address.into(),
            account: None,
            expires_at: OffsetDateTime::UNIX_EPOCH,
        };
        let by_mail = session(ContactChannel::Email, "parent@example.tw");
        assert!(by_mail.has_proved(" Parent@example.tw"));
        assert!(!by_mail.has_proved("parents@example.tw") && !by_mail.has_proved(""));
        assert!(!session(ContactChannel::Sms, "0912345678").has_proved("parent@example.tw"));
    }
}

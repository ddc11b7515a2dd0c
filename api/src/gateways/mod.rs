//! The ways out of the house: mail, SMS and the household registry.

pub mod mail;
pub mod outbound;
pub mod registry;
pub mod sms;

use reqwest::StatusCode;

/// What went wrong and why, without the address: it may hold a password or a number.
fn in_words(error: reqwest::Error) -> String {
    format!("{:#}", anyhow::Error::from(error.without_url()))
}

/// Whether asking again with the same words is of no use.
fn is_final(status: StatusCode) -> bool {
    status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429)
}

/// Why a message didn't leave. The words are for operators and hold nothing personal.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Trying again may help.
    #[error("the server could not be reached or was busy: {0}")]
    Transient(String),
    /// Trying again won't help.
    #[error("the server refused the message for good: {0}")]
    Permanent(String),
}

//! The ways out of the house: mail, SMS and the household registry.

pub mod mail;
pub mod registry;
pub mod sms;

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

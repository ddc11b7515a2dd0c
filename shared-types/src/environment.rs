//! What kind of installation this is.

use crate::verification::ContactChannel;
use serde::{Deserialize, Serialize};

/// What a client needs to know before anybody does anything. By default as little as every installation has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Environment {
    /// True where mail and SMS go to the development mailbox at `/dev/mailbox`.
    pub demo: bool,
    /// The ways that a one-time code can travel.
    pub contact_channels: Vec<ContactChannel>,
}

impl Environment {
    /// Codes can travel by SMS; they always can by e-mail.
    pub fn offers_sms(&self) -> bool {
        self.contact_channels.contains(&ContactChannel::Sms)
    }
}

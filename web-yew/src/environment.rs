//! What kind of installation this is. It never changes, so it is asked for once, before anything is shown.

use crate::api;
use serde::Deserialize;
use shared_types::verification::ContactChannel;
use yew::prelude::*;

/// As the API says it. By default as little as every installation has.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Environment {
    /// Messages go nowhere; there is a mailbox to read them in.
    pub demo: bool,
    contact_channels: Vec<ContactChannel>,
}

impl Environment {
    /// Codes can travel by SMS; they always can by e-mail.
    pub fn offers_sms(&self) -> bool {
        self.contact_channels.contains(&ContactChannel::Sms)
    }
}

/// Without an answer the app still works, with what every installation has.
pub async fn load_environment() -> Environment {
    api::environment::environment().await.unwrap_or_default()
}

/// The installation that this app talks to.
#[hook]
pub fn use_environment() -> Environment {
    use_context().expect("the app is wrapped in a provider of the environment")
}

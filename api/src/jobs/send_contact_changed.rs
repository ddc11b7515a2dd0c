//! Tells whoever reads an account's mail that its e-mail address or mobile number is another one now.

use super::JobError;
use crate::{
    features::{
        account,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{language::Language, mail::MailKind, taiwan_time, verification::ContactChannel};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendContactChanged {
    /// The address before the change.
    pub to: String,
    pub account: Uuid,
    /// What was changed.
    pub channel: ContactChannel,
    pub new_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    pub changed_at: OffsetDateTime,
    pub language: Language,
}

impl SendContactChanged {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            is_email => self.channel == ContactChannel::Email,
            new_masked => &self.new_masked,
            changed_at => taiwan_time::date_time(self.changed_at, self.language),
        };
        let mail = notification::render("contact_changed", self.language, &self.to, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::ContactChanged, About::Account(self.account)).await
    }
}

//! Confirms to a parent that a consent was withdrawn, and what ended with it.

use super::JobError;
use crate::{
    features::{
        binding,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{mail::MailKind, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendConsentWithdrawn {
    /// One of those that ended: whoever sent it is told.
    pub application: Uuid,
    /// Masked: the children that were bound, or about to be.
    pub ended: Vec<String>,
    /// Masked: the children whose applications were under way.
    pub cancelled: Vec<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub withdrawn_at: OffsetDateTime,
}

impl SendConsentWithdrawn {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some((person, language)) = binding::proved_contact(state, self.application).await? else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            ended => &self.ended,
            cancelled => &self.cancelled,
            ended_at => taiwan_time::date_time(self.withdrawn_at, language),
            apply_url => state.page_url("/"),
        };
        let mail = notification::render("consent_withdrawn", language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::ConsentWithdrawn, About::Application(self.application)).await
    }
}

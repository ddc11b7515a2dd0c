//! Tells whoever asked for deletion of the own data why it isn't carried out.

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
use shared_types::{language::Language, mail::MailKind, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendDeletionDeclined {
    pub account: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: OffsetDateTime,
    /// In the operator's words.
    pub reason: String,
    pub language: Language,
}

impl SendDeletionDeclined {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            requested_at => taiwan_time::date_time(self.requested_at, self.language),
            reason => &self.reason,
        };
        let mail = notification::render("deletion_declined", self.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::DeletionDeclined, About::Account(self.account)).await
    }
}

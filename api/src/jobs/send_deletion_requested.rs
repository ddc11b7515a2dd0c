//! Confirms that somebody asked for deletion of the own data.

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
pub struct SendDeletionRequested {
    pub account: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
    pub language: Language,
}

impl SendDeletionRequested {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            due_at => taiwan_time::date_time(self.due_at, self.language),
        };
        let mail = notification::render("deletion_requested", self.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::DeletionRequested, About::Account(self.account)).await
    }
}

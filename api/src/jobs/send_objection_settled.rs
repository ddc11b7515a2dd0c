//! Tells a guardian what came of an objection.

use super::JobError;
use crate::{
    features::{
        account,
        mail_delivery::{self, About},
        notification, protection,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{language::Language, mail::MailKind};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendObjectionSettled {
    pub account: Uuid,
    pub student: Uuid,
    pub student_masked: String,
    pub is_upheld: bool,
    pub language: Language,
}

impl SendObjectionSettled {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        if !person.email_is_proved || protection::is_sealed(state.database.reader(), self.student).await? {
            return Ok(());
        }
        let context = minijinja::context! {
            name => &person.name,
            student => &self.student_masked,
            is_upheld => self.is_upheld,
            children_url => state.page_url("/children"),
        };
        let mail = notification::render("objection_settled", self.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::ObjectionSettled, About::Account(self.account)).await
    }
}

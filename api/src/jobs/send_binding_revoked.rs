//! Tells a guardian that the school or the bureau ended a binding, and why.

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
pub struct SendBindingRevoked {
    pub account: Uuid,
    /// That led to the binding.
    #[serde(default)]
    pub application: Option<Uuid>,
    pub student_masked: String,
    /// In the registrar's words; none where an objection was upheld.
    pub reason: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub ended_at: OffsetDateTime,
    pub language: Language,
}

impl SendBindingRevoked {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let found = account::contact_about(state, self.account, self.application).await?;
        let Some(person) = found else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            // Somebody else may read what goes to an address that nobody has proved.
            student => person.email_is_proved.then_some(&self.student_masked),
            stated_reason => self.reason.as_ref().filter(|_| person.email_is_proved),
            ended_at => taiwan_time::date_time(self.ended_at, self.language),
            apply_url => state.page_url("/"),
        };
        let mail = notification::render("binding_revoked", self.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::BindingRevoked, About::Account(self.account)).await
    }
}

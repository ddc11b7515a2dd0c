//! Tells a parent that a binding was given up, or ended with the child's time at school.

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
use shared_types::{language::Language, mail::MailKind, roster::DepartureReason, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendBindingEnded {
    pub account: Uuid,
    /// That led to the binding.
    #[serde(default)]
    pub application: Option<Uuid>,
    pub student_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    pub ended_at: OffsetDateTime,
    /// Why the child goes to no school any more; none when the parent gave the binding up.
    #[serde(default)]
    pub departure: Option<DepartureReason>,
    pub language: Language,
}

impl SendBindingEnded {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let found = account::contact_about(state, self.account, self.application).await?;
        let Some(person) = found else { return Ok(()) };
        let context = minijinja::context! {
            name => &person.name,
            // Somebody else may read what goes to an address that nobody has proved.
            student => person.email_is_proved.then_some(&self.student_masked),
            ended_at => taiwan_time::date_time(self.ended_at, self.language),
            departure => self.departure.map(DepartureReason::code),
            apply_url => state.page_url("/"),
        };
        let mail = notification::render("binding_ended", self.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::BindingEnded, About::Account(self.account)).await
    }
}

//! Reminds somebody whose account is ready and who has set no password yet: by a new link, because the initial password
//! and the links of earlier mails may be over.

use super::JobError;
use crate::{
    features::{
        account, binding,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::mail::MailKind;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendSignInReminder {
    pub account: Uuid,
    /// One that led to it.
    pub application: Uuid,
}

impl SendSignInReminder {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let connection = state.database.reader();
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        let Some(row) = binding::find_application(connection, self.application).await? else { return Ok(()) };
        // A link to an address that nobody has proved might open the account to a stranger.
        if person.has_own_password || !person.email_is_proved {
            return Ok(());
        }
        let context = minijinja::context! {
            name => &person.name,
            sign_in_name => &person.sign_in_name,
            sign_in_url => state.page_url("/sign-in"),
            activation_url => account::activation_url(state, self.account).await?,
        };
        let language = binding::language_of(connection, &row).await?;
        let mail = notification::render("sign_in_reminder", language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::Reminder, About::Application(self.application)).await
    }
}

//! Sends a one-time code.

use super::JobError;
use crate::{
    features::notification,
    gateways::{SendError, sms::Sms},
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{
    language::Language,
    taiwan_time,
    verification::{ContactChannel, VerificationPurpose},
};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendVerificationCode {
    pub channel: ContactChannel,
    pub purpose: VerificationPurpose,
    pub address: String,
    pub code: String,
    pub language: Language,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

impl SendVerificationCode {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        if state.now() >= self.expires_at {
            // Worth nothing any more; the parent has asked for another or gone.
            return Ok(());
        }
        let sent = match self.channel {
            ContactChannel::Email => self.mail(state, id).await?,
            ContactChannel::Sms => self.sms(state, id).await?,
        };
        match sent {
            // A mistyped address: the parent sees no code and types it anew. No operator can mend it.
            Err(SendError::Permanent(_)) => {
                metrics::counter!("kinbind_codes_refused_total", "channel" => self.channel.code()).increment(1);
                Ok(())
            }
            sent => Ok(sent?),
        }
    }

    async fn mail(&self, state: &State, id: Uuid) -> Result<Result<(), SendError>, JobError> {
        let context = minijinja::context! {
            code => &self.code,
            is_contact_change => self.purpose == VerificationPurpose::ContactChange,
            // With the date: a code of late evening ends on the next day.
            ends_at => taiwan_time::date_time(self.expires_at, self.language),
        };
        let mail = notification::render("verification_code", self.language, &self.address, id, state, context)?;
        Ok(state.mailers.send(&mail).await)
    }

    async fn sms(&self, state: &State, id: Uuid) -> Result<Result<(), SendError>, JobError> {
        let Some(sender) = &state.sms else {
            return Err(JobError::Dead(anyhow::anyhow!("KINBIND_SMS_URL is not set any more")));
        };
        let ends_at = taiwan_time::in_taipei(self.expires_at);
        let context = minijinja::context! {
            code => &self.code,
            is_contact_change => self.purpose == VerificationPurpose::ContactChange,
            // Short, for a message of seventy characters.
            ends_at => format!("{:02}:{:02}", ends_at.hour(), ends_at.minute()),
            // Phones offer the code to the page of that domain only.
            domain => state.config.server.domain(),
        };
        let text = notification::render_sms("verification_code_sms", self.language, context)?;
        let sms = Sms { id, to: self.address.clone(), text, sent_at: state.now() };
        Ok(sender.send(&sms).await)
    }
}

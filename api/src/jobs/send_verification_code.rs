//! Mails a one-time code.

use super::JobError;
use crate::{features::notification, gateways::mail::MailError, state::State};
use serde::{Deserialize, Serialize};
use shared_types::{language::Language, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendVerificationCode {
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
        let context = minijinja::context! {
            code => &self.code,
            // With the date: a code of late evening ends on the next day.
            ends_at => match self.language {
                Language::TraditionalChinese => taiwan_time::roc_date_time(self.expires_at),
                Language::English => taiwan_time::gregorian_date_time(self.expires_at),
            },
        };
        let mail = notification::render("verification_code", self.language, &self.address, id, state, context)?;
        match state.mailers.send(&mail).await {
            // A mistyped address: the parent sees no code and types it anew. No operator can mend it.
            Err(MailError::Permanent(_)) => {
                metrics::counter!("kinbind_codes_refused_total").increment(1);
                Ok(())
            }
            sent => Ok(sent?),
        }
    }
}

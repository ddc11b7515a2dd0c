//! Tells a guardian that somebody else has applied for the child, and what became of that. Whom, and whether still, is
//! asked when it leaves.

use super::JobError;
use crate::{
    features::{
        account,
        mail_delivery::{self, About},
        notification, objection,
    },
    locale,
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::mail::MailKind;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendGuardianNotice {
    /// The guardian who is told.
    pub account: Uuid,
    /// Somebody else's.
    pub application: Uuid,
    pub news: GuardianNews,
}

/// What became of somebody else's application.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardianNews {
    Applied,
    Bound,
    Returned,
}

impl GuardianNews {
    /// As the mail's text asks.
    fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Bound => "bound",
            Self::Returned => "returned",
        }
    }
}

impl SendGuardianNotice {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(notice) = objection::notice(state, self.account, self.application, self.news).await? else {
            return Ok(());
        };
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        if !person.email_is_proved {
            // Somebody else may read what goes there; the page shows it.
            return Ok(());
        }
        let context = minijinja::context! {
            name => &person.name,
            student => notice.student_name_masked,
            applicant => notice.applicant_name_masked,
            relationship => locale::text(notice.language, &format!("relationship.{}", notice.relationship.code())),
            news => self.news.code(),
            children_url => state.page_url("/children"),
        };
        let mail = notification::render("other_guardian_notice", notice.language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::OtherGuardianNotice, About::Account(self.account)).await
    }
}

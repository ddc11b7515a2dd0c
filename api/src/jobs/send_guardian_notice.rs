//! Tells a guardian that somebody else has applied for the child, or was bound to it. Whom, and whether still, is
//! asked when it leaves.

use super::JobError;
use crate::{
    features::{account, notification, objection},
    locale,
    state::State,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendGuardianNotice {
    /// The guardian who is told.
    pub account: Uuid,
    /// Somebody else's.
    pub application: Uuid,
    pub is_bound: bool,
}

impl SendGuardianNotice {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let Some(notice) = objection::notice(state, self.account, self.application).await? else { return Ok(()) };
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
            is_bound => self.is_bound,
            children_url => state.page_url("/children"),
        };
        let mail = notification::render("other_guardian_notice", notice.language, &person.email, id, state, context)?;
        Ok(state.mailers.send(&mail).await?)
    }
}

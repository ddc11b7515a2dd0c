//! Tells an applicant that the school or the bureau took an approval back before it had opened an account, and why.

use super::{Job, JobError, counting};
use crate::{
    features::{
        binding,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{application::ApplicationStatus, mail::MailKind, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Clone, Serialize, Deserialize)]
pub struct SendApprovalRevoked {
    pub application: Uuid,
    /// In the registrar's words.
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub revoked_at: OffsetDateTime,
    /// The mail is within what an address that nobody has proved may get.
    pub is_counted: bool,
}

impl SendApprovalRevoked {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let notice = binding::return_notice(state, self.application).await?;
        // Whoever has had all data deleted has no address.
        if notice.status != ApplicationStatus::Ended || notice.email.is_empty() {
            return Ok(());
        }
        if !notice.is_proved && !self.is_counted {
            let job = |is_counted| Job::SendApprovalRevoked(Self { is_counted, ..self.clone() });
            return counting::count(state, &notice.email, &job(true), &job(false)).await;
        }
        let context = minijinja::context! {
            name => notice.applicant_name,
            // Somebody else may read what goes to an address that nobody has proved.
            student => notice.is_proved.then_some(notice.student_name_masked),
            stated_reason => notice.is_proved.then_some(&self.reason),
            reference => notice.reference,
            ended_at => taiwan_time::date_time(self.revoked_at, notice.language),
            apply_url => state.page_url("/"),
        };
        let mail = notification::render("approval_revoked", notice.language, &notice.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::ApprovalRevoked, About::Application(self.application)).await
    }
}

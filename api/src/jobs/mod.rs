//! The outbox: typed jobs, written in the caller's transaction and run after it, one file a job.
//!
//! A job runs at least once. Each is written so that running it twice does no harm: rows are guarded,
//! and a mail carries the job's id as its Message-ID.

mod counting;
mod open_account;
mod outbox;
mod send_account_ready;
mod send_application_received;
mod send_application_returned;
mod send_approval_revoked;
mod send_backchannel_logout;
mod send_binding_ended;
mod send_binding_revoked;
mod send_consent_withdrawn;
mod send_contact_changed;
mod send_delegation_notice;
mod send_deletion_declined;
mod send_deletion_requested;
mod send_email_confirmation;
mod send_guardian_notice;
mod send_objection_settled;
mod send_password_link;
mod send_sign_in_reminder;
mod send_verification_code;
pub mod worker;

pub use outbox::{Backlog, backlog, enqueue, enqueue_all, enqueue_at, forget, pending_subjects, revive, withdraw};

use crate::{
    features::{registry, roster},
    gateways::SendError,
    problem::ApiError,
    state::State,
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use shared_types::language::Language;
use uuid::Uuid;

/// The kind of job that waits for somebody else's machine and may come by the thousand.
const ASK_REGISTRY: &str = "ask_registry";
/// The kind that keeps a processor busy for long.
pub const CHECK_ROSTER_IMPORT: &str = "check_roster_import";

/// What can be in the outbox. The payload is sealed: a code or an address may be in it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    SendVerificationCode(send_verification_code::SendVerificationCode),
    AskRegistry {
        check: Uuid,
        application: Uuid,
    },
    CheckRosterImport {
        import: Uuid,
    },
    OpenAccount {
        application: Uuid,
    },
    SendAccountReady(send_account_ready::SendAccountReady),
    SendSignInReminder(send_sign_in_reminder::SendSignInReminder),
    SendApplicationReceived {
        application: Uuid,
    },
    /// `is_counted`: the mail is within what an address that nobody has proved may get.
    SendApplicationReturned {
        application: Uuid,
        version: i32,
        is_counted: bool,
        /// Once more, to somebody who hasn't corrected it.
        is_reminder: bool,
    },
    SendEmailConfirmation {
        application: Uuid,
        is_counted: bool,
    },
    SendPasswordLink {
        account: Uuid,
        language: Language,
        /// The first mail about an account that was opened for a carer, who asked for nothing.
        #[serde(default)]
        is_new_carer: bool,
    },
    SendContactChanged(send_contact_changed::SendContactChanged),
    SendBindingEnded(send_binding_ended::SendBindingEnded),
    SendBindingRevoked(send_binding_revoked::SendBindingRevoked),
    SendApprovalRevoked(send_approval_revoked::SendApprovalRevoked),
    SendGuardianNotice(send_guardian_notice::SendGuardianNotice),
    SendDelegationNotice(send_delegation_notice::SendDelegationNotice),
    SendObjectionSettled(send_objection_settled::SendObjectionSettled),
    SendConsentWithdrawn(send_consent_withdrawn::SendConsentWithdrawn),
    SendBackchannelLogout(send_backchannel_logout::SendBackchannelLogout),
    SendDeletionRequested(send_deletion_requested::SendDeletionRequested),
    SendDeletionDeclined(send_deletion_declined::SendDeletionDeclined),
}

pub use send_account_ready::SendAccountReady;
pub use send_approval_revoked::SendApprovalRevoked;
pub use send_backchannel_logout::SendBackchannelLogout;
pub use send_binding_ended::SendBindingEnded;
pub use send_binding_revoked::SendBindingRevoked;
pub use send_consent_withdrawn::SendConsentWithdrawn;
pub use send_contact_changed::SendContactChanged;
pub use send_delegation_notice::SendDelegationNotice;
pub use send_deletion_declined::SendDeletionDeclined;
pub use send_deletion_requested::SendDeletionRequested;
pub use send_guardian_notice::{GuardianNews, SendGuardianNotice};
pub use send_objection_settled::SendObjectionSettled;
pub use send_sign_in_reminder::SendSignInReminder;
pub use send_verification_code::SendVerificationCode;

impl Job {
    /// As operators see it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SendVerificationCode(_) => "send_verification_code",
            Self::AskRegistry { .. } => ASK_REGISTRY,
            Self::CheckRosterImport { .. } => CHECK_ROSTER_IMPORT,
            Self::OpenAccount { .. } => "open_account",
            Self::SendAccountReady(_) => "send_account_ready",
            Self::SendSignInReminder(_) => "send_sign_in_reminder",
            Self::SendApplicationReceived { .. } => "send_application_received",
            Self::SendApplicationReturned { .. } => "send_application_returned",
            Self::SendEmailConfirmation { .. } => "send_email_confirmation",
            Self::SendPasswordLink { .. } => "send_password_link",
            Self::SendContactChanged(_) => "send_contact_changed",
            Self::SendBindingEnded(_) => "send_binding_ended",
            Self::SendBindingRevoked(_) => "send_binding_revoked",
            Self::SendApprovalRevoked(_) => "send_approval_revoked",
            Self::SendGuardianNotice(_) => "send_guardian_notice",
            Self::SendDelegationNotice(_) => "send_delegation_notice",
            Self::SendObjectionSettled(_) => "send_objection_settled",
            Self::SendConsentWithdrawn(_) => "send_consent_withdrawn",
            Self::SendBackchannelLogout(_) => "send_backchannel_logout",
            Self::SendDeletionRequested(_) => "send_deletion_requested",
            Self::SendDeletionDeclined(_) => "send_deletion_declined",
        }
    }

    /// The account, application, import or client that it is about.
    fn subject(&self) -> Option<Uuid> {
        Some(match self {
            // It names an address alone, and ends with its code.
            Self::SendVerificationCode(_) => return None,
            Self::CheckRosterImport { import } => *import,
            Self::AskRegistry { application, .. }
            | Self::OpenAccount { application }
            | Self::SendApplicationReceived { application }
            | Self::SendApplicationReturned { application, .. }
            | Self::SendEmailConfirmation { application, .. } => *application,
            Self::SendPasswordLink { account, .. } => *account,
            Self::SendAccountReady(job) => job.account,
            Self::SendSignInReminder(job) => job.account,
            Self::SendContactChanged(job) => job.account,
            Self::SendBindingEnded(job) => job.account,
            Self::SendBindingRevoked(job) => job.account,
            Self::SendApprovalRevoked(job) => job.application,
            Self::SendGuardianNotice(job) => job.account,
            Self::SendDelegationNotice(job) => job.account,
            Self::SendObjectionSettled(job) => job.account,
            Self::SendConsentWithdrawn(job) => job.application,
            Self::SendBackchannelLogout(job) => job.client,
            Self::SendDeletionRequested(job) => job.account,
            Self::SendDeletionDeclined(job) => job.account,
        })
    }

    async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        match self {
            Self::SendVerificationCode(job) => job.run(state, id).await,
            Self::AskRegistry { check, .. } => registry::run(state, *check).await,
            Self::CheckRosterImport { import } => roster::run_check(state, *import).await,
            Self::OpenAccount { application } => open_account::run(state, *application).await,
            Self::SendAccountReady(job) => job.run(state, id).await,
            Self::SendSignInReminder(job) => job.run(state, id).await,
            Self::SendApplicationReceived { application } => {
                send_application_received::run(state, id, *application).await
            }
            Self::SendApplicationReturned { application, version, is_counted, is_reminder } => {
                send_application_returned::run(state, id, *application, *version, *is_counted, *is_reminder).await
            }
            Self::SendEmailConfirmation { application, is_counted } => {
                send_email_confirmation::run(state, id, *application, *is_counted).await
            }
            Self::SendPasswordLink { account, language, is_new_carer } => {
                send_password_link::run(state, id, *account, *language, *is_new_carer).await
            }
            Self::SendContactChanged(job) => job.run(state, id).await,
            Self::SendBindingEnded(job) => job.run(state, id).await,
            Self::SendBindingRevoked(job) => job.run(state, id).await,
            Self::SendApprovalRevoked(job) => job.run(state, id).await,
            Self::SendGuardianNotice(job) => job.run(state, id).await,
            Self::SendDelegationNotice(job) => job.run(state, id).await,
            Self::SendObjectionSettled(job) => job.run(state, id).await,
            Self::SendConsentWithdrawn(job) => job.run(state, id).await,
            Self::SendBackchannelLogout(job) => job.run(state, id).await,
            Self::SendDeletionRequested(job) => job.run(state, id).await,
            Self::SendDeletionDeclined(job) => job.run(state, id).await,
        }
    }
}

/// Why a job didn't finish.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Tried again later, with growing pauses.
    #[error("{0:#}")]
    Again(anyhow::Error),
    /// Left for an operator: trying again won't help.
    #[error("{0:#}")]
    Dead(anyhow::Error),
}

impl From<DbErr> for JobError {
    fn from(error: DbErr) -> Self {
        Self::Again(error.into())
    }
}

impl From<ApiError> for JobError {
    fn from(error: ApiError) -> Self {
        Self::Again(anyhow::anyhow!(error.in_words()))
    }
}

impl From<SendError> for JobError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Transient(_) => Self::Again(error.into()),
            SendError::Permanent(_) => Self::Dead(error.into()),
        }
    }
}

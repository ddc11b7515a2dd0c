//! Sending a mail again that didn't arrive.

use super::repository;
use crate::{
    database::Transaction,
    entity::{binding_application as application, mail_delivery::Model},
    features::{
        account,
        audit::{self, By, Event},
        binding, protection, review,
    },
    http::authority::Reviewer,
    jobs::{self, Job, SendAccountReady, SendSignInReminder},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject},
    mail::MailKind,
    problem::ProblemCode,
};
use time::Duration;
use uuid::Uuid;

/// Of a whole school after its mail server was mended; more is a mistake.
const RESENDS: Limit = Limit { name: "mail_resends", hits: 600, window: Duration::HOUR };

/// Has it made anew, as things are now. Asked twice, it is sent once.
pub(super) async fn resend(state: &State, reviewer: &Reviewer, mail: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, RESENDS, &reviewer.account.to_string()).await?;
    let row = repository::find(&*transaction, mail).await?.ok_or(ProblemCode::NotFound)?;
    let id = row.application_id.ok_or(ProblemCode::NotFound)?;
    let found = review::own_applications(&*transaction, reviewer, [id]).await?.remove(&id);
    let Some(application) = found else {
        let hidden = review::hidden_applications(&*transaction, reviewer, [id]).await?;
        return match (hidden.contains_key(&id), row.sent_again_at) {
            (false, _) => Err(ProblemCode::NotFound.into()),
            // As of an application that was cancelled.
            (true, None) => Err(ProblemCode::WrongState.into()),
            (true, Some(_)) => Ok(()),
        };
    };
    if !repository::settle(&*transaction, mail, state.now()).await? {
        // The same request again.
        return Ok(());
    }
    let job = job(&transaction, &row, &application).await?.ok_or(ProblemCode::WrongState)?;
    // Otherwise what waits for the mail server, or for an operator, goes out as well.
    jobs::withdraw(&*transaction, mail).await?;
    jobs::enqueue(state, &*transaction, &job).await?;
    let taught = review::own_applications(&*transaction, &reviewer.as_teacher(), [id]).await?;
    let is_sealed = protection::is_sealed(&*transaction, application.student_id).await?;
    let role = review::acting_role(is_sealed, !taught.is_empty());
    let sent_again = Event::new(By::account(reviewer.account).acting_as(role), AuditAction::MailSentAgain);
    audit::record(state, &*transaction, [sent_again.to(AuditSubject::Application, id)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// None where the mail would only confuse: the application has gone on since.
async fn job(transaction: &Transaction, mail: &Model, row: &application::Model) -> ApiResult<Option<Job>> {
    let kind = MailKind::from_code(&mail.kind)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("mail {} is of an unknown kind", mail.id)))?;
    let (id, status) = (row.id, binding::status_of(row)?);
    let is_open = row.closed_at.is_none();
    Ok(match kind {
        MailKind::ApplicationReceived if is_open && row.email_is_proved => {
            Some(Job::SendApplicationReceived { application: id })
        }
        MailKind::ApplicationReturned | MailKind::Reminder if status == ApplicationStatus::Returned => {
            let is_reminder = kind == MailKind::Reminder;
            Some(Job::SendApplicationReturned { application: id, version: row.version, is_counted: false, is_reminder })
        }
        MailKind::EmailConfirmation if is_open && binding::needs_confirmation(row) => {
            Some(Job::SendEmailConfirmation { application: id, is_counted: false })
        }
        MailKind::AccountOpened | MailKind::ChildBound if status == ApplicationStatus::Approved => {
            let Some(account) = row.account_id else { return Ok(None) };
            let is_new = kind == MailKind::AccountOpened;
            Some(Job::SendAccountReady(SendAccountReady::about(&**transaction, row, account, is_new).await?))
        }
        MailKind::Reminder if status == ApplicationStatus::Approved => {
            let Some(account) = row.account_id else { return Ok(None) };
            let is_proved = account::unproved_among(&**transaction, [account]).await?.is_empty();
            is_proved.then_some(Job::SendSignInReminder(SendSignInReminder { account, application: id }))
        }
        _ => None,
    })
}

//! What halts approvals that haven't been carried out: a seal, and an objection that is upheld.

use super::{
    decisions::{event, outcome_name},
    repository,
};
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, return_reason::ReturnReasonColumn, review_decision},
    features::{
        audit::{self, By},
        binding::{self, Change, model::Step},
        objection,
    },
    jobs::{self, GuardianNews, Job},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    application::{ApplicationStatus, ReturnGround, ReturnReason},
    audit::AuditAction,
    review::DecisionOutcome,
};
use uuid::Uuid;

/// Returns what waits, or is approved and has opened no account, with the ground that papers are missing. Hold the child
/// before.
///
/// # Errors
/// `wrong_state`, `stale`; the database's.
pub async fn return_for_papers(
    state: &State,
    transaction: &Transaction,
    (by, decider): (By, Uuid),
    row: application::Model,
) -> ApiResult<()> {
    let row = match binding::status_of(&row)? {
        ApplicationStatus::Approved => reopen(state, transaction, by, row).await?,
        _ => row,
    };
    let now = state.now();
    let grounds = vec![ReturnGround::GuardianPapers];
    let reason = Some(ReturnReasonColumn(ReturnReason { grounds, note: None }));
    let change = Change { decided_at: Some(now), return_reason: reason.clone(), closed_at: None };
    binding::transition(&**transaction, &row, Step::Return, change).await?;
    let kept = review_decision::Model {
        id: state.new_id(),
        application_id: row.id,
        decided_by: Some(decider),
        outcome: outcome_name(DecisionOutcome::Return).into(),
        reason,
        application_version: row.version,
        decided_at: millis(now),
        undone_at: None,
    };
    repository::insert_decisions(&**transaction, vec![kept]).await?;
    audit::record(state, &**transaction, [event(by, AuditAction::ApplicationReturned, row.id)]).await?;
    let job = Job::SendApplicationReturned {
        application: row.id,
        version: row.version + 1,
        is_counted: false,
        is_reminder: false,
    };
    jobs::enqueue(state, &**transaction, &job).await?;
    objection::tell_guardians(state, transaction, &row, GuardianNews::Returned, now).await
}

/// Takes an approval back that has opened no account, whoever made it. Returns the application as it is then.
async fn reopen(
    state: &State,
    transaction: &Transaction,
    by: By,
    row: application::Model,
) -> ApiResult<application::Model> {
    binding::transition(&**transaction, &row, Step::Reopen, Change::default()).await?;
    if let Some(made) = repository::decision_on(&**transaction, row.id, row.version - 1).await? {
        repository::undo_decision(&**transaction, made.id, state.now()).await?;
    }
    audit::record(state, &**transaction, [event(by, AuditAction::DecisionUndone, row.id)]).await?;
    let status = ApplicationStatus::InReview.code().into();
    Ok(application::Model { status, version: row.version + 1, decided_at: None, held_at: None, ..row })
}

/// Every approval for those children that has opened no account, when they are sealed: taken back where whoever made it
/// still could, or else held, which nobody outside sees. Hold the children before.
///
/// # Errors
/// The database's.
pub async fn halt_approvals(state: &State, transaction: &Transaction, by: By, students: &[Uuid]) -> ApiResult<()> {
    let now = state.now();
    for row in repository::sealed::approved_unopened(&**transaction, students).await? {
        if binding::undo_until(state, &row).is_some_and(|until| until > now) {
            reopen(state, transaction, by, row).await?;
        } else {
            repository::sealed::hold(&**transaction, row.id, Some(now)).await?;
            audit::record(state, &**transaction, [event(by, AuditAction::ApprovalHeld, row.id)]).await?;
        }
    }
    Ok(())
}

/// Has carried out what is held for those children, when they are sealed no more. Hold the children before.
///
/// # Errors
/// The database's.
pub async fn release_approvals(state: &State, transaction: &Transaction, students: &[Uuid]) -> ApiResult<()> {
    let unopened = repository::sealed::approved_unopened(&**transaction, students).await?;
    for row in unopened.iter().filter(|row| row.held_at.is_some()) {
        repository::sealed::hold(&**transaction, row.id, None).await?;
        jobs::enqueue(state, &**transaction, &Job::OpenAccount { application: row.id }).await?;
    }
    Ok(())
}

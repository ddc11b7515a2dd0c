//! 撤銷綁定: what the school's registrar or the bureau ends, as after an approval by mistake.

use super::{bindings, parties, repository::bindings as repository};
use crate::{
    database::{Transaction, millis},
    entity::{approval_revocation, binding, binding_application as application, binding_revocation},
    features::{
        audit::{self, By, Event},
        binding as applications, protection, roster, staff,
    },
    http::authority::{Registrar, Revoker},
    jobs::{self, Job, SendApprovalRevoked, SendBindingRevoked},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    audit::{AuditAction, AuditSubject},
    objection::RevokeBinding,
    person_name,
    problem::ProblemCode,
    text,
};
use uuid::Uuid;

/// Ends a binding of the registrar's school, or for an officer of any; a protected child's are the protection desk's, and
/// a carer's ends with its delegation.
pub(super) async fn revoke_own(state: &State, revoker: &Revoker, id: Uuid, asked: RevokeBinding) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = repository::find(&*transaction, id).await?.filter(|row| !row.is_carers());
    let row = row.ok_or(ProblemCode::NotFound)?;
    hold_own_child(state, &transaction, revoker, row.student_id).await?;
    let reason = text::normalise_line(&asked.reason);
    if !revoke(state, &transaction, revoker.into(), revoker.account, &row, Some(&reason)).await? {
        return Err(ProblemCode::NotFound.into());
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Takes an approval back, in the same reach: the binding that it led to, or, before it has opened an account, the
/// application alone.
pub(super) async fn revoke_approval(state: &State, revoker: &Revoker, id: Uuid, asked: RevokeBinding) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = applications::find_application(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    hold_own_child(state, &transaction, revoker, row.student_id).await?;
    // As whoever held the child before has left it.
    let approved = applications::find_approved(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?.application;
    let reason = text::normalise_line(&asked.reason);
    match bindings::binding_of_application(&*transaction, id).await? {
        Some(bound) => {
            revoke(state, &transaction, revoker.into(), revoker.account, &bound, Some(&reason)).await?;
        }
        None => end_unopened(state, &transaction, revoker, &approved, reason).await?,
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Keeps others from changing what is about the child until the transaction ends. `not_found` where it isn't in reach,
/// `second_person_needed` where it is the revoker's own.
async fn hold_own_child(state: &State, transaction: &Transaction, revoker: &Revoker, child: Uuid) -> ApiResult<()> {
    roster::lock_students(&**transaction, [child]).await?;
    let students = roster::students_by_id(&**transaction, [child]).await?;
    let student = students.get(&child).ok_or(ProblemCode::NotFound)?;
    if !revoker.is_officer {
        let registrar = Registrar { account: revoker.account };
        staff::check_own_school(&**transaction, &registrar, &student.school_code, state.now()).await?;
    }
    if protection::is_sealed(&**transaction, child).await? {
        return Err(ProblemCode::NotFound.into());
    }
    parties::check_no_party(&**transaction, revoker.account, &[child]).await
}

async fn end_unopened(
    state: &State,
    transaction: &Transaction,
    revoker: &Revoker,
    row: &application::Model,
    reason: String,
) -> ApiResult<()> {
    applications::end_unopened(state, transaction, row).await?;
    let (id, now) = (state.new_id(), state.now());
    let kept = approval_revocation::Model {
        id,
        application_id: row.id,
        revoked_by: revoker.account,
        reason_sealed: Some(state.keys.seal(approval_revocation::REASON, id, reason.as_bytes())),
        revoked_at: millis(now),
    };
    repository::insert_approval_revocation(&**transaction, kept).await?;
    let event = Event::new(revoker, AuditAction::ApprovalRevoked).to(AuditSubject::Application, row.id);
    audit::record(state, &**transaction, [event]).await?;
    let mail = SendApprovalRevoked { application: row.id, reason, revoked_at: now, is_counted: false };
    Ok(jobs::enqueue(state, &**transaction, &Job::SendApprovalRevoked(mail)).await?)
}

/// Ends a binding and the application that led to it, and has its guardian told by mail. False when it had ended
/// already.
///
/// # Errors
/// The database's.
pub async fn revoke(
    state: &State,
    transaction: &Transaction,
    by: By,
    revoked_by: Uuid,
    row: &binding::Model,
    reason: Option<&str>,
) -> ApiResult<bool> {
    if !bindings::end_binding(state, transaction, by, AuditAction::BindingRevoked, row).await? {
        return Ok(false);
    }
    let (id, now) = (state.new_id(), state.now());
    let kept = binding_revocation::Model {
        id,
        binding_id: row.id,
        revoked_by,
        reason_sealed: reason.map(|reason| state.keys.seal(binding_revocation::REASON, id, reason.as_bytes())),
        revoked_at: millis(now),
    };
    repository::insert_revocation(&**transaction, kept).await?;
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    let mail = SendBindingRevoked {
        account: row.account_id,
        application: row.application_id,
        student_masked: person_name::masked(&student.name),
        reason: reason.map(Into::into),
        ended_at: now,
        language: bindings::language_of(&**transaction, row).await?,
    };
    jobs::enqueue(state, &**transaction, &Job::SendBindingRevoked(mail)).await?;
    Ok(true)
}

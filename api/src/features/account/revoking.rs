//! 撤銷綁定: what the school's registrar or the bureau ends, as after an approval by mistake.

use super::{bindings, repository::bindings as repository};
use crate::{
    database::{Transaction, millis},
    entity::{binding, binding_revocation},
    features::{audit::By, protection, roster, staff},
    http::authority::{Registrar, Revoker},
    jobs::{self, Job, SendBindingRevoked},
    problem::ApiResult,
    state::State,
};
use shared_types::{audit::AuditAction, objection::RevokeBinding, person_name, problem::ProblemCode, text};
use uuid::Uuid;

/// Ends a binding of the registrar's school, or for an officer of any; a protected child's are the protection desk's.
pub(super) async fn revoke_own(state: &State, revoker: &Revoker, id: Uuid, asked: RevokeBinding) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    roster::lock_students(&*transaction, [row.student_id]).await?;
    let students = roster::students_by_id(&*transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    if !revoker.is_officer {
        let registrar = Registrar { account: revoker.account };
        staff::check_own_school(&*transaction, &registrar, &student.school_code, state.now()).await?;
    }
    let is_sealed = protection::is_sealed(&*transaction, row.student_id).await?;
    let reason = text::normalise_line(&asked.reason);
    if is_sealed || !revoke(state, &transaction, revoker.into(), revoker.account, &row, Some(&reason)).await? {
        return Err(ProblemCode::NotFound.into());
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
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
        student_masked: person_name::masked(&student.name),
        reason: reason.map(Into::into),
        ended_at: now,
        language: bindings::language_of(&**transaction, row).await?,
    };
    jobs::enqueue(state, &**transaction, &Job::SendBindingRevoked(mail)).await?;
    Ok(true)
}

//! Lifting a seal: one officer asks for it, another approves.

use super::{
    repository,
    seals::{event, views},
};
use crate::{
    database::{Transaction, millis},
    entity::protective_seal::Model,
    features::{account, audit, delegation, review, roster, staff},
    http::authority::ProtectionOfficer,
    problem::ApiResult,
    state::State,
};
use shared_types::{audit::AuditAction, problem::ProblemCode, protection::ProtectiveSeal, staff::StaffRole};
use uuid::Uuid;

/// What an officer does to a seal.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Request,
    Withdraw,
    Approve,
}

/// Does it, unless it is done already by the same officer.
pub(super) async fn act(state: &State, officer: &ProtectionOfficer, id: Uuid, act: Act) -> ApiResult<ProtectiveSeal> {
    let transaction = state.database.begin().await?;
    staff::check_still_has(&*transaction, StaffRole::ProtectionOfficer, officer.account, state.now()).await?;
    let row = repository::find_held(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    let same_child = children_of(&transaction, &row).await?;
    account::check_no_party(&*transaction, officer.account, &same_child).await?;
    let me = officer.account;
    let by = Some(me);
    // Not before it was this one's turn.
    let now = Some(millis(state.now()));
    let (action, changed) = match (act, row.lifted_by, row.lift_requested_by) {
        (Act::Approve, Some(lifted_by), _) if lifted_by == me => (None, row),
        (_, Some(_), _) => return Err(ProblemCode::WrongState.into()),
        (Act::Request, None, None) => {
            let requested = Model { lift_requested_by: by, lift_requested_at: now, ..row };
            (Some(AuditAction::SealLiftRequested), requested)
        }
        (Act::Request, None, Some(requested_by)) if requested_by == me => (None, row),
        (Act::Withdraw, None, None) => (None, row),
        (Act::Withdraw, None, Some(_)) => {
            let withdrawn = Model { lift_requested_by: None, lift_requested_at: None, ..row };
            (Some(AuditAction::SealLiftWithdrawn), withdrawn)
        }
        (Act::Request, None, Some(_)) | (Act::Approve, None, None) => return Err(ProblemCode::WrongState.into()),
        (Act::Approve, None, Some(requested_by)) if requested_by == me => {
            return Err(ProblemCode::SecondPersonNeeded.into());
        }
        (Act::Approve, None, Some(_)) => {
            (Some(AuditAction::SealLifted), Model { lifted_by: by, lifted_at: now, ..row })
        }
    };
    if let Some(action) = action {
        repository::overwrite(&*transaction, changed.clone()).await?;
        audit::record(state, &*transaction, [event(officer, action, &changed)]).await?;
        if action == AuditAction::SealLifted {
            release(state, &transaction, &changed, &same_child).await?;
        }
    }
    let seal = views(state, &*transaction, vec![changed]).await?.pop().ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(seal)
}

/// The child, at every school that has it.
async fn children_of(transaction: &Transaction, seal: &Model) -> ApiResult<Vec<Uuid>> {
    let mut same_child = repository::same_child(&**transaction, &seal.national_id_index).await?;
    if !same_child.contains(&seal.student_id) {
        same_child.push(seal.student_id);
    }
    Ok(same_child)
}

/// What the school had approved is carried out, and who was entrusted with the child is bound, unless another order seals the child.
async fn release(state: &State, transaction: &Transaction, seal: &Model, same_child: &[Uuid]) -> ApiResult<()> {
    // Of two orders that are lifted at once, the second finds the first lifted.
    roster::lock_students(&**transaction, same_child.iter().copied()).await?;
    if repository::is_sealed(&**transaction, seal.student_id).await? {
        return Ok(());
    }
    delegation::bind_waiting(state, transaction, same_child).await?;
    review::release_approvals(state, transaction, same_child).await
}

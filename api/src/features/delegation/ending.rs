//! How delegations end: by an officer, with their last day, or with the binding that came of them.

use super::{
    listing::{event, view},
    notices::tell,
    repository,
};
use crate::{
    database::Transaction,
    entity::{
        binding,
        carer_delegation::{self, Model},
    },
    features::{
        account,
        audit::{self, By},
        protection, roster,
    },
    http::authority::BureauOfficer,
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    audit::AuditAction,
    delegation::{CarerDelegation, EndDelegation},
    problem::ProblemCode,
    text,
};
use uuid::Uuid;

/// Delegations that end in one round.
const ROUND: u64 = 100;

/// Ends a delegation before its last day. What the same officer has ended is found again.
pub(super) async fn end(
    state: &State,
    officer: &BureauOfficer,
    id: Uuid,
    asked: &EndDelegation,
) -> ApiResult<CarerDelegation> {
    let transaction = state.database.begin().await?;
    let row = held(&transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    account::check_no_party(&*transaction, officer.account, &[row.student_id]).await?;
    let now = state.now();
    if row.ended_at.is_some() && row.ended_by == Some(officer.account) {
        return view(state, &*transaction, row).await;
    }
    let reason = text::normalise_line(&asked.reason);
    let reason = state.keys.seal(carer_delegation::END_REASON, id, reason.as_bytes());
    let by = Some((officer.account, reason));
    if *row.ends_at <= now || !repository::end(&*transaction, id, by, now).await? {
        return Err(ProblemCode::WrongState.into());
    }
    record_end(state, &transaction, officer.into(), &row).await?;
    if let Some(bound) = binding_of(&*transaction, &row).await?
        && account::end_binding(state, &transaction, officer.into(), AuditAction::BindingEnded, &bound).await?
    {
        tell(state, &transaction, &row, true).await?;
    }
    let row = repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    let ended = view(state, &*transaction, row).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(ended)
}

/// A delegation as whoever held its child before has left it; the child is held.
async fn held(transaction: &Transaction, id: Uuid) -> ApiResult<Option<Model>> {
    let Some(row) = repository::find(&**transaction, id).await? else { return Ok(None) };
    roster::lock_students(&**transaction, [row.student_id]).await?;
    Ok(repository::find(&**transaction, id).await?)
}

async fn binding_of(connection: &impl ConnectionTrait, row: &Model) -> ApiResult<Option<binding::Model>> {
    match row.binding_id {
        Some(binding) => account::binding(connection, binding).await,
        None => Ok(None),
    }
}

pub(super) async fn record_end(state: &State, transaction: &Transaction, by: By, row: &Model) -> ApiResult<()> {
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let school_code = students.get(&row.student_id).map(|student| student.school_code.as_str());
    audit::record(state, &**transaction, [event(by, AuditAction::DelegationEnded, row).at_school(school_code)]).await
}

/// A carer's binding has ended: so has the delegation, and carer and guardians are told, unless another one follows at
/// once. Of a protected child's nothing is told or shown: the bureau's list keeps it until its last day.
///
/// # Errors
/// The database's.
pub async fn end_with_binding(
    state: &State,
    transaction: &Transaction,
    by: By,
    ended: &binding::Model,
) -> ApiResult<()> {
    let Some(row) = repository::of_binding(&**transaction, ended.id).await? else { return Ok(()) };
    if protection::is_sealed(&**transaction, row.student_id).await? {
        return Ok(());
    }
    let now = state.now();
    if !repository::end(&**transaction, row.id, None, now).await? {
        return Ok(());
    }
    record_end(state, transaction, by, &row).await?;
    match repository::is_continued(&**transaction, &row, now).await? {
        true => Ok(()),
        false => tell(state, transaction, &row, true).await,
    }
}

/// Ends what is over, each once, however many workers look.
///
/// # Errors
/// The database's.
pub async fn end_over(state: &State) -> ApiResult<()> {
    loop {
        let over = repository::over(state.database.reader(), state.now(), ROUND).await?;
        for id in &over {
            end_with_last_day(state, *id).await?;
        }
        if (over.len() as u64) < ROUND {
            return Ok(());
        }
    }
}

async fn end_with_last_day(state: &State, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = held(&transaction, id).await?.filter(|row| row.ended_at.is_none() && *row.ends_at <= state.now());
    let Some(row) = row else { return Ok(()) };
    if let Some(bound) = binding_of(&*transaction, &row).await? {
        account::end_binding(state, &transaction, By::SYSTEM, AuditAction::BindingEnded, &bound).await?;
    }
    // Unless it ended with the binding: a protected child's doesn't.
    if repository::end(&*transaction, id, None, state.now()).await? {
        record_end(state, &transaction, By::SYSTEM, &row).await?;
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// One account's delegations are another's from now on; what both have by the same papers stays once.
///
/// # Errors
/// The database's.
pub async fn give_to(state: &State, connection: &impl ConnectionTrait, from: Uuid, to: Uuid) -> ApiResult<()> {
    for row in repository::of_account(connection, from).await? {
        let known = repository::not_ended_of(connection, row.student_id, to).await?;
        if row.ended_at.is_none() && known.iter().any(|one| one.document_index == row.document_index) {
            repository::end(connection, row.id, None, state.now()).await?;
        }
        repository::give_to(connection, row.id, to).await?;
    }
    Ok(())
}

/// Ends and empties what was recorded of a carer who goes; nobody is told.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, transaction: &Transaction, account: Uuid) -> ApiResult<()> {
    for row in repository::of_account(&**transaction, account).await? {
        repository::end(&**transaction, row.id, None, state.now()).await?;
        let row = repository::find(&**transaction, row.id).await?.ok_or(ProblemCode::NotFound)?;
        let emptied = Model {
            document_index: row.id.as_bytes().to_vec(),
            document_reference_sealed: state.keys.seal(carer_delegation::DOCUMENT_REFERENCE, row.id, b""),
            note_sealed: None,
            end_reason_sealed: None,
            ..row
        };
        repository::overwrite(&**transaction, emptied).await?;
    }
    Ok(())
}

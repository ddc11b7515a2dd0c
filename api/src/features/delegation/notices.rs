//! Whom a delegation is told to, and what about it.

use super::repository;
use crate::{
    database::Transaction,
    entity::carer_delegation::Model,
    features::{account, protection, roster},
    jobs::{self, Job, SendDelegationNotice},
    problem::ApiResult,
    state::State,
};
use shared_types::{language::Language, person_name, problem::ProblemCode};
use time::OffsetDateTime;
use uuid::Uuid;

/// Has the carer and the child's guardians told by mail that it was recorded, or that it ended.
pub(super) async fn tell(state: &State, transaction: &Transaction, row: &Model, is_ended: bool) -> ApiResult<()> {
    let carer = account::national_id_index(&**transaction, row.account_id).await?;
    let guardians = account::others_bound(&**transaction, row.student_id, &carer).await?;
    for account in std::iter::once(row.account_id).chain(guardians) {
        let job = SendDelegationNotice { account, delegation: row.id, is_ended };
        jobs::enqueue(state, &**transaction, &Job::SendDelegationNotice(job)).await?;
    }
    Ok(())
}

/// What somebody is told of a delegation.
pub struct Notice {
    /// Whether it is the carer who is told, or a guardian.
    pub is_carer: bool,
    pub student_name_masked: String,
    pub carer_name_masked: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub language: Language,
}

/// None when there is nobody to tell, or nothing any more: the guardian isn't bound to the child now, the carer has had
/// all data deleted, what was recorded has ended, or the child is protected.
///
/// # Errors
/// The database's.
pub async fn notice(state: &State, account: Uuid, delegation: Uuid, is_ended: bool) -> ApiResult<Option<Notice>> {
    let connection = state.database.reader();
    let row = repository::find(connection, delegation).await?;
    let Some(row) = row.filter(|row| row.ended_at.is_some() == is_ended) else { return Ok(None) };
    if protection::is_sealed(connection, row.student_id).await? {
        return Ok(None);
    }
    let is_carer = row.account_id == account;
    let language = match account::guardians_binding(connection, row.student_id, account).await? {
        Some(own) => account::language_of(connection, &own).await?,
        None if is_carer => Language::default(),
        None => return Ok(None),
    };
    let mut people = account::people(state, connection, [row.account_id]).await?;
    let Some((carer, _)) = people.remove(&row.account_id) else { return Ok(None) };
    let students = roster::students_by_id(connection, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    Ok(Some(Notice {
        is_carer,
        student_name_masked: person_name::masked(&student.name),
        carer_name_masked: person_name::masked(&carer.name),
        starts_at: *row.starts_at,
        ends_at: *row.ends_at,
        language,
    }))
}

//! 我的孩子: the children bound to an account, and how a binding ends.

use super::{
    person::{PersonalData, people},
    repository::bindings as repository,
};
use crate::{
    database::Transaction,
    entity::binding,
    features::{
        audit::{self, By, Event},
        binding as applications, delegation, roster,
    },
    http::authority::SignedIn,
    jobs::{self, Job, SendBindingEnded},
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::Role,
    audit::{AuditAction, AuditSubject},
    language::Language,
    national_id::NationalId,
    person_name,
    problem::ProblemCode,
    relationship::Relationship,
    roster::DepartureReason,
};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// 解除綁定: the approved application that led to it ends with it, so that the parent can apply again. A carer gives the
/// delegation up with it.
pub(super) async fn give_up(state: &State, signed_in: &SignedIn, id: Uuid, language: Language) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = repository::find_own(&*transaction, signed_in.account, id, state.now()).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    let by = By::from(signed_in).acting_as(Role::Guardian);
    if !end_binding(state, &transaction, by, AuditAction::BindingEnded, &row).await? {
        return Err(ProblemCode::NotFound.into());
    }
    if !row.is_carers() {
        let students = roster::students_by_id(&*transaction, [row.student_id]).await?;
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        let mail = SendBindingEnded {
            account: row.account_id,
            application: row.application_id,
            student_masked: person_name::masked(&student.name),
            ended_at: state.now(),
            departure: None,
            language,
        };
        jobs::enqueue(state, &*transaction, &Job::SendBindingEnded(mail)).await?;
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// A binding by id, whoever's, live or not.
///
/// # Errors
/// The database's.
pub async fn binding(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<binding::Model>> {
    Ok(repository::find(connection, id).await?)
}

/// Ends a binding, and with it the approved application or the delegation that led to it. False when it had ended
/// already.
///
/// # Errors
/// The database's.
pub async fn end_binding(
    state: &State,
    transaction: &Transaction,
    by: By,
    action: AuditAction,
    row: &binding::Model,
) -> ApiResult<bool> {
    // The child first, as everywhere: then nobody waits in a circle.
    roster::lock_students(&**transaction, [row.student_id]).await?;
    if !repository::end(&**transaction, row.id, state.now()).await? {
        return Ok(false);
    }
    let ended = Event::new(by, action).to(AuditSubject::Binding, row.id);
    audit::record(state, &**transaction, [ended]).await?;
    if row.is_carers() {
        delegation::end_with_binding(state, transaction, by, row).await?;
    } else {
        applications::end_approved(state, transaction, row.student_id, row.account_id).await?;
    }
    Ok(true)
}

/// Notes that the order of a seal named the binding.
///
/// # Errors
/// The database's.
pub async fn note_ending_seal(connection: &impl ConnectionTrait, binding: Uuid, seal: Uuid) -> ApiResult<()> {
    Ok(repository::note_ending_seal(connection, binding, seal).await?)
}

/// The live binding of an account as a guardian of a child.
///
/// # Errors
/// The database's.
pub async fn guardians_binding(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> ApiResult<Option<binding::Model>> {
    Ok(repository::find_guardians(connection, student, account).await?)
}

/// Whose binding to one of those children as a guardian has ended, without another since: (child, index of the
/// guardian's ID number).
///
/// # Errors
/// The database's.
pub async fn ended_guardians(
    connection: &impl ConnectionTrait,
    students: &[Uuid],
) -> ApiResult<HashSet<(Uuid, Vec<u8>)>> {
    let rows = repository::guardians_of_students(connection, students).await?;
    let (ended, live): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(.., ended_at)| ended_at.is_some());
    let mut ended: HashSet<_> = ended.into_iter().map(|(student, guardian, _)| (student, guardian)).collect();
    for (student, guardian, _) in live {
        ended.remove(&(student, guardian));
    }
    Ok(ended)
}

/// The live bindings that came of those applications, by application.
///
/// # Errors
/// The database's.
pub async fn bindings_of_applications(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> ApiResult<HashMap<Uuid, binding::Model>> {
    let rows = repository::live_of_applications(connection, applications).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.application_id?, row))).collect())
}

/// The live binding that came of an application.
///
/// # Errors
/// The database's.
pub async fn binding_of_application(
    connection: &impl ConnectionTrait,
    application: Uuid,
) -> ApiResult<Option<binding::Model>> {
    Ok(bindings_of_applications(connection, &[application]).await?.remove(&application))
}

/// The accounts of a child's guardians, but for that person's.
///
/// # Errors
/// The database's.
pub async fn others_bound(
    connection: &impl ConnectionTrait,
    student: Uuid,
    national_id_index: &[u8],
) -> ApiResult<Vec<Uuid>> {
    Ok(repository::others_bound(connection, student, national_id_index).await?)
}

/// Of those accounts, each as often as it is bound to a child.
///
/// # Errors
/// The database's.
pub async fn bound_accounts(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> ApiResult<Vec<Uuid>> {
    Ok(repository::not_ended_of_accounts(connection, accounts).await?.into_iter().map(|row| row.account_id).collect())
}

/// The children that an account is bound to, or will be as a carer.
///
/// # Errors
/// The database's.
pub async fn bound_students(connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<Vec<Uuid>> {
    Ok(repository::not_ended(connection, account).await?.into_iter().map(|row| row.student_id).collect())
}

/// Gives one account the children of another; what both are bound to stays once. Hold the children before.
///
/// # Errors
/// The database's.
pub async fn move_bindings(state: &State, transaction: &Transaction, by: By, from: Uuid, to: Uuid) -> ApiResult<()> {
    for row in repository::not_ended(&**transaction, from).await? {
        let is_guardian = repository::find_guardians(&**transaction, row.student_id, to).await?.is_some();
        let carers = repository::carers(&**transaction, row.student_id, to).await?;
        if is_guardian || (row.is_carers() && !carers.is_empty()) {
            end_binding(state, transaction, by, AuditAction::BindingEnded, &row).await?;
            continue;
        }
        // Whoever is a guardian needs no delegation.
        for carer in carers {
            end_binding(state, transaction, by, AuditAction::BindingEnded, &carer).await?;
        }
        repository::give_to(&**transaction, row.id, to).await?;
    }
    delegation::give_to(state, &**transaction, from, to).await
}

/// In which language the guardian applied; the city's for one whom a school brought along.
///
/// # Errors
/// The database's.
pub async fn language_of(connection: &impl ConnectionTrait, row: &binding::Model) -> ApiResult<Language> {
    let Some(application) = row.application_id else { return Ok(Language::default()) };
    match applications::find_application(connection, application).await? {
        Some(application) => applications::language_of(connection, &application).await,
        None => Ok(Language::default()),
    }
}

/// Somebody who is bound to a child.
pub struct BoundGuardian {
    pub binding: Uuid,
    pub person: PersonalData,
    pub national_id: NationalId,
    pub relationship: Relationship,
    pub bound_at: OffsetDateTime,
    /// Of a carer.
    pub ends_at: Option<OffsetDateTime>,
}

/// Everybody who is bound to a child, carers to come among them; the oldest first.
///
/// # Errors
/// The database's.
pub async fn guardians_of(
    state: &State,
    connection: &impl ConnectionTrait,
    student: Uuid,
) -> ApiResult<Vec<BoundGuardian>> {
    let mut rows = repository::not_ended_of_student(connection, student).await?;
    rows.retain(|row| row.ends_at.is_none_or(|end| *end > state.now()));
    let mut people = people(state, connection, rows.iter().map(|row| row.account_id)).await?;
    let guardian = |row: binding::Model| {
        let (person, national_id) = people.remove(&row.account_id)?;
        let relationship = applications::relationship_of(&row.relationship);
        Some(relationship.map(|relationship| BoundGuardian {
            binding: row.id,
            person,
            national_id,
            relationship,
            bound_at: *row.bound_at,
            ends_at: row.ends_at.map(|end| *end),
        }))
    };
    rows.into_iter().filter_map(guardian).collect()
}

/// Ends what came of applications whose consent was withdrawn.
///
/// # Errors
/// The database's.
pub async fn end_of_applications(state: &State, transaction: &Transaction, applications: &[Uuid]) -> ApiResult<()> {
    for row in repository::live_of_applications(&**transaction, applications).await? {
        repository::end(&**transaction, row.id, state.now()).await?;
        let ended = Event::new(By::SYSTEM, AuditAction::BindingEnded).to(AuditSubject::Binding, row.id);
        audit::record(state, &**transaction, [ended]).await?;
    }
    Ok(())
}

/// Ends the bindings to a child that goes to no school any more, and has their owners told.
///
/// # Errors
/// The database's.
pub async fn end_of_student(
    state: &State,
    transaction: &Transaction,
    student: Uuid,
    name: &str,
    departure: DepartureReason,
) -> ApiResult<()> {
    for row in repository::not_ended_of_student(&**transaction, student).await? {
        let is_new = end_binding(state, transaction, By::SYSTEM, AuditAction::BindingEnded, &row).await?;
        if !is_new || row.is_carers() {
            continue;
        }
        let mail = SendBindingEnded {
            account: row.account_id,
            application: row.application_id,
            student_masked: person_name::masked(name),
            ended_at: state.now(),
            departure: Some(departure),
            language: language_of(&**transaction, &row).await?,
        };
        jobs::enqueue(state, &**transaction, &Job::SendBindingEnded(mail)).await?;
    }
    Ok(())
}

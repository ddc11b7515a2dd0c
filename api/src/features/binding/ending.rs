//! What ends applications from outside: a binding that is given up, a consent that is withdrawn.

use super::{
    email,
    model::Step,
    repository::{
        Change,
        endings::{self, Which},
    },
    service, view,
};
use crate::{
    database::Transaction,
    entity::binding_application as application,
    features::{
        audit::{self, By},
        roster,
    },
    jobs::{self, Job, SendConsentWithdrawn},
    problem::ApiResult,
    state::State,
};
use shared_types::{application::ApplicationStatus, audit::AuditAction, person_name, problem::ProblemCode};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Ends the approved application of an account for a child.
///
/// # Errors
/// The database's.
pub async fn end_approved(state: &State, transaction: &Transaction, student: Uuid, account: Uuid) -> ApiResult<()> {
    close(state, transaction, Which::approved(student, account)).await.map(drop)
}

/// Ends an approved application that has opened no account.
///
/// # Errors
/// `stale` when it opens this moment; the database's.
pub async fn end_unopened(state: &State, transaction: &Transaction, row: &application::Model) -> ApiResult<()> {
    let decided_at = row.decided_at.map(|at| *at);
    let change = Change { closed_at: Some(state.now()), decided_at, ..Change::default() };
    service::transition(&**transaction, row, Step::End, change).await.map(drop)
}

/// Cancels what is under way on the forms that rest on an answer, ends what was approved, and has the mails about
/// both written, one for each person. Returns what ended.
///
/// # Errors
/// The database's.
pub async fn close_resting_on(state: &State, transaction: &Transaction, consent_record: Uuid) -> ApiResult<Vec<Uuid>> {
    let closed = close(state, transaction, Which::resting_on(consent_record)).await?;
    let students = roster::students_by_id(&**transaction, closed.iter().map(|row| row.student_id)).await?;
    let mut mails: BTreeMap<&[u8], SendConsentWithdrawn> = BTreeMap::new();
    for row in &closed {
        let mail = mails.entry(&row.national_id_index).or_insert_with(|| SendConsentWithdrawn {
            application: row.id,
            ended: Vec::new(),
            cancelled: Vec::new(),
            withdrawn_at: state.now(),
        });
        if !email::needs_confirmation(row) {
            mail.application = row.id;
        }
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        let list = if was_approved(row) { &mut mail.ended } else { &mut mail.cancelled };
        list.push(person_name::masked(&student.name));
    }
    for mail in mails.into_values() {
        jobs::enqueue(state, &**transaction, &Job::SendConsentWithdrawn(mail)).await?;
    }
    Ok(closed.iter().filter(|row| was_approved(row)).map(|row| row.id).collect())
}

/// Cancels or ends every application for a child that goes to no school any more.
///
/// # Errors
/// The database's.
pub async fn close_of_student(state: &State, transaction: &Transaction, student: Uuid) -> ApiResult<()> {
    let closed = close(state, transaction, Which::of_student(student)).await?;
    // Of what was approved, the end of the binding is told.
    let under_way = closed.iter().filter(|row| !was_approved(row));
    let cancelled = under_way.map(|row| service::event(By::SYSTEM, AuditAction::ApplicationCancelled, row.id));
    audit::record(state, &**transaction, cancelled).await
}

fn was_approved(row: &application::Model) -> bool {
    row.status == ApplicationStatus::Approved.code()
}

/// A decision that comes at the same moment is waited for, or finds them closed. Returns them as they were.
pub(super) async fn close(
    state: &State,
    transaction: &Transaction,
    which: Which,
) -> ApiResult<Vec<application::Model>> {
    // In the order of a batch of decisions: the children, then their applications.
    let students = endings::students_of(&**transaction, which.clone()).await?;
    roster::lock_students(&**transaction, students).await?;
    let mut closed = Vec::new();
    for row in endings::locked(&**transaction, which).await? {
        let closed_at = Some(state.now());
        match view::status_of(&row)? {
            status if status.can_be_cancelled() => {
                let change = Change { closed_at, ..Change::default() };
                service::transition(&**transaction, &row, Step::Cancel, change).await?;
                closed.push(row);
            }
            ApplicationStatus::Approved => {
                let change = Change { closed_at, decided_at: row.decided_at.map(|at| *at), ..Change::default() };
                service::transition(&**transaction, &row, Step::End, change).await?;
                closed.push(row);
            }
            _ => {}
        }
    }
    Ok(closed)
}

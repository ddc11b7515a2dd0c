//! What ends applications from outside: a binding that is given up, a consent that is withdrawn.

use super::{
    model::Step,
    repository::{
        Change,
        endings::{self, Which},
    },
    service,
};
use crate::{database::Transaction, features::roster, problem::ApiResult, state::State};
use shared_types::application::ApplicationStatus;
use uuid::Uuid;

/// Ends the approved application of an account for a child.
///
/// # Errors
/// The database's.
pub async fn end_approved(state: &State, transaction: &Transaction, student: Uuid, account: Uuid) -> ApiResult<()> {
    close(state, transaction, Which::approved(student, account)).await.map(drop)
}

/// Cancels what is under way on the forms that rest on an answer, and ends what was approved. Returns what ended.
///
/// # Errors
/// The database's.
pub async fn close_resting_on(state: &State, transaction: &Transaction, consent_record: Uuid) -> ApiResult<Vec<Uuid>> {
    close(state, transaction, Which::resting_on(consent_record)).await
}

/// A decision that comes at the same moment is waited for, or finds them closed.
pub(super) async fn close(state: &State, transaction: &Transaction, which: Which) -> ApiResult<Vec<Uuid>> {
    // In the order of a batch of decisions: the children, then their applications.
    let students = endings::students_of(&**transaction, which.clone()).await?;
    roster::lock_students(&**transaction, students).await?;
    let mut ended = Vec::new();
    for row in endings::locked(&**transaction, which).await? {
        let closed_at = Some(state.now());
        match service::status_of(&row)? {
            ApplicationStatus::InReview | ApplicationStatus::Returned => {
                let change = Change { closed_at, ..Change::default() };
                service::transition(&**transaction, &row, Step::Cancel, change).await?;
            }
            ApplicationStatus::Approved => {
                let change = Change { closed_at, decided_at: row.decided_at.map(|at| *at), ..Change::default() };
                service::transition(&**transaction, &row, Step::End, change).await?;
                ended.push(row.id);
            }
            ApplicationStatus::Cancelled | ApplicationStatus::Ended => {}
        }
    }
    Ok(ended)
}

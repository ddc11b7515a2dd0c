//! Carrying a deletion out: what is personal goes, what happened stays.
//!
//! Rows, states and dates remain, so that the census and the record of decisions still add up; nothing in them leads
//! to the person any more.

use super::{
    repository::{self, Outcome},
    service,
};
use crate::{
    features::{
        account,
        audit::{self, By},
        binding, consent, contact_verification, delegation, mail_delivery, objection, staff,
    },
    jobs,
    problem::ApiResult,
    state::State,
};
use shared_types::audit::AuditAction;
use uuid::Uuid;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedOut {
    Done,
    /// There is no such request, or it was carried out before.
    NotOpen,
    /// The account has a class: the school gives it to somebody else first.
    IsHomeroomTeacher,
}

/// Removes everything personal of whoever asked. Ends bindings, applications and sessions; nobody is mailed. The
/// database's files still hold what the rows held before: [`crate::database::Database::forget_deleted`].
///
/// # Errors
/// The database's; nothing is removed then.
pub async fn carry_out(state: &State, request: Uuid) -> ApiResult<CarriedOut> {
    let transaction = state.database.begin().await?;
    let Some(row) = repository::find_open(&*transaction, request).await? else { return Ok(CarriedOut::NotOpen) };
    if staff::is_homeroom_teacher(&*transaction, row.account_id, state.now()).await? {
        return Ok(CarriedOut::IsHomeroomTeacher);
    }
    let Some(person) = account::leaving(&*transaction, row.account_id).await? else {
        return Ok(CarriedOut::NotOpen);
    };
    // A form that is being sent, or an account that opens, is there by now or doesn't find the person any more.
    binding::take_person_turn(&transaction, &person.national_id_index).await?;
    if !repository::close(&*transaction, request, Outcome::CarriedOut, state.now()).await? {
        return Ok(CarriedOut::NotOpen);
    }
    let traces = binding::traces(state, &*transaction, row.account_id, &person).await?;
    let proved = traces.proved_addresses.iter().chain(&person.proved_email);
    let addresses = consent::OwnAddresses {
        of_account: contact_verification::account_index(state, row.account_id),
        proved: proved.map(|address| contact_verification::address_index(state, address)).collect(),
    };
    // Answers before applications, as everywhere: then nobody waits in a circle.
    let sessions = consent::erase(state, &transaction, &traces.consent_records, &addresses).await?;
    let mut subjects = binding::erase(state, &transaction, row.account_id, &person).await?;
    objection::erase(state, &transaction, row.account_id, &subjects).await?;
    contact_verification::erase(state, &transaction, row.account_id, sessions).await?;
    delegation::erase(state, &transaction, row.account_id).await?;
    account::erase(state, &transaction, row.account_id, &person).await?;
    subjects.push(row.account_id);
    mail_delivery::erase(&*transaction, &subjects).await?;
    jobs::forget(&*transaction, &subjects).await?;
    let carried_out = service::event(By::OPERATOR, AuditAction::DeletionCarriedOut, request);
    audit::record(state, &*transaction, [carried_out]).await?;
    transaction.commit().await?;
    Ok(CarriedOut::Done)
}

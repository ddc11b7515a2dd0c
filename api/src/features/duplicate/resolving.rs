//! What the bureau decides about somebody who is known twice.

use super::repository;
use crate::{
    database::{Transaction, millis},
    entity::right_pair,
    features::{
        account::{self, PersonalData},
        audit::{self, Event},
        binding, consent, contact_verification, objection, personal_data, roster, staff,
    },
    http::authority::BureauOfficer,
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::HEXLOWER;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    duplicate::ResolveDuplicate,
    national_id::NationalId,
    problem::ProblemCode,
};
use uuid::Uuid;

pub(super) async fn resolve(state: &State, officer: &BureauOfficer, asked: ResolveDuplicate) -> ApiResult<()> {
    match asked {
        ResolveDuplicate::KeepOne { kept_account_id, closed_account_id } => {
            keep_one(state, officer, kept_account_id, closed_account_id).await
        }
        ResolveDuplicate::CorrectId { account_id, national_id } => {
            let national_id = NationalId::parse(&national_id).map_err(|code| ApiError::field("/national_id", code))?;
            correct_id(state, officer, account_id, &national_id).await
        }
        ResolveDuplicate::BothRight { account_id, student_id } => {
            both_right(state, officer, account_id, student_id).await
        }
    }
}

/// Nobody decides about the own account.
fn check_not_own(officer: &BureauOfficer, accounts: &[Uuid]) -> ApiResult<()> {
    if accounts.contains(&officer.account) { Err(ProblemCode::NotAllowed.into()) } else { Ok(()) }
}

async fn keep_one(state: &State, officer: &BureauOfficer, kept: Uuid, closed: Uuid) -> ApiResult<()> {
    check_not_own(officer, &[kept, closed])?;
    let transaction = state.database.begin().await?;
    let of_kept = account::owner(&*transaction, kept).await?.ok_or(ProblemCode::NotFound)?;
    let of_closed = account::owner(&*transaction, closed).await?.ok_or(ProblemCode::NotFound)?;
    // As whoever sends a form for them, or opens an account.
    let turns = [&of_kept, &of_closed].map(|person| HEXLOWER.encode(&person.national_id_index));
    transaction.take_turns("person", turns.iter().map(String::as_str)).await?;
    // As whoever had their turn before has left them: closed, perhaps.
    for id in [kept, closed] {
        account::owner(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    }
    check_quiet(&transaction, closed, &of_closed).await?;
    check_quiet(&transaction, kept, &of_kept).await?;
    let has_duties = staff::has_duties(&*transaction, closed, state.now()).await?;
    if has_duties || !repository::is_same_contact(&*transaction, kept, closed).await? {
        return Err(ProblemCode::WrongState.into());
    }
    let students = account::bound_students(&*transaction, closed).await?;
    roster::lock_students(&*transaction, students).await?;
    account::move_bindings(state, &transaction, officer.into(), closed, kept).await?;
    let [from, to] = [closed, kept].map(|id| contact_verification::account_index(state, id));
    binding::give_to(&*transaction, (closed, &from), (kept, &to)).await?;
    consent::readdress(&*transaction, &from, &to).await?;
    // The number that is given up may be somebody else's, who is to find nothing of this person under it.
    let (owner, right) = owner(state, &transaction, kept).await?;
    binding::renumber(state, &transaction, (kept, &owner.name), &of_closed.national_id_index, &right).await?;
    objection::give_to(&*transaction, closed, kept).await?;
    account::erase(state, &transaction, closed, &of_closed).await?;
    let events = [(AuditAction::AccountClosed, closed), (AuditAction::AccountKept, kept)];
    let events = events.map(|(action, id)| Event::new(officer, action).to(AuditSubject::Account, id));
    audit::record(state, &*transaction, events).await?;
    Ok(transaction.commit().await?)
}

async fn correct_id(state: &State, officer: &BureauOfficer, id: Uuid, national_id: &NationalId) -> ApiResult<()> {
    check_not_own(officer, &[id])?;
    let transaction = state.database.begin().await?;
    let person = account::owner(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    let index = state.keys.national_id_index(national_id);
    let turns = [&person.national_id_index, &index].map(|index| HEXLOWER.encode(index));
    transaction.take_turns("person", turns.iter().map(String::as_str)).await?;
    if person.national_id_index == index {
        // The same request again.
        return Ok(());
    }
    check_quiet(&transaction, id, &person).await?;
    if account::find_by_national_id(state, &*transaction, national_id).await?.is_some()
        || binding::is_under_way(&*transaction, &index).await?
    {
        return Err(ProblemCode::WrongState.into());
    }
    let (owner, _) = owner(state, &transaction, id).await?;
    binding::renumber(state, &transaction, (id, &owner.name), &person.national_id_index, national_id).await?;
    account::set_national_id(state, &*transaction, id, national_id).await?;
    let corrected = Event::new(officer, AuditAction::AccountIdCorrected).to(AuditSubject::Account, id);
    audit::record(state, &*transaction, [corrected]).await?;
    Ok(transaction.commit().await?)
}

/// A grown student who is a parent: both rows stay, and aren't shown together any more.
async fn both_right(state: &State, officer: &BureauOfficer, account: Uuid, student: Uuid) -> ApiResult<()> {
    check_not_own(officer, &[account])?;
    let transaction = state.database.begin().await?;
    transaction.take_turns("right_pairs", [account.to_string().as_str()]).await?;
    if repository::is_right_pair(&*transaction, account, student).await? {
        // The same request again.
        return Ok(());
    }
    if !repository::is_parent_and_student(&*transaction, account, student).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let pair = right_pair::Model {
        id: state.new_id(),
        account_id: account,
        student_id: student,
        found_by: officer.account,
        found_at: millis(state.now()),
    };
    repository::insert_right_pair(&*transaction, pair).await?;
    let found = Event::new(officer, AuditAction::AccountFoundRight).to(AuditSubject::Account, account);
    audit::record(state, &*transaction, [found]).await?;
    Ok(transaction.commit().await?)
}

async fn owner(state: &State, transaction: &Transaction, id: Uuid) -> ApiResult<(PersonalData, NationalId)> {
    Ok(account::people(state, &**transaction, [id]).await?.remove(&id).ok_or(ProblemCode::NotFound)?)
}

/// Nothing of the person is under way that is found by the ID number: it would find another account, or none.
async fn check_quiet(transaction: &Transaction, account: Uuid, person: &account::Leaving) -> ApiResult<()> {
    let is_under_way = binding::is_under_way(&**transaction, &person.national_id_index).await?
        || personal_data::is_asked_for(&**transaction, account).await?;
    if is_under_way { Err(ProblemCode::WrongState.into()) } else { Ok(()) }
}

//! The child and the carer that papers name, to be compared with them.

use crate::{
    features::{
        account,
        audit::{self, Event},
        roster,
    },
    http::authority::BureauOfficer,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    application::BoundStudent,
    audit::{AuditAction, AuditSubject},
    delegation::{DelegationLookup, EntrustedChild, LookUpDelegation},
    national_id::NationalId,
    problem::{FieldCode, ProblemCode},
};
use time::Duration;

/// People to name in an hour: the bureau has a few papers a day, a guesser of ID numbers needs far more.
const NAMED: Limit = Limit { name: "entrusted_children", hits: 120, window: Duration::HOUR };

/// Counts that somebody names a child, found or not.
pub(super) async fn count_named(state: &State, officer: &BureauOfficer) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, NAMED, &officer.account.to_string()).await?;
    Ok(transaction.commit().await?)
}

/// The numbers of two people: the child's, and the carer's that stands at `pointer`.
pub(super) fn read_numbers(
    child: &EntrustedChild,
    carer: &str,
    pointer: &'static str,
) -> ApiResult<(NationalId, NationalId)> {
    let wrong = |pointer| move |code| ApiError::field(pointer, code);
    let child = NationalId::parse(&child.national_id).map_err(wrong("/child/national_id"))?;
    let carer = NationalId::parse(carer).map_err(wrong(pointer))?;
    if child.reveal() == carer.reveal() {
        return Err(ApiError::field(pointer, FieldCode::SamePerson));
    }
    Ok((child, carer))
}

/// Nothing is answered that isn't in the trail.
pub(super) async fn look_up(
    state: &State,
    officer: &BureauOfficer,
    asked: &LookUpDelegation,
) -> ApiResult<DelegationLookup> {
    let (child, carer) = read_numbers(&asked.child, &asked.carer_national_id, "/carer_national_id")?;
    count_named(state, officer).await?;
    let transaction = state.database.begin().await?;
    let index = state.keys.national_id_index(&child);
    let child = roster::find_at_school(&*transaction, &index, asked.child.school_code.trim()).await?;
    let child = child.ok_or(ProblemCode::StudentNotFound)?;
    let looked_up = Event::new(officer, AuditAction::ChildLookedUp).to(AuditSubject::Student, child.id);
    audit::record(state, &*transaction, [looked_up.at_school(Some(&child.school_code))]).await?;
    let account = account::find_by_national_id(state, &*transaction, &carer).await?;
    transaction.commit().await?;
    let carer = match account {
        Some(account) => Some(account::known_account(state, account).await?),
        None => None,
    };
    let child = BoundStudent { name: child.name, school_name: child.school_name, class_name: child.class_name };
    Ok(DelegationLookup { child, carer })
}

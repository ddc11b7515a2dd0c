//! Recording a delegation from papers.

use super::{
    listing::{event, period_of, view},
    lookup::{count_named, read_numbers},
    notices::tell,
    repository,
};
use crate::{
    database::millis,
    entity::carer_delegation::{self, Model},
    features::{
        account::{self, NewAccount},
        audit, binding, protection, roster,
        staff::Period,
    },
    http::authority::BureauOfficer,
    jobs::{self, Job},
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    audit::AuditAction,
    contact::{EmailAddress, MobileNumber},
    delegation::{Carer, CarerDelegation, RecordDelegation},
    language::Language,
    limits,
    national_id::NationalId,
    person_name,
    problem::{FieldCode, FieldError, ProblemCode},
    taiwan_time, text,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Records a delegation and binds the carer on its days, unless the child is protected. Returns it, and whether it is
/// new: the same request again finds it.
pub(super) async fn record(
    state: &State,
    officer: &BureauOfficer,
    asked: RecordDelegation,
) -> ApiResult<(CarerDelegation, bool)> {
    let (child_id, carer_id) = read_numbers(&asked.child, &asked.carer.national_id, "/carer/national_id")?;
    period(&asked, state.now())?;
    count_named(state, officer).await?;
    let (child_index, carer_index) = (state.keys.national_id_index(&child_id), state.keys.national_id_index(&carer_id));
    let school_code = asked.child.school_code.trim();
    let reader = state.database.reader();
    roster::find_at_school(reader, &child_index, school_code).await?.ok_or(ProblemCode::StudentNotFound)?;
    // Hashed before the transaction: nobody waits for the database meanwhile.
    let opening = match account::find_by_national_id(state, reader, &carer_id).await? {
        Some(_) => None,
        None => Some(new_account(state, &asked.carer, carer_id.clone()).await?),
    };

    let transaction = state.database.begin().await?;
    // Two officers at once, or an approval that opens the carer's account: the second finds what the first made.
    binding::take_person_turn(&transaction, &carer_index).await?;
    let found = async || roster::find_at_school(&*transaction, &child_index, school_code).await;
    let child = found().await?.ok_or(ProblemCode::StudentNotFound)?;
    roster::lock_students(&*transaction, [child.id]).await?;
    // As whoever held the child before has left it: gone to another school, perhaps.
    let child = found().await?.ok_or(ProblemCode::StudentNotFound)?;
    let now = state.now();
    let period = period(&asked, now)?;
    let known = account::find_by_national_id(state, &*transaction, &carer_id).await?;
    let (account, is_new_account) = match (known, opening) {
        (Some(account), _) => (account, false),
        (None, Some(person)) => (account::create(state, &*transaction, person).await?, true),
        // It went away this moment: another round will hash.
        (None, None) => return Err(ProblemCode::Unavailable.into()),
    };
    // Nobody entrusts themselves with a child, nor others with one they have a part in.
    if account == officer.account {
        return Err(ProblemCode::SecondPersonNeeded.into());
    }
    account::check_no_party(&*transaction, officer.account, &[child.id]).await?;
    let document = text::normalise_line(&asked.document_reference);
    let document_index = state.keys.blind_index("delegation_document", &document);
    let standing = repository::not_ended_of(&*transaction, child.id, account).await?;
    if let Some(row) = standing.iter().find(|row| row.document_index == document_index) {
        return match period_of(row).is_of_days(asked.from, Some(asked.until), now) {
            true => Ok((view(state, &*transaction, row.clone()).await?, false)),
            false => Err(ProblemCode::WrongState.into()),
        };
    }
    if standing.iter().any(|row| overlap(&period_of(row), &period)) {
        return Err(ProblemCode::WrongState.into());
    }
    // Of a protected child nothing is said, and nobody is bound to it from here.
    let is_sealed = protection::is_sealed(&*transaction, child.id).await?;
    let is_guardian = account::guardians_binding(&*transaction, child.id, account).await?.is_some();
    if is_guardian && !is_sealed {
        return Err(ProblemCode::AlreadyApplied.into());
    }
    let id = state.new_id();
    let days = (millis(period.starts_at), millis(period.ends_at.unwrap_or(now)));
    let binding_id = match is_sealed {
        true => None,
        false => Some(account::bind_carer(state, &*transaction, officer.into(), (child.id, account), days).await?),
    };
    let note = asked.note.as_deref().map(text::normalise_line).filter(|note| !note.is_empty());
    let row = Model {
        id,
        student_id: child.id,
        account_id: account,
        binding_id,
        document_index,
        document_reference_sealed: state.keys.seal(carer_delegation::DOCUMENT_REFERENCE, id, document.as_bytes()),
        note_sealed: note.map(|note| state.keys.seal(carer_delegation::NOTE, id, note.as_bytes())),
        starts_at: days.0,
        ends_at: days.1,
        recorded_by: officer.account,
        recorded_at: millis(now),
        ended_by: None,
        end_reason_sealed: None,
        ended_at: None,
    };
    repository::insert(&*transaction, row.clone()).await?;
    let recorded = event(officer, AuditAction::DelegationRecorded, &row).at_school(Some(&child.school_code));
    audit::record(state, &*transaction, [recorded]).await?;
    if is_new_account {
        // What was approved and waits for its address to be confirmed has an account to be bound to now.
        binding::open_waiting(state, &transaction, &carer_index, Uuid::nil()).await?;
        let job = Job::SendPasswordLink { account, language: Language::default(), is_new_carer: true };
        jobs::enqueue(state, &*transaction, &job).await?;
    }
    tell(state, &transaction, &row, false).await?;
    let recorded = view(state, &*transaction, row).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok((recorded, true))
}

/// The days, which begin today at the earliest and end within a year.
fn period(asked: &RecordDelegation, now: OffsetDateTime) -> ApiResult<Period> {
    let latest = taiwan_time::day(now + Duration::days(limits::DELEGATION_DAYS));
    if asked.until > latest {
        return Err(ApiError::field("/until", FieldCode::TooLong));
    }
    Period::of_days(asked.from, Some(asked.until), now)
}

fn overlap(one: &Period, other: &Period) -> bool {
    let begins_within = |one: &Period, other: &Period| other.ends_at.is_none_or(|end| one.starts_at < end);
    begins_within(one, other) && begins_within(other, one)
}

/// An account as a school's list brings one: the address is proved by the link that is mailed there.
async fn new_account(state: &State, carer: &Carer, national_id: NationalId) -> ApiResult<NewAccount> {
    let (Some(name), Some(email), Some(mobile)) = (&carer.name, &carer.email, &carer.mobile) else {
        let fields = [("/carer/email", &carer.email), ("/carer/mobile", &carer.mobile), ("/carer/name", &carer.name)];
        let missing = fields.into_iter().filter(|(_, given)| given.is_none());
        let error = |(pointer, _): (&str, _)| FieldError { pointer: pointer.into(), code: FieldCode::Required };
        return Err(ApiError::fields(missing.map(error).collect()));
    };
    let wrong = |pointer| move |code| ApiError::field(pointer, code);
    Ok(NewAccount {
        name: person_name::parse(name).map_err(wrong("/carer/name"))?,
        email: EmailAddress::parse(email).map_err(wrong("/carer/email"))?,
        email_is_proved: false,
        mobile: MobileNumber::parse(mobile).map_err(wrong("/carer/mobile"))?,
        password_hash: state.passwords.hash(national_id.last_six()).await?,
        national_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn days_that_follow_one_another_do_not_overlap() {
        let december =
            Period { starts_at: datetime!(2026-11-30 16:00 UTC), ends_at: Some(datetime!(2026-12-31 16:00 UTC)) };
        let after =
            Period { starts_at: datetime!(2026-12-31 16:00 UTC), ends_at: Some(datetime!(2027-01-31 16:00 UTC)) };
        let within = Period { starts_at: datetime!(2026-12-31 15:59 UTC), ..after };
        assert!(!overlap(&december, &after) && !overlap(&after, &december));
        assert!(overlap(&december, &within) && overlap(&within, &december));
        assert!(overlap(&december, &december));
    }
}

//! 轉出、畢業: children who leave a school, and what becomes of their bindings; places for their guardians.

use super::{import::take_turn, repository};
use crate::{
    features::{
        account,
        audit::{self, Event},
        binding, staff,
    },
    http::authority::RosterKeeper,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    audit::{AuditAction, AuditSubject},
    problem::ProblemCode,
    roster::{DepartStudent, DepartureReason, GuardianPlaces, StudentDeparture},
};
use uuid::Uuid;

/// Children whose bindings end in one round.
const ROUND: u64 = 100;

/// Releases a child, so that another school can take it over. Returns that, and whether it is new: the same request
/// again finds it done.
pub(super) async fn depart(
    state: &State,
    keeper: &RosterKeeper,
    school_code: &str,
    id: Uuid,
    asked: &DepartStudent,
) -> ApiResult<(StudentDeparture, bool)> {
    let transaction = state.database.begin().await?;
    take_turn(&transaction).await?;
    let now = state.now();
    staff::check_roster_school(&*transaction, keeper, school_code, now).await?;
    repository::lock_students(&*transaction, [id]).await?;
    let row = repository::find_at(&*transaction, school_code, id).await?.ok_or(ProblemCode::NotFound)?;
    let is_new = row.left_at.is_none();
    if is_new {
        let carry_over = state.config.roster.carry_over();
        repository::depart(&*transaction, &[id], asked.reason, now, carry_over).await?;
        let departed = Event::new(keeper, AuditAction::StudentDeparted).to(AuditSubject::Student, id);
        audit::record(state, &*transaction, [departed.at_school(Some(school_code))]).await?;
    }
    let row = repository::find_at(&*transaction, school_code, id).await?.ok_or(ProblemCode::NotFound)?;
    let (Some(left_at), Some(reason)) = (row.left_at, reason_of(row.departure.as_deref())) else {
        return Err(ApiError::internal(anyhow::anyhow!("student {id} has left without a reason")));
    };
    let carry_over_until = row.carry_over_until.map_or(*left_at + state.config.roster.carry_over(), |until| *until);
    transaction.commit().await?;
    Ok((StudentDeparture { student_id: id, reason, left_at: *left_at, carry_over_until }, is_new))
}

fn reason_of(code: Option<&str>) -> Option<DepartureReason> {
    code.and_then(DepartureReason::from_code)
}

/// 監護人名額: nobody who has a place loses it.
pub(super) async fn set_guardian_places(
    state: &State,
    keeper: &RosterKeeper,
    school_code: &str,
    id: Uuid,
    places: GuardianPlaces,
) -> ApiResult<GuardianPlaces> {
    let transaction = state.database.begin().await?;
    take_turn(&transaction).await?;
    staff::check_roster_school(&*transaction, keeper, school_code, state.now()).await?;
    repository::lock_students(&*transaction, [id]).await?;
    let row = repository::find_at(&*transaction, school_code, id).await?.filter(|row| row.left_at.is_none());
    let row = row.ok_or(ProblemCode::NotFound)?;
    if row.guardian_places != i32::from(places.guardian_places) {
        repository::set_guardian_places(&*transaction, id, places.guardian_places).await?;
        let set = Event::new(keeper, AuditAction::GuardianPlacesSet).to(AuditSubject::Student, id);
        audit::record(state, &*transaction, [set.at_school(Some(school_code))]).await?;
    }
    transaction.commit().await?;
    Ok(places)
}

/// Ends the bindings and applications of children whom no school has taken over in time.
///
/// # Errors
/// The database's.
pub async fn end_carry_overs(state: &State) -> ApiResult<()> {
    loop {
        let due = repository::carry_overs_due(state.database.reader(), state.now(), ROUND).await?;
        for id in &due {
            end_carry_over(state, *id).await?;
        }
        if (due.len() as u64) < ROUND {
            return Ok(());
        }
    }
}

async fn end_carry_over(state: &State, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    repository::lock_students(&*transaction, [id]).await?;
    let row = repository::find_by_id(&*transaction, id).await?;
    // A school, or another worker, may have been faster.
    let is_due = |until: time::OffsetDateTime| until <= state.now();
    let Some(row) = row.filter(|row| row.carry_over_until.is_some_and(|until| is_due(*until))) else { return Ok(()) };
    let reason = reason_of(row.departure.as_deref()).unwrap_or(DepartureReason::Left);
    // Applications before bindings, as everywhere.
    binding::close_of_student(state, &transaction, id).await?;
    account::end_of_student(state, &transaction, id, &row.name, reason).await?;
    repository::end_carry_over(&*transaction, id).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

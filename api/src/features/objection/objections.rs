//! 提出異議, by a guardian who is bound to the child.

use super::{notices, repository};
use crate::{
    ambient::Millis,
    database::{Transaction, millis},
    entity::binding_objection::{self, Model},
    features::{
        audit::{self, By, Event},
        binding, roster,
    },
    http::authority::SignedIn,
    jobs::{self, Job},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    account::Role,
    audit::{AuditAction, AuditSubject},
    objection::{ObjectionState, OwnObjection, RaiseObjection},
    problem::ProblemCode,
    review::DecisionOutcome,
    text,
};
use time::Duration;
use uuid::Uuid;

/// A child has a few guardians; more is harassment.
const RAISED: Limit = Limit { name: "binding_objections", hits: 10, window: Duration::DAY };

/// Raises an objection, once for an application. Returns it, and whether it is new.
pub(super) async fn raise(
    state: &State,
    signed_in: &SignedIn,
    asked: RaiseObjection,
) -> ApiResult<(OwnObjection, bool)> {
    let transaction = state.database.begin().await?;
    let row = binding::find_application(&*transaction, asked.application_id).await?.ok_or(ProblemCode::NotFound)?;
    // An approval at the same moment comes before, or finds the objection; so does a seal.
    roster::lock_students(&*transaction, [row.student_id]).await?;
    if let Some(known) = repository::own_on(&*transaction, signed_in.account, row.id).await? {
        return match state_of(&known)? {
            ObjectionState::Open => Ok((own_view(state, &known)?, false)),
            ObjectionState::Dismissed | ObjectionState::Upheld => Err(ProblemCode::WrongState.into()),
        };
    }
    let told_of = notices::told_of(state, &*transaction, signed_in.account, Some(row.id)).await?;
    if !told_of.iter().any(|row| notices::decision_of(row) != Some(DecisionOutcome::Return)) {
        return Err(ProblemCode::NotFound.into());
    }
    if row.submitted_at != millis(asked.submitted_at) {
        return Err(ProblemCode::Stale.into());
    }
    throttle::hit(state, &*transaction, RAISED, &signed_in.account.to_string()).await?;
    let id = state.new_id();
    let reason = text::normalise_line(&asked.reason);
    let raised = Model {
        id,
        application_id: row.id,
        raised_by: signed_in.account,
        reason_sealed: state.keys.seal(binding_objection::REASON, id, reason.as_bytes()),
        raised_at: millis(state.now()),
        state: ObjectionState::Open.code().into(),
        settled_by: None,
        note_sealed: None,
        settled_at: None,
        lapsed_at: None,
    };
    repository::insert(&*transaction, raised.clone()).await?;
    let by = By::from(signed_in).acting_as(Role::Guardian);
    let event = Event::new(by, AuditAction::ObjectionRaised).to(AuditSubject::Application, row.id);
    audit::record(state, &*transaction, [event]).await?;
    transaction.commit().await?;
    Ok((own_view(state, &raised)?, true))
}

pub(super) async fn list_own(state: &State, signed_in: &SignedIn) -> ApiResult<List<OwnObjection>> {
    Ok(List { items: held(state, state.database.reader(), signed_in.account).await? })
}

pub(super) fn state_of(row: &Model) -> ApiResult<ObjectionState> {
    ObjectionState::from_code(&row.state)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("objection {} has an unknown state", row.id)))
}

pub(super) fn own_view(state: &State, row: &Model) -> ApiResult<OwnObjection> {
    Ok(OwnObjection {
        id: row.id,
        application_id: row.application_id,
        state: state_of(row)?,
        reason: state.keys.open_text(binding_objection::REASON, row.id, &row.reason_sealed)?,
        raised_at: *row.raised_at,
        settled_at: row.settled_at.map(|at| *at),
    })
}

/// What somebody objected to, for the copy of that person's own data.
///
/// # Errors
/// The database's.
pub async fn held(state: &State, connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<Vec<OwnObjection>> {
    repository::own(connection, account).await?.iter().map(|row| own_view(state, row)).collect()
}

/// A correction is about to name somebody else: what was against the person before counts no more, and who raised it
/// can object to the next one. Hold the child before.
///
/// # Errors
/// The database's.
pub async fn lapse(state: &State, transaction: &Transaction, by: By, application: Uuid) -> ApiResult<()> {
    let now = millis(state.now());
    let mut events = Vec::new();
    for row in repository::locked(&**transaction, application).await? {
        if row.settled_at.is_none() {
            let event = Event::new(by, AuditAction::ObjectionLapsed);
            events.push(event.to(AuditSubject::Application, application));
        }
        // Nobody is left to be objected to, so nobody has to settle it.
        let lapsed = Model { lapsed_at: Some(now), ..closed(row, now) };
        repository::overwrite(&**transaction, lapsed).await?;
    }
    audit::record(state, &**transaction, events).await
}

/// Has an approval carried out that waited until this objection was settled; another that is open puts it off again.
///
/// # Errors
/// The database's.
pub(super) async fn go_on(state: &State, transaction: &Transaction, application: Uuid) -> ApiResult<()> {
    let approved = binding::find_approved(&**transaction, application).await?;
    match approved.filter(|row| row.application.account_id.is_none()) {
        Some(_) => Ok(jobs::enqueue(state, &**transaction, &Job::OpenAccount { application }).await?),
        None => Ok(()),
    }
}

/// Empties what somebody who goes wrote, and what was written about the applications of theirs.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, transaction: &Transaction, account: Uuid, applications: &[Uuid]) -> ApiResult<()> {
    for row in repository::about(&**transaction, account, applications).await? {
        if row.settled_at.is_none() {
            go_on(state, transaction, row.application_id).await?;
        }
        let reason_sealed = state.keys.seal(binding_objection::REASON, row.id, b"");
        // Nobody is left to be heard, or to be objected to.
        let raised_at = row.raised_at;
        let emptied = Model { reason_sealed, note_sealed: None, ..closed(row, raised_at) };
        repository::overwrite(&**transaction, emptied).await?;
    }
    Ok(())
}

/// Dismissed by nobody at that moment, unless somebody has settled it.
fn closed(row: Model, at: Millis) -> Model {
    match row.settled_at {
        Some(_) => row,
        None => Model { state: ObjectionState::Dismissed.code().into(), settled_at: Some(at), ..row },
    }
}

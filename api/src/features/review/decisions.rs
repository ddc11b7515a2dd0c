//! 批次審核 and 復原: what is decided, and what is taken back.

use super::repository;
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, return_reason::ReturnReasonColumn, review_decision},
    features::{
        audit::{self, By, Event},
        binding::{self, Change, model::Step},
        objection, protection,
        roster::{self, StudentRow},
        school_settings,
    },
    http::authority::{Decider, Registrar, Reviewer},
    jobs::{self, Job},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::Role,
    application::{ReturnGround, ReturnReason},
    audit::{AuditAction, AuditSubject},
    objection::ObjectionState,
    problem::ProblemCode,
    review::{
        DecideApplications, Decision, DecisionMade, DecisionOutcome, DecisionResult, DecisionResults, UndoDecisions,
        UndoResult, UndoResults,
    },
    text,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One transaction for the batch: what is answered as done is done, whatever happens next.
pub(super) async fn decide(state: &State, teacher: &Decider, batch: DecideApplications) -> ApiResult<DecisionResults> {
    let transaction = state.database.begin().await?;
    let ids: Vec<Uuid> = batch.decisions.iter().map(|d| d.application_id).collect();
    let applications = held_applications(&transaction, teacher, &ids).await?;
    let students = roster::students_by_id(&*transaction, applications.values().map(|row| row.student_id)).await?;
    let sealed = protection::sealed_among(&*transaction, students.keys().copied()).await?;
    let objections = objection::states(&*transaction, &ids).await?;
    // About a protected child the desk judges what was objected to as well.
    let is_objected_to = |row: &application::Model, asked: &Decision| {
        let is_open = objections.get(&row.id) == Some(&ObjectionState::Open) && !sealed.contains(&row.student_id);
        is_open && asked.outcome == DecisionOutcome::Approve && is_as_shown(row, asked)
    };
    let (mut results, mut done, mut events) = (Vec::with_capacity(batch.decisions.len()), Vec::new(), Vec::new());
    for decision in &batch.decisions {
        let outcome = match applications.get(&decision.application_id) {
            Some(row) if is_objected_to(row, decision) => Err(ProblemCode::ObjectionOpen.into()),
            Some(row) => decide_one(state, &transaction, teacher, &students, row, decision).await,
            None => Err(ProblemCode::NotFound.into()),
        };
        let (decision_made, problem) = outcome_of_row(outcome)?;
        done.extend(decision_made.map(|_| outcome_name(decision.outcome)));
        let decided = applications.get(&decision.application_id).filter(|row| is_as_shown(row, decision));
        if let (Some(row), Some(_)) = (decided, decision_made) {
            events.push(event(by(teacher, &sealed, row), action_of(decision.outcome), row.id));
        }
        results.push(DecisionResult { application_id: decision.application_id, problem, decision: decision_made });
    }
    audit::record(state, &*transaction, events).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    for name in done {
        metrics::counter!("kinbind_review_decisions_total", "outcome" => name).increment(1);
    }
    Ok(DecisionResults { results })
}

/// Whether nobody has changed it since the decider saw it.
fn is_as_shown(row: &application::Model, decision: &Decision) -> bool {
    row.version as u32 == decision.version
}

/// As what somebody decides: about a protected child, as its officer.
fn by(decider: &Decider, sealed: &HashSet<Uuid>, row: &application::Model) -> By {
    By::account(decider.account).acting_as(acting_role(sealed.contains(&row.student_id), true))
}

/// As what a reviewer acts on a row of the own reach.
pub fn acting_role(is_sealed: bool, is_taught: bool) -> Role {
    match (is_sealed, is_taught) {
        (true, _) => Role::ProtectionOfficer,
        (false, true) => Role::HomeroomTeacher,
        (false, false) => Role::Registrar,
    }
}

/// Those among `ids` that the reviewer reaches. Nobody else decides on them until the transaction ends.
pub(super) async fn held_applications(
    transaction: &Transaction,
    reviewer: &Reviewer,
    ids: &[Uuid],
) -> ApiResult<HashMap<Uuid, application::Model>> {
    let read = async || repository::own_applications(&**transaction, reviewer, ids.iter().copied()).await;
    roster::lock_students(&**transaction, read().await?.values().map(|row| row.student_id)).await?;
    // As whoever held them before has left them.
    Ok(read().await?)
}

/// A row's own problem is told of that row. When the database is in trouble, nothing of the batch is done.
pub(super) fn outcome_of_row<T>(outcome: ApiResult<T>) -> ApiResult<(Option<T>, Option<ProblemCode>)> {
    match outcome {
        Ok(done) => Ok((Some(done), None)),
        Err(error) if error.cause().is_none() => Ok((None, Some(error.code))),
        Err(error) => Err(error),
    }
}

fn outcome_name(outcome: DecisionOutcome) -> &'static str {
    match outcome {
        DecisionOutcome::Approve => "approve",
        DecisionOutcome::Return => "return",
    }
}

fn action_of(outcome: DecisionOutcome) -> AuditAction {
    match outcome {
        DecisionOutcome::Approve => AuditAction::ApplicationApproved,
        DecisionOutcome::Return => AuditAction::ApplicationReturned,
    }
}

fn event(by: impl Into<By>, action: AuditAction, application: Uuid) -> Event {
    Event::new(by, action).to(AuditSubject::Application, application)
}

async fn decide_one(
    state: &State,
    transaction: &Transaction,
    teacher: &Decider,
    students: &HashMap<Uuid, StudentRow>,
    row: &application::Model,
    decision: &Decision,
) -> ApiResult<DecisionMade> {
    let reason = decision.reason.clone().map(|ReturnReason { grounds, note }| {
        let note = note.map(|note| text::normalise_line(&note)).filter(|note| !note.is_empty());
        ReturnReasonColumn(ReturnReason { grounds, note })
    });
    let now = state.now();
    let kept = review_decision::Model {
        id: state.new_id(),
        application_id: row.id,
        decided_by: Some(teacher.account),
        outcome: outcome_name(decision.outcome).into(),
        reason,
        application_version: decision.version as i32,
        decided_at: millis(now),
        undone_at: None,
    };
    if row.version as u32 != decision.version {
        return made_before(state, transaction, row, &kept).await;
    }
    let (step, job) = match decision.outcome {
        DecisionOutcome::Approve => {
            let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
            let group = binding::relationship_of(&row.relationship)?.group();
            let taken = binding::taken_places(&**transaction, row.student_id).await?;
            if taken.are_full_for(group, student.opened_places()) {
                return Err(ProblemCode::ParentPlacesFull.into());
            }
            if row.paper_returned_at.is_none()
                && school_settings::wants_paper(&**transaction, &student.school_code).await?
            {
                return Err(ProblemCode::PaperMissing.into());
            }
            (Step::Approve, Job::OpenAccount { application: row.id })
        }
        DecisionOutcome::Return => {
            let job = Job::SendApplicationReturned {
                application: row.id,
                version: row.version + 1,
                is_counted: false,
                is_reminder: false,
            };
            (Step::Return, job)
        }
    };
    let change = Change { decided_at: Some(now), return_reason: kept.reason.clone(), closed_at: None };
    binding::transition(&**transaction, row, step, change).await?;
    let made = decision_made(state, &kept);
    repository::insert_decision(&**transaction, kept).await?;
    jobs::enqueue_at(state, &**transaction, &job, made.undo_until).await?;
    Ok(made)
}

/// What the household registry confirmed is approved, where that is the policy.
///
/// # Errors
/// `stale` when somebody was faster.
pub async fn approve_confirmed(state: &State, transaction: &Transaction, row: &application::Model) -> ApiResult<()> {
    let now = state.now();
    let change = Change { decided_at: Some(now), ..Change::default() };
    binding::transition(&**transaction, row, Step::Confirm, change).await?;
    let kept = review_decision::Model {
        id: state.new_id(),
        application_id: row.id,
        decided_by: None,
        outcome: outcome_name(DecisionOutcome::Approve).into(),
        reason: None,
        application_version: row.version,
        decided_at: millis(now),
        undone_at: None,
    };
    audit::record(state, &**transaction, [event(By::SYSTEM, AuditAction::ApplicationApproved, row.id)]).await?;
    // As after any approval.
    let due = decision_made(state, &kept).undo_until;
    repository::insert_decision(&**transaction, kept).await?;
    Ok(jobs::enqueue_at(state, &**transaction, &Job::OpenAccount { application: row.id }, due).await?)
}

/// Returns what waits, on the part of the school's registrar, with the ground that papers are missing. Hold the child
/// before.
///
/// # Errors
/// `wrong_state`, `stale`; the database's.
pub async fn return_for_papers(
    state: &State,
    transaction: &Transaction,
    registrar: &Registrar,
    row: &application::Model,
) -> ApiResult<()> {
    let now = state.now();
    let grounds = vec![ReturnGround::GuardianPapers];
    let reason = Some(ReturnReasonColumn(ReturnReason { grounds, note: None }));
    let change = Change { decided_at: Some(now), return_reason: reason.clone(), closed_at: None };
    binding::transition(&**transaction, row, Step::Return, change).await?;
    let kept = review_decision::Model {
        id: state.new_id(),
        application_id: row.id,
        decided_by: Some(registrar.account),
        outcome: outcome_name(DecisionOutcome::Return).into(),
        reason,
        application_version: row.version,
        decided_at: millis(now),
        undone_at: None,
    };
    repository::insert_decision(&**transaction, kept).await?;
    audit::record(state, &**transaction, [event(registrar, AuditAction::ApplicationReturned, row.id)]).await?;
    let job = Job::SendApplicationReturned {
        application: row.id,
        version: row.version + 1,
        is_counted: false,
        is_reminder: false,
    };
    Ok(jobs::enqueue(state, &**transaction, &job).await?)
}

/// Takes back every approval for those children that has opened no account, for as long as it hasn't, whoever made it.
/// Hold the children before.
///
/// # Errors
/// The database's.
pub async fn halt_approvals(state: &State, transaction: &Transaction, by: By, students: &[Uuid]) -> ApiResult<()> {
    for row in repository::approved_unopened(&**transaction, students).await? {
        binding::transition(&**transaction, &row, Step::Reopen, Change::default()).await?;
        if let Some(made) = repository::decision_on(&**transaction, row.id, row.version - 1).await? {
            repository::undo_decision(&**transaction, made.id, state.now()).await?;
        }
        audit::record(state, &**transaction, [event(by, AuditAction::DecisionUndone, row.id)]).await?;
    }
    Ok(())
}

/// The answer to a request that came twice: what it decided the first time, as long as that stands.
async fn made_before(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
    asked: &review_decision::Model,
) -> ApiResult<DecisionMade> {
    let stands = row.version == asked.application_version + 1;
    let before = repository::decision_on(&**transaction, row.id, asked.application_version).await?;
    let is_same = |made: &review_decision::Model| {
        (made.decided_by, &made.outcome, &made.reason) == (asked.decided_by, &asked.outcome, &asked.reason)
    };
    let before = before.filter(|made| stands && is_same(made)).ok_or(ProblemCode::Stale)?;
    Ok(decision_made(state, &before))
}

fn decision_made(state: &State, row: &review_decision::Model) -> DecisionMade {
    DecisionMade { id: row.id, undo_until: *row.decided_at + state.config.review.undo_window() }
}

/// The teacher's decisions on those applications that can still be taken back.
pub(super) async fn undoable(
    state: &State,
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    rows: &[application::Model],
) -> ApiResult<HashMap<Uuid, DecisionMade>> {
    let since = state.now() - state.config.review.undo_window();
    let ids = rows.iter().filter(|row| row.decided_at.is_some_and(|at| *at > since)).map(|row| row.id);
    let decisions = repository::standing_decisions(connection, teacher, ids.collect()).await?;
    let versions: HashMap<Uuid, i32> = rows.iter().map(|row| (row.id, row.version)).collect();
    let stands = |made: &review_decision::Model| {
        versions.get(&made.application_id).is_some_and(|version| *version == made.application_version + 1)
    };
    let made = decisions.iter().filter(|made| stands(made));
    Ok(made.map(|made| (made.application_id, decision_made(state, made))).collect())
}

/// Takes decisions back whose mail and account still wait.
pub(super) async fn undo(state: &State, teacher: &Decider, batch: UndoDecisions) -> ApiResult<UndoResults> {
    let transaction = state.database.begin().await?;
    let own = async || repository::own_decisions(&*transaction, teacher, batch.decision_ids.iter().copied()).await;
    let ids: Vec<Uuid> = own().await?.values().map(|decision| decision.application_id).collect();
    let applications = held_applications(&transaction, teacher, &ids).await?;
    let decisions = own().await?;
    let sealed = protection::sealed_among(&*transaction, applications.values().map(|row| row.student_id)).await?;
    let (mut results, mut events) = (Vec::with_capacity(batch.decision_ids.len()), Vec::new());
    for decision_id in batch.decision_ids {
        let decision = decisions.get(&decision_id);
        let found = decision.and_then(|decision| Some((decision, applications.get(&decision.application_id)?)));
        let outcome = match found {
            Some((decision, row)) => undo_one(state, &transaction, row, decision).await,
            None => Err(ProblemCode::NotFound.into()),
        };
        let (_, problem) = outcome_of_row(outcome)?;
        let undone = found.filter(|(decision, _)| problem.is_none() && decision.undone_at.is_none());
        events.extend(undone.map(|(_, row)| event(by(teacher, &sealed, row), AuditAction::DecisionUndone, row.id)));
        results.push(UndoResult { decision_id, problem });
    }
    audit::record(state, &*transaction, events).await?;
    transaction.commit().await?;
    let undone = results.iter().filter(|result| result.problem.is_none()).count();
    metrics::counter!("kinbind_review_undos_total").increment(undone as u64);
    Ok(UndoResults { results })
}

async fn undo_one(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
    decision: &review_decision::Model,
) -> ApiResult<()> {
    if decision.undone_at.is_some() {
        // The same request again.
        return Ok(());
    }
    // By another setting, or another machine's clock, its account may have opened earlier.
    if decision_made(state, decision).undo_until <= state.now() || row.account_id.is_some() {
        return Err(ProblemCode::UndoExpired.into());
    }
    if row.version != decision.application_version + 1 {
        return Err(ProblemCode::WrongState.into());
    }
    binding::transition(&**transaction, row, Step::Reopen, Change::default()).await.map_err(|error: ApiError| {
        if error.code == ProblemCode::Stale { ProblemCode::WrongState.into() } else { error }
    })?;
    repository::undo_decision(&**transaction, decision.id, state.now()).await?;
    Ok(())
}

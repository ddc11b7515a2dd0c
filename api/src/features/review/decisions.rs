//! 批次審核: what is decided, by whomever.

use super::repository;
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, return_reason::ReturnReasonColumn, review_decision},
    features::{
        account,
        audit::{self, By, Event},
        binding::{
            self, Change,
            model::{Step, TakenPlaces},
        },
        objection, protection,
        roster::{self, StudentRow},
        school_settings, staff,
    },
    http::authority::{Decider, Reviewer},
    jobs::{self, GuardianNews, Job},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    account::Role,
    application::ReturnReason,
    audit::{AuditAction, AuditSubject},
    objection::ObjectionState,
    problem::ProblemCode,
    review::{DecideApplications, Decision, DecisionMade, DecisionOutcome, DecisionResult, DecisionResults},
    text,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One transaction for the batch: what is answered as done is done, whatever happens next.
pub(super) async fn decide(state: &State, teacher: &Decider, batch: DecideApplications) -> ApiResult<DecisionResults> {
    let transaction = state.database.begin().await?;
    let ids: Vec<Uuid> = batch.decisions.iter().map(|d| d.application_id).collect();
    let applications = held_applications(state, &transaction, teacher, &ids).await?;
    let mut circumstances = Circumstances::read(&transaction, teacher, &ids, &applications).await?;
    let hidden = repository::sealed::hidden_applications(&*transaction, teacher, ids).await?;
    let (mut results, mut made, mut events) = (Vec::with_capacity(batch.decisions.len()), Vec::new(), Vec::new());
    for decision in &batch.decisions {
        let outcome = match applications.get(&decision.application_id) {
            Some(row) => decide_one(state, &transaction, teacher, &mut circumstances, row, decision).await,
            None => Err(as_if_over(hidden.get(&decision.application_id), decision).into()),
        };
        let (done, problem) = outcome_of_row(outcome)?;
        if let (Some(row), Some((_, Some(kept)))) = (applications.get(&decision.application_id), &done) {
            let by = by(teacher, &circumstances.sealed, row);
            events.push(event(by, action_of(decision.outcome), row.id));
            made.push(kept.clone());
        }
        let decision_made = done.map(|(made, _)| made);
        results.push(DecisionResult { application_id: decision.application_id, problem, decision: decision_made });
    }
    let outcomes: Vec<String> = made.iter().map(|kept| kept.outcome.clone()).collect();
    repository::insert_decisions(&*transaction, made).await?;
    audit::record(state, &*transaction, events).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    for name in outcomes {
        metrics::counter!("kinbind_review_decisions_total", "outcome" => name).increment(1);
    }
    Ok(DecisionResults { results })
}

/// What the rows of a batch are decided by, read for all of them at once.
struct Circumstances {
    /// The decider's own ID number.
    own_id: Vec<u8>,
    students: HashMap<Uuid, StudentRow>,
    sealed: HashSet<Uuid>,
    /// Of the protected children, those in whom the decider has a part.
    own_sealed: HashSet<Uuid>,
    objections: HashMap<Uuid, ObjectionState>,
    schools_that_want_paper: HashSet<String>,
    /// With what this batch has approved so far.
    taken: HashMap<Uuid, TakenPlaces>,
}

impl Circumstances {
    async fn read(
        transaction: &Transaction,
        teacher: &Decider,
        ids: &[Uuid],
        applications: &HashMap<Uuid, application::Model>,
    ) -> ApiResult<Self> {
        let connection = &**transaction;
        let students = roster::students_by_id(connection, applications.values().map(|row| row.student_id)).await?;
        let student_ids: Vec<Uuid> = students.keys().copied().collect();
        let sealed = protection::sealed_among(connection, student_ids.iter().copied()).await?;
        let protected: Vec<Uuid> = sealed.iter().copied().collect();
        Ok(Self {
            own_id: account::national_id_index(connection, teacher.account).await?,
            own_sealed: account::own_children(connection, teacher.account, &protected).await?,
            sealed,
            objections: objection::states(connection, ids).await?,
            schools_that_want_paper: school_settings::schools_that_want_paper(connection).await?,
            taken: binding::taken_places_among(connection, &student_ids).await?,
            students,
        })
    }

    /// Whether nothing stands in the way of an approval. The desk isn't asked what a school asks: it judges what was
    /// objected to as well, the paper went to a school that doesn't see the row, and who has a place is for the order
    /// to say.
    fn check_approvable(&self, row: &application::Model) -> ApiResult<()> {
        if self.sealed.contains(&row.student_id) {
            return Ok(());
        }
        if self.objections.get(&row.id) == Some(&ObjectionState::Open) {
            return Err(ProblemCode::ObjectionOpen.into());
        }
        let student = self.students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        let group = binding::relationship_of(&row.relationship)?.group();
        let taken = self.taken.get(&row.student_id).copied().unwrap_or_default();
        if taken.are_full_for(group, student.opened_places()) {
            return Err(ProblemCode::ParentPlacesFull.into());
        }
        if row.paper_returned_at.is_none() && self.schools_that_want_paper.contains(&student.school_code) {
            return Err(ProblemCode::PaperMissing.into());
        }
        Ok(())
    }

    /// What this row was approved to have is the next row's no more.
    fn take_place(&mut self, row: &application::Model) -> ApiResult<()> {
        let group = binding::relationship_of(&row.relationship)?.group();
        self.taken.entry(row.student_id).or_default().take(group);
        Ok(())
    }
}

/// What a decision on a protected child's application is answered that would else be the teacher's: as one that was
/// cancelled, so that nobody finds out by trying.
fn as_if_over(hidden: Option<&application::Model>, decision: &Decision) -> ProblemCode {
    let Some(row) = hidden else { return ProblemCode::NotFound };
    let cancelled = row.version + i32::from(row.closed_at.is_none());
    if decision.version as i32 == cancelled { ProblemCode::WrongState } else { ProblemCode::Stale }
}

/// As what somebody decides: about a protected child, as its officer.
pub(super) fn by(decider: &Decider, sealed: &HashSet<Uuid>, row: &application::Model) -> By {
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
    state: &State,
    transaction: &Transaction,
    reviewer: &Reviewer,
    ids: &[Uuid],
) -> ApiResult<HashMap<Uuid, application::Model>> {
    let read = async |by: &Reviewer| repository::own_applications(&**transaction, by, ids.iter().copied()).await;
    roster::lock_students(&**transaction, read(reviewer).await?.values().map(|row| row.student_id)).await?;
    // As whoever held them before has left them, and as far as the reviewer reaches by now.
    Ok(read(&as_of_now(state, transaction, reviewer).await?).await?)
}

/// A class or role may have ended while others were waited for.
pub(super) async fn as_of_now(state: &State, transaction: &Transaction, reviewer: &Reviewer) -> ApiResult<Reviewer> {
    let at = state.now();
    let is_protection_officer = reviewer.is_protection_officer
        && staff::roles_of(&**transaction, reviewer.account, at).await?.contains(&Role::ProtectionOfficer);
    Ok(Reviewer { at, is_protection_officer, ..reviewer.clone() })
}

/// A row's own problem is told of that row. When the database is in trouble, nothing of the batch is done.
pub(super) fn outcome_of_row<T>(outcome: ApiResult<T>) -> ApiResult<(Option<T>, Option<ProblemCode>)> {
    match outcome {
        Ok(done) => Ok((Some(done), None)),
        Err(error) if error.cause().is_none() => Ok((None, Some(error.code))),
        Err(error) => Err(error),
    }
}

pub(super) fn outcome_name(outcome: DecisionOutcome) -> &'static str {
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

pub(super) fn event(by: impl Into<By>, action: AuditAction, application: Uuid) -> Event {
    Event::new(by, action).to(AuditSubject::Application, application)
}

/// What was decided, now or by the same request before; with what is to be kept of it, if that is now.
async fn decide_one(
    state: &State,
    transaction: &Transaction,
    teacher: &Decider,
    circumstances: &mut Circumstances,
    row: &application::Model,
    decision: &Decision,
) -> ApiResult<(DecisionMade, Option<review_decision::Model>)> {
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
    account::check_not_own(&circumstances.own_id, row)?;
    // A teacher who is a parent too keeps the class; the desk has others.
    if circumstances.own_sealed.contains(&row.student_id) {
        return Err(ProblemCode::SecondPersonNeeded.into());
    }
    if row.version as u32 != decision.version {
        return Ok((made_before(state, transaction, row, &kept).await?, None));
    }
    let (step, job) = match decision.outcome {
        DecisionOutcome::Approve => {
            let step = if row.held_at.is_some() { Step::Release } else { Step::Approve };
            (step, Job::OpenAccount { application: row.id })
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
    // First what can't be decided at all: that it is full or lacks its paper matters no more.
    binding::model::after(binding::status_of(row)?, step)?;
    if step == Step::Approve {
        circumstances.check_approvable(row)?;
    }
    let change = Change { decided_at: Some(now), return_reason: kept.reason.clone(), closed_at: None };
    binding::transition(&**transaction, row, step, change).await?;
    if step == Step::Approve {
        // Not before: what its applicant cancelled this moment takes none.
        circumstances.take_place(row)?;
    }
    let made = decision_made(state, &kept);
    jobs::enqueue_at(state, &**transaction, &job, made.undo_until).await?;
    if decision.outcome == DecisionOutcome::Return {
        let told_at = made.undo_until;
        objection::tell_guardians(state, transaction, row, GuardianNews::Returned, told_at).await?;
    }
    Ok((made, Some(kept)))
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
    repository::insert_decisions(&**transaction, vec![kept]).await?;
    Ok(jobs::enqueue_at(state, &**transaction, &Job::OpenAccount { application: row.id }, due).await?)
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

pub(super) fn decision_made(state: &State, row: &review_decision::Model) -> DecisionMade {
    DecisionMade { id: row.id, undo_until: *row.decided_at + state.config.review.undo_window() }
}

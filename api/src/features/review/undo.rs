//! 復原: what is taken back while its mail and account still wait.

use super::{
    decisions::{by, decision_made, event, held_applications, outcome_of_row},
    repository,
};
use crate::{
    database::Transaction,
    entity::{binding_application as application, review_decision},
    features::{
        account, audit,
        binding::{self, Change, model::Step},
        protection,
    },
    http::authority::{Decider, Reviewer},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    audit::AuditAction,
    problem::ProblemCode,
    review::{DecisionMade, UndoDecisions, UndoResult, UndoResults},
};
use std::collections::HashMap;
use uuid::Uuid;

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
    let applications = held_applications(state, &transaction, teacher, &ids).await?;
    let decisions = own().await?;
    let own_id = account::national_id_index(&*transaction, teacher.account).await?;
    let sealed = protection::sealed_among(&*transaction, applications.values().map(|row| row.student_id)).await?;
    let hidden = repository::sealed::hidden_applications(&*transaction, teacher, ids).await?;
    let (mut results, mut events) = (Vec::with_capacity(batch.decision_ids.len()), Vec::new());
    for decision_id in batch.decision_ids {
        let decision = decisions.get(&decision_id);
        let found = decision.and_then(|decision| Some((decision, applications.get(&decision.application_id)?)));
        let outcome = match found {
            Some((decision, row)) => match account::check_not_own(&own_id, row) {
                Ok(()) => undo_one(state, &transaction, row, decision).await,
                Err(error) => Err(error),
            },
            None => Err(decision.map_or(ProblemCode::NotFound, |made| undone_as_if_over(state, &hidden, made)).into()),
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

/// What taking back a decision about a protected child's application is answered: as about one that was cancelled since.
fn undone_as_if_over(
    state: &State,
    hidden: &HashMap<Uuid, application::Model>,
    made: &review_decision::Model,
) -> ProblemCode {
    let is_late = decision_made(state, made).undo_until <= state.now();
    match hidden.get(&made.application_id) {
        None => ProblemCode::NotFound,
        Some(row) if is_late || row.account_id.is_some() => ProblemCode::UndoExpired,
        Some(_) => ProblemCode::WrongState,
    }
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

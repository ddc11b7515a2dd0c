//! 紙本繳回: which signed papers came back.

use super::{
    decisions::{acting_role, held_applications, outcome_of_row},
    repository,
};
use crate::{
    entity::binding_application as application,
    features::{
        account,
        audit::{self, By, Event},
        binding, protection,
    },
    http::authority::Reviewer,
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject},
    problem::ProblemCode,
    review::{NotePaperReturns, PaperReturn, PaperReturnResult, PaperReturnResults},
};
use uuid::Uuid;

/// One transaction for all: what is answered as done is done.
pub(super) async fn note(state: &State, reviewer: &Reviewer, batch: NotePaperReturns) -> ApiResult<PaperReturnResults> {
    let transaction = state.database.begin().await?;
    let ids: Vec<Uuid> = batch.returns.iter().map(|one| one.application_id).collect();
    let applications = held_applications(state, &transaction, reviewer, &ids).await?;
    let hidden = repository::sealed::hidden_applications(&*transaction, reviewer, ids.iter().copied()).await?;
    let taught = repository::own_applications(&*transaction, &reviewer.as_teacher(), ids).await?;
    let sealed = protection::sealed_among(&*transaction, applications.values().map(|row| row.student_id)).await?;
    let own_id = account::national_id_index(&*transaction, reviewer.account).await?;
    let (mut results, mut events) = (Vec::with_capacity(batch.returns.len()), Vec::new());
    for PaperReturn { application_id, is_returned } in batch.returns {
        let outcome = match applications.get(&application_id) {
            Some(row) => note_one(state, &*transaction, &own_id, row, is_returned).await,
            // As of one that was cancelled.
            None if hidden.contains_key(&application_id) => Err(ProblemCode::WrongState.into()),
            None => Err(ProblemCode::NotFound.into()),
        };
        let (is_new, problem) = outcome_of_row(outcome)?;
        if is_new == Some(true) {
            let is_sealed = applications.get(&application_id).is_some_and(|row| sealed.contains(&row.student_id));
            let role = acting_role(is_sealed, taught.contains_key(&application_id));
            let action = match is_returned {
                true => AuditAction::PaperReturned,
                false => AuditAction::PaperReturnTakenBack,
            };
            let event = Event::new(By::account(reviewer.account).acting_as(role), action);
            events.push(event.to(AuditSubject::Application, application_id));
        }
        results.push(PaperReturnResult { application_id, problem });
    }
    audit::record(state, &*transaction, events).await?;
    transaction.commit().await?;
    Ok(PaperReturnResults { results })
}

/// Returns whether it is new.
async fn note_one(
    state: &State,
    connection: &impl ConnectionTrait,
    own_id: &[u8],
    row: &application::Model,
    is_returned: bool,
) -> ApiResult<bool> {
    use ApplicationStatus::{InReview, RegistryChecking, Returned};
    // The tick lets an approval through.
    account::check_not_own(own_id, row)?;
    if !matches!(binding::status_of(row)?, RegistryChecking | InReview | Returned) {
        return Err(ProblemCode::WrongState.into());
    }
    if row.paper_returned_at.is_some() == is_returned {
        return Ok(false);
    }
    repository::note_paper(connection, row.id, is_returned.then(|| state.now())).await?;
    Ok(true)
}

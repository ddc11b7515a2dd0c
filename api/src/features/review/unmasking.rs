//! The full ID and mobile number of an applicant, for a reviewer who says why.

use super::{evidence, repository};
use crate::{
    features::{
        audit::{self, By, Event},
        binding,
    },
    http::authority::Reviewer,
    problem::ApiResult,
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    audit::{AuditAction, AuditSubject, Unmask, Unmasked},
    text,
};
use time::Duration;
use uuid::Uuid;

/// A class in doubt, row by row; more is copying.
const UNMASKINGS: Limit = Limit { name: "unmaskings", hits: 30, window: Duration::HOUR };

/// What the grid shows masked, of a row that the reviewer's grid shows. Nothing is answered that isn't in the trail.
pub(super) async fn unmask(
    state: &State,
    reviewer: &Reviewer,
    application: Uuid,
    asked: Unmask,
) -> ApiResult<Unmasked> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, UNMASKINGS, &reviewer.account.to_string()).await?;
    let (row, role) = evidence::own_row(&*transaction, reviewer, application).await?;
    let id = state.new_id();
    let note = asked.note.map(|note| text::normalise_line(&note)).filter(|note| !note.is_empty());
    repository::insert_unmasking(&*transaction, id, application, note).await?;
    let event = Event::new(By::account(reviewer.account).acting_as(role), AuditAction::ApplicantUnmasked)
        .to(AuditSubject::Application, application)
        .because(asked.reason)
        .with_id(id);
    audit::record(state, &*transaction, [event]).await?;
    let unmasked = Unmasked {
        national_id: binding::national_id(state, &row)?.reveal().into(),
        mobile: binding::mobile(state, &row)?.as_str().into(),
    };
    transaction.commit().await?;
    Ok(unmasked)
}

//! The full ID and mobile number of an applicant, for a reviewer who says why.

use super::{decisions::acting_role, repository};
use crate::{
    features::{
        audit::{self, By, Event},
        binding, protection,
    },
    http::authority::Reviewer,
    problem::ApiResult,
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject, Unmask, Unmasked},
    problem::ProblemCode,
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
    let is_shown = |status: &str| {
        let shown = [ApplicationStatus::InReview, ApplicationStatus::Approved, ApplicationStatus::Returned];
        shown.iter().any(|one| one.code() == status)
    };
    let found = repository::own_applications(&*transaction, reviewer, [application]).await?.remove(&application);
    let row = found.filter(|row| is_shown(&row.status)).ok_or(ProblemCode::NotFound)?;
    let taught = repository::own_applications(&*transaction, &reviewer.as_teacher(), [application]).await?;
    let is_sealed = protection::is_sealed(&*transaction, row.student_id).await?;
    let role = acting_role(is_sealed, !taught.is_empty());
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

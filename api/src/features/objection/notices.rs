//! Whom applications of others are told to, and what about them.

use super::{objections::own_view, repository};
use crate::{
    database::Transaction,
    entity::binding_application as application,
    features::{account, binding, roster},
    http::authority::SignedIn,
    jobs::{self, GuardianNews, Job, SendGuardianNotice},
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    application::ApplicationStatus,
    language::Language,
    objection::{GuardianNotice, ObjectionState},
    person_name,
    problem::ProblemCode,
    relationship::Relationship,
    review::DecisionOutcome,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Long enough for whoever looks in once a term; what came of it stays with the school.
const TOLD_AFTER_DECISION: Duration = Duration::days(90);

/// Has everybody who is bound to the child told by mail what became of somebody else's application, at that moment.
///
/// # Errors
/// The database's.
pub async fn tell_guardians(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
    news: GuardianNews,
    at: OffsetDateTime,
) -> ApiResult<()> {
    for account in account::others_bound(&**transaction, row.student_id, &row.national_id_index).await? {
        let job = SendGuardianNotice { account, application: row.id, news };
        jobs::enqueue_at(state, &**transaction, &Job::SendGuardianNotice(job), at).await?;
    }
    Ok(())
}

/// What a guardian is told of another's application.
pub struct Notice {
    pub student_name_masked: String,
    pub applicant_name_masked: String,
    pub relationship: Relationship,
    pub language: Language,
}

/// None when there is nobody to tell, or nothing any more: the account isn't bound to the child now, the application has
/// gone on since, or the child is protected.
///
/// # Errors
/// The database's.
pub async fn notice(state: &State, account: Uuid, application: Uuid, news: GuardianNews) -> ApiResult<Option<Notice>> {
    let connection = state.database.reader();
    let Some(row) = told_of(state, connection, account, Some(application)).await?.pop() else { return Ok(None) };
    let Some(own) = account::guardians_binding(connection, row.student_id, account).await? else { return Ok(None) };
    let is_so = match (news, decision_of(&row)) {
        (GuardianNews::Applied, decision) => decision != Some(DecisionOutcome::Return),
        (GuardianNews::Bound, decision) => decision == Some(DecisionOutcome::Approve),
        // Whoever objected is told so in another mail.
        (GuardianNews::Returned, decision) => {
            decision == Some(DecisionOutcome::Return) && !was_upheld(connection, account, application).await?
        }
    };
    if !is_so {
        return Ok(None);
    }
    let students = roster::students_by_id(connection, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    Ok(Some(Notice {
        student_name_masked: person_name::masked(&student.name),
        applicant_name_masked: person_name::masked(&row.name),
        relationship: binding::relationship_of(&row.relationship)?,
        language: account::language_of(connection, &own).await?,
    }))
}

/// Applications of others that an account is told of, the newest first.
pub(super) async fn told_of(
    state: &State,
    connection: &impl ConnectionTrait,
    account: Uuid,
    only: Option<Uuid>,
) -> ApiResult<Vec<application::Model>> {
    let own_id = account::national_id_index(connection, account).await?;
    let decided_since = state.now() - TOLD_AFTER_DECISION;
    Ok(repository::of_others(connection, account, &own_id, decided_since, only).await?)
}

/// None while it waits.
pub(super) fn decision_of(row: &application::Model) -> Option<DecisionOutcome> {
    match ApplicationStatus::from_code(&row.status) {
        Some(ApplicationStatus::Approved) => Some(DecisionOutcome::Approve),
        Some(ApplicationStatus::Returned) => Some(DecisionOutcome::Return),
        _ => None,
    }
}

async fn was_upheld(connection: &impl ConnectionTrait, account: Uuid, application: Uuid) -> ApiResult<bool> {
    let own = repository::own_on(connection, account, application).await?;
    Ok(own.is_some_and(|own| own.state == ObjectionState::Upheld.code()))
}

/// What others have applied for, for the children that one is bound to.
pub(super) async fn list(state: &State, signed_in: &SignedIn) -> ApiResult<List<GuardianNotice>> {
    let connection = state.database.reader();
    let rows = told_of(state, connection, signed_in.account, None).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let own = repository::own(connection, signed_in.account).await?;
    let view = |row: application::Model| {
        let objection = own.iter().find(|one| one.application_id == row.id && one.lapsed_at.is_none());
        Ok(GuardianNotice {
            application_id: row.id,
            student_name: students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.name.clone(),
            applicant_name_masked: person_name::masked(&row.name),
            relationship: binding::relationship_of(&row.relationship)?,
            submitted_at: *row.submitted_at,
            decision: decision_of(&row),
            objection: objection.map(|objection| own_view(state, objection)).transpose()?,
        })
    };
    Ok(List { items: rows.into_iter().map(view).collect::<ApiResult<_>>()? })
}

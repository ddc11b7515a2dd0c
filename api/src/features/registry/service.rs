use super::repository;
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, registry_check},
    features::{
        binding::{self, Change, model::Step},
        objection, policy, protection, review, roster, school_settings,
    },
    gateways::registry::{AskError, AskedPerson, Question},
    jobs::{self, Job, JobError},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::ConnectionTrait;
use shared_types::{
    application::ApplicationStatus,
    problem::ProblemCode,
    registry::{RegistryFinding, RegistryOutcome},
    relationship::RelationshipGroup,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Where an application is when it has just been sent.
pub fn first_status(state: &State) -> ApplicationStatus {
    match state.registry {
        Some(_) => ApplicationStatus::RegistryChecking,
        None => ApplicationStatus::InReview,
    }
}

/// Has the registry asked about an application that has just been sent, if there is a registry.
///
/// # Errors
/// The database's.
pub async fn ask(state: &State, transaction: &Transaction, row: &application::Model) -> ApiResult<()> {
    if row.status != ApplicationStatus::RegistryChecking.code() {
        return Ok(());
    }
    let check = registry_check::Model {
        id: state.new_id(),
        application_id: row.id,
        application_version: row.version,
        created_at: millis(state.now()),
        asked_at: None,
        answered_at: None,
        outcome: None,
        findings: None,
    };
    let job = Job::AskRegistry { check: check.id, application: row.id };
    repository::insert(&**transaction, check).await?;
    Ok(jobs::enqueue(state, &**transaction, &job).await?)
}

/// Asks, and passes the application on with what was said. Without an answer it is tried again until it has taken
/// [`crate::config::RegistryConfig::patience`]; then the teacher decides without one.
///
/// # Errors
/// When it is to be tried again.
pub async fn run(state: &State, check: Uuid) -> Result<(), JobError> {
    let Some(check) = repository::find(state.database.reader(), check).await? else { return Ok(()) };
    let (created, patience) = (*check.created_at, state.config.registry.patience());
    let waited = state.now() - created;
    let findings = match put(state, &check).await {
        Ok(findings) => Some(findings),
        // Pauses double: the next try comes when about twice the time has passed.
        Err(error @ AskError::Later(_)) if 2 * waited < patience => return Err(JobError::Again(error.into())),
        Err(error) => {
            tracing::warn!(check = %check.id, %error, "the household registry gave no answer");
            None
        }
    };
    Ok(settle(state, &check, findings.as_deref()).await?)
}

fn outcome_of(findings: &[RegistryFinding]) -> RegistryOutcome {
    use RegistryFinding::{ChildNameDiffers, GuardianNameDiffers, RelationshipDiffers};
    let differs =
        |finding: &RegistryFinding| matches!(finding, GuardianNameDiffers | ChildNameDiffers | RelationshipDiffers);
    match findings {
        [] => RegistryOutcome::Confirmed,
        some if some.iter().any(differs) => RegistryOutcome::Mismatch,
        _ => RegistryOutcome::Unknown,
    }
}

/// Puts the question, if there is time and anybody to ask.
async fn put(state: &State, check: &registry_check::Model) -> Result<Vec<RegistryFinding>, AskError> {
    let later = |error: ApiError| AskError::Later(error.in_words());
    let Some(registry) = &state.registry else { return Err(AskError::Never("none is configured")) };
    if state.now() - *check.created_at > state.config.registry.patience() {
        return Err(AskError::Never("it waited too long for its turn"));
    }
    let connection = state.database.reader();
    let Some(row) = binding::find_under_check(connection, check).await.map_err(later)? else {
        return Err(AskError::Never("the application isn't open any more"));
    };
    let question = question(state, connection, check.id, &row).await.map_err(later)?;
    registry.may_ask(state.now())?;
    count(state, check.id).await.map_err(later)?;
    let answer = registry.ask(&question, state.now()).await;
    let result = if answer.is_ok() { "answered" } else { "failed" };
    metrics::counter!("kinbind_registry_calls_total", "result" => result).increment(1);
    Ok(answer?.findings())
}

async fn question(
    state: &State,
    connection: &impl ConnectionTrait,
    request_id: Uuid,
    row: &application::Model,
) -> ApiResult<Question> {
    let (child_name, child_id) = roster::identity(state, connection, row.student_id).await?;
    Ok(Question {
        request_id,
        guardian: AskedPerson {
            national_id: binding::national_id(state, row)?.reveal().into(),
            name: row.name.clone(),
        },
        child: AskedPerson { national_id: child_id.reveal().into(), name: child_name },
        relationship: binding::relationship_of(&row.relationship)?,
    })
}

/// Counts against the city's budget and notes that the question goes out.
async fn count(state: &State, check: Uuid) -> ApiResult<()> {
    let limit =
        Limit { name: "registry_calls", hits: state.config.registry.registry_per_minute, window: Duration::MINUTE };
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, limit, "").await?;
    repository::asked_now(&*transaction, check, state.now()).await?;
    Ok(transaction.commit().await?)
}

/// Keeps what was said, and passes the application on: to the teacher, or, where that is the policy, to its account.
async fn settle(state: &State, check: &registry_check::Model, findings: Option<&[RegistryFinding]>) -> ApiResult<()> {
    let outcome = findings.map_or(RegistryOutcome::NoAnswer, outcome_of);
    let transaction = state.database.begin().await?;
    let found = binding::find_under_check(&*transaction, check).await?;
    if let Some(row) = found {
        // In the order of a batch of decisions.
        roster::lock_students(&*transaction, [row.student_id]).await?;
    }
    if !repository::answer(&*transaction, check.id, outcome, findings.unwrap_or_default(), state.now()).await? {
        return Ok(());
    }
    // Cancelled meanwhile, or as it was.
    let open = binding::find_under_check(&*transaction, check).await?;
    if let Some(row) = &open {
        if outcome == RegistryOutcome::Confirmed && may_approve(&transaction, row).await? {
            review::approve_confirmed(state, &transaction, row).await?;
        } else {
            binding::transition(&*transaction, row, Step::Forward, Change::default()).await?;
        }
    }
    transaction.commit().await?;
    if open.is_some() {
        state.outbox_bell.notify_one();
        metrics::counter!("kinbind_registry_checks_total", "outcome" => outcome.code()).increment(1);
    }
    Ok(())
}

/// Whether the policy has it approved.
///
/// Only somebody whom a person has let in before: ID numbers and names can be typed by anybody, and what is bound to an
/// account that exists is seen by its owner. Guardians bring papers, which the school looks at. What anybody has ever
/// decided about this person and child is not decided anew by a machine. About a protected child the desk decides, and
/// nobody while a guardian objects, or while the child is at no school: the next one looks whom it takes over.
async fn may_approve(transaction: &Transaction, row: &application::Model) -> ApiResult<bool> {
    let group = binding::relationship_of(&row.relationship)?.group();
    if !policy::in_force(&**transaction).await?.registry_approves
        || !row.is_of_account
        || group != RelationshipGroup::LegalRepresentative
        || protection::is_sealed(&**transaction, row.student_id).await?
        || objection::is_open_on(&**transaction, row.id).await?
        || review::was_decided(&**transaction, row.student_id, &row.national_id_index).await?
    {
        return Ok(false);
    }
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    if student.left_at.is_some() {
        return Ok(false);
    }
    if school_settings::wants_paper(&**transaction, &student.school_code).await? {
        // Somebody has to look whether it came back.
        return Ok(false);
    }
    let taken = binding::taken_places(&**transaction, row.student_id).await?;
    Ok(!taken.are_full_for(group, student.opened_places()))
}

/// How many applications wait for an answer, and how many of them have waited too long.
///
/// # Errors
/// The database's.
pub async fn waiting(state: &State) -> ApiResult<(u64, u64)> {
    let connection = state.database.reader();
    let all = repository::count_unanswered(connection, state.now()).await?;
    Ok((all, repository::count_unanswered(connection, overdue_since(state)).await?))
}

/// A job that still tries ends by itself before that.
fn overdue_since(state: &State) -> OffsetDateTime {
    state.now() - 2 * state.config.registry.patience() - Duration::minutes(5)
}

/// Gives the teacher what waits for a job that was lost or given up.
///
/// # Errors
/// The database's. What can't be passed on holds nothing else up.
pub async fn release_overdue(state: &State) -> ApiResult<()> {
    for check in repository::unanswered_since(state.database.reader(), overdue_since(state)).await? {
        if let Err(error) = settle(state, &check, None).await {
            tracing::error!(check = %check.id, error = %error.in_words(), "an application can't be passed on");
        }
    }
    Ok(())
}

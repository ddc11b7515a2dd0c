use super::repository;
use crate::{
    database::{Transaction, millis},
    entity::{binding_application as application, registry_check},
    features::{
        binding::{self, Change, model::Step},
        review, roster,
    },
    gateways::registry::{AskedPerson, Question, Registry},
    jobs::{self, Job, JobError},
    problem::ApiResult,
    state::State,
    throttle::{self, Limit},
};
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
        asked_at: millis(state.now()),
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
    let asked = match &state.registry {
        Some(registry) if check.answered_at.is_none() => put(state, registry, &check).await,
        // Answered before, or the operator has taken the registry away.
        _ => Ok(None),
    };
    let (outcome, findings) = match asked {
        Ok(Some(findings)) => (outcome_of(&findings), findings),
        Ok(None) => (RegistryOutcome::NoAnswer, Vec::new()),
        // Pauses double: the next try would come when twice the time has passed.
        Err(error)
            if state.now() + (state.now() - *check.asked_at) < *check.asked_at + state.config.registry.patience() =>
        {
            return Err(error);
        }
        Err(error) => {
            tracing::warn!(check = %check.id, %error, "the household registry gave no answer in time");
            (RegistryOutcome::NoAnswer, Vec::new())
        }
    };
    Ok(settle(state, &check, outcome, &findings).await?)
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

/// Puts the question; nothing when it isn't open any more.
async fn put(
    state: &State,
    registry: &Registry,
    check: &registry_check::Model,
) -> Result<Option<Vec<RegistryFinding>>, JobError> {
    let connection = state.database.reader();
    let Some(row) = binding::find_under_check(connection, check).await? else { return Ok(None) };
    count(state).await?;
    let (child_name, child_id) = roster::identity(state, connection, row.student_id).await?;
    let question = Question {
        request_id: check.id,
        guardian: AskedPerson {
            national_id: binding::national_id(state, &row)?.reveal().into(),
            name: row.name.clone(),
        },
        child: AskedPerson { national_id: child_id.reveal().into(), name: child_name },
        relationship: binding::relationship_of(&row.relationship)?,
    };
    let answer = registry.ask(&question, state.now()).await;
    let result = if answer.is_ok() { "answered" } else { "failed" };
    metrics::counter!("kinbind_registry_calls_total", "result" => result).increment(1);
    Ok(Some(answer.map_err(|error| JobError::Again(error.into()))?.findings()))
}

/// The city's budget.
async fn count(state: &State) -> ApiResult<()> {
    let limit =
        Limit { name: "registry_calls", hits: state.config.registry.registry_per_minute, window: Duration::MINUTE };
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, limit, "").await?;
    Ok(transaction.commit().await?)
}

/// Keeps what was said, and passes the application on: to the teacher, or, where that is the policy and a father or
/// mother was confirmed, to its account.
async fn settle(
    state: &State,
    check: &registry_check::Model,
    outcome: RegistryOutcome,
    findings: &[RegistryFinding],
) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let open = binding::find_under_check(&*transaction, check).await?;
    if let Some(row) = &open {
        // In the order of a batch of decisions.
        roster::lock_students(&*transaction, [row.student_id]).await?;
    }
    if !repository::answer(&*transaction, check.id, outcome, findings, state.now()).await? {
        return Ok(());
    }
    // Cancelled meanwhile, or as it was.
    if let Some(row) = binding::find_under_check(&*transaction, check).await? {
        if outcome == RegistryOutcome::Confirmed && may_approve(state, &transaction, &row).await? {
            review::approve_confirmed(state, &transaction, &row).await?;
        } else {
            binding::transition(&*transaction, &row, Step::Forward, Change::default()).await?;
        }
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    metrics::counter!("kinbind_registry_checks_total", "outcome" => outcome.code()).increment(1);
    Ok(())
}

/// Whether the policy has it approved. Guardians always bring papers, which the school looks at.
async fn may_approve(state: &State, transaction: &Transaction, row: &application::Model) -> ApiResult<bool> {
    let group = binding::relationship_of(&row.relationship)?.group();
    if !state.config.registry.registry_approves || group != RelationshipGroup::LegalRepresentative {
        return Ok(false);
    }
    let students = roster::students_by_id(&**transaction, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
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
/// The database's.
pub async fn release_overdue(state: &State) -> ApiResult<()> {
    for check in repository::unanswered_since(state.database.reader(), overdue_since(state)).await? {
        let found = repository::find(state.database.reader(), check).await?;
        if let Some(check) = found {
            settle(state, &check, RegistryOutcome::NoAnswer, &[]).await?;
        }
    }
    Ok(())
}

use super::repository::{self, Outcome};
use crate::{
    database::{is_unique_violation, millis},
    entity::deletion_request,
    features::{
        account,
        audit::{self, By, Event},
    },
    http::authority::SignedIn,
    jobs::{self, Job, SendDeletionDeclined, SendDeletionRequested},
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    List,
    account::DeletionRequest,
    audit::{AuditAction, AuditSubject},
    language::Language,
    problem::ProblemCode,
    text,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// 個資法 art. 13: deletions are answered within thirty days.
const ANSWERED_WITHIN: Duration = Duration::days(30);

/// What became of a request, for the audit trail.
pub(super) fn event(by: impl Into<By>, action: AuditAction, request: Uuid) -> Event {
    Event::new(by, action).to(AuditSubject::DeletionRequest, request)
}

/// 請求刪除個人資料
pub(super) async fn request_deletion(
    state: &State,
    signed_in: &SignedIn,
    language: Language,
    password: &str,
) -> ApiResult<DeletionRequest> {
    account::confirm_password(state, signed_in, password).await?;
    let now = state.now();
    let row = deletion_request::Model {
        id: state.new_id(),
        account_id: signed_in.account,
        requested_at: millis(now),
        due_at: millis(now + ANSWERED_WITHIN),
        language: language.tag().into(),
        done_at: None,
        outcome: None,
    };
    let transaction = state.database.begin().await?;
    // The unique index is the last word when two ask at once.
    repository::insert(&*transaction, row.clone()).await.map_err(|error| match is_unique_violation(&error) {
        true => ApiError::new(ProblemCode::WrongState),
        false => error.into(),
    })?;
    let mail =
        Job::SendDeletionRequested(SendDeletionRequested { account: signed_in.account, due_at: *row.due_at, language });
    jobs::enqueue(state, &*transaction, &mail).await?;
    audit::record(state, &*transaction, [event(signed_in, AuditAction::DeletionRequested, row.id)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(view(row))
}

/// The owner thinks better of it.
pub(super) async fn withdraw(state: &State, signed_in: &SignedIn, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let open = repository::find_open(&*transaction, id).await?;
    open.filter(|request| request.account_id == signed_in.account).ok_or(ProblemCode::NotFound)?;
    if !repository::close(&*transaction, id, Outcome::Withdrawn, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    audit::record(state, &*transaction, [event(signed_in, AuditAction::DeletionWithdrawn, id)]).await?;
    Ok(transaction.commit().await?)
}

/// Answers a request with no, by a mail that says why. The reason isn't kept: it is free text about a person. Returns
/// whether there was such a request.
///
/// # Errors
/// The database's.
pub async fn decline(state: &State, id: Uuid, reason: &str) -> ApiResult<bool> {
    let transaction = state.database.begin().await?;
    let Some(row) = repository::find_open(&*transaction, id).await? else { return Ok(false) };
    if !repository::close(&*transaction, id, Outcome::Declined, state.now()).await? {
        return Ok(false);
    }
    let mail = Job::SendDeletionDeclined(SendDeletionDeclined {
        account: row.account_id,
        requested_at: *row.requested_at,
        reason: text::normalise_line(reason),
        language: Language::negotiate(&row.language),
    });
    jobs::enqueue(state, &*transaction, &mail).await?;
    audit::record(state, &*transaction, [event(By::OPERATOR, AuditAction::DeletionDeclined, id)]).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(true)
}

pub(super) async fn deletion_requests(state: &State, signed_in: &SignedIn) -> ApiResult<List<DeletionRequest>> {
    let rows = repository::open(state.database.reader(), Some(signed_in.account)).await?;
    Ok(List { items: rows.into_iter().map(view).collect() })
}

fn view(row: deletion_request::Model) -> DeletionRequest {
    DeletionRequest { id: row.id, requested_at: *row.requested_at, due_at: *row.due_at }
}

/// For operators.
pub struct OpenRequest {
    pub id: Uuid,
    pub due_at: OffsetDateTime,
    pub is_overdue: bool,
    pub name: String,
    pub sign_in_name: String,
}

/// Requests that nobody has answered yet, the oldest first.
///
/// # Errors
/// The database's.
pub async fn open_requests(state: &State) -> ApiResult<Vec<OpenRequest>> {
    let mut open = Vec::new();
    for row in repository::open(state.database.reader(), None).await? {
        let Some(person) = account::contact(state, row.account_id).await? else { continue };
        open.push(OpenRequest {
            id: row.id,
            due_at: *row.due_at,
            is_overdue: *row.due_at < state.now(),
            name: person.name,
            sign_in_name: person.sign_in_name,
        });
    }
    Ok(open)
}

//! Mails to addresses that nobody has proved count with the codes that go there.

use super::{Job, JobError, enqueue, enqueue_at};
use crate::{features::contact_verification, state::State};
use time::Duration;

/// Counts a mail to that address and has it sent as `counted`, in one transaction: a mail that is tried again counts
/// once. An address that has had enough for now is tried `again` when it may have more.
pub(super) async fn count(state: &State, email: &str, counted: &Job, again: &Job) -> Result<(), JobError> {
    let transaction = state.database.begin().await?;
    match contact_verification::count_mail(state, &*transaction, email).await {
        Ok(()) => enqueue(state, &*transaction, counted).await?,
        Err(error) => {
            let Some(seconds) = error.seconds_to_wait() else { return Err(error.into()) };
            enqueue_at(state, &*transaction, again, state.now() + Duration::seconds(seconds as i64)).await?;
        }
    }
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

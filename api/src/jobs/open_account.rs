//! Opens or finds the single-sign-on account of an approved application and binds it to the child.

use super::JobError;
use crate::{features::account, state::State};
use uuid::Uuid;

pub(super) async fn run(state: &State, application: Uuid) -> Result<(), JobError> {
    account::open_for_application(state, application).await?;
    state.outbox_bell.notify_one();
    Ok(())
}

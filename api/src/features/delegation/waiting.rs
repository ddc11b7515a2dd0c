//! What was recorded while a child was protected, once it isn't any more.

use super::{ending::record_end, notices::tell, repository};
use crate::{
    database::Transaction,
    entity::carer_delegation::Model,
    features::{account, audit::By, protection, roster},
    problem::ApiResult,
    state::State,
};
use uuid::Uuid;

/// Binds the carers of those children whose delegation was without effect and isn't over. Ends, and tells nobody of,
/// what would go on without one: where the binding has ended, where the carer is a guardian, and where an order named
/// the carer, whom papers that were brought to the bureau meanwhile don't bind again: the officer who recorded them
/// couldn't know of it.
///
/// # Errors
/// The database's.
pub async fn bind_waiting(state: &State, transaction: &Transaction, same_child: &[Uuid]) -> ApiResult<()> {
    roster::lock_students(&**transaction, same_child.iter().copied()).await?;
    // Another order may still stand.
    let sealed = protection::sealed_among(&**transaction, same_child.iter().copied()).await?;
    let freed: Vec<Uuid> = same_child.iter().copied().filter(|student| !sealed.contains(student)).collect();
    for row in repository::without_effect(&**transaction, &freed).await? {
        end(state, transaction, &row).await?;
    }
    for mut row in repository::waiting(&**transaction, &freed, state.now()).await? {
        let pair = (row.student_id, row.account_id);
        if account::guardians_binding(&**transaction, pair.0, pair.1).await?.is_some()
            || protection::is_named_since(&**transaction, same_child, row.account_id, *row.recorded_at).await?
        {
            end(state, transaction, &row).await?;
            continue;
        }
        let days = (row.starts_at, row.ends_at);
        row.binding_id = Some(account::bind_carer(state, &**transaction, By::SYSTEM, pair, days).await?);
        repository::overwrite(&**transaction, row.clone()).await?;
        tell(state, transaction, &row, false).await?;
    }
    Ok(())
}

async fn end(state: &State, transaction: &Transaction, row: &Model) -> ApiResult<()> {
    if repository::end(&**transaction, row.id, None, state.now()).await? {
        record_end(state, transaction, By::SYSTEM, row).await?;
    }
    Ok(())
}

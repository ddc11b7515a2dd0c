//! What was recorded while a child was protected, once it isn't any more.

use super::{notices::tell, repository};
use crate::{
    database::Transaction,
    features::{account, audit::By, protection, roster},
    problem::ApiResult,
    state::State,
};
use uuid::Uuid;

/// Binds the carers of those children whose delegation was without effect and isn't over.
///
/// # Errors
/// The database's.
pub async fn bind_waiting(state: &State, transaction: &Transaction, students: &[Uuid]) -> ApiResult<()> {
    roster::lock_students(&**transaction, students.iter().copied()).await?;
    // Another order may still stand.
    let sealed = protection::sealed_among(&**transaction, students.iter().copied()).await?;
    for mut row in repository::waiting(&**transaction, students, state.now()).await? {
        let pair = (row.student_id, row.account_id);
        let is_guardian = account::guardians_binding(&**transaction, pair.0, pair.1).await?.is_some();
        if is_guardian || sealed.contains(&row.student_id) {
            continue;
        }
        let days = (row.starts_at, row.ends_at);
        row.binding_id = Some(account::bind_carer(state, &**transaction, By::SYSTEM, pair, days).await?);
        repository::overwrite(&**transaction, row.clone()).await?;
        tell(state, transaction, &row, false).await?;
    }
    Ok(())
}

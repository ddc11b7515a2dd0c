//! What moves when the bureau finds that two accounts are one person's.

use super::repository::endings;
use crate::problem::ApiResult;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Whether anything of the person of that ID number waits for a decision, a correction or its account.
///
/// # Errors
/// The database's.
pub async fn is_under_way(connection: &impl ConnectionTrait, national_id_index: &[u8]) -> ApiResult<bool> {
    Ok(endings::is_under_way(connection, national_id_index).await?)
}

/// What led to one account is the other's from now on, with the forms that were sent from within it.
///
/// # Errors
/// The database's.
pub async fn give_to(connection: &impl ConnectionTrait, from: (Uuid, &[u8]), to: (Uuid, &[u8])) -> ApiResult<()> {
    endings::give_to(connection, from.0, to.0).await?;
    Ok(endings::readdress(connection, from.1, to.1).await?)
}

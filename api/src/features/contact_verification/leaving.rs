//! What is left of the sessions of somebody who has had all data deleted.

use super::repository;
use crate::{
    ambient::random_bytes,
    database::{Transaction, millis},
    entity::{applicant_session, contact_verification},
    problem::ApiResult,
    state::State,
};
use uuid::Uuid;

/// Ends those sessions and the ones that the account opened, and takes the address from them and their codes.
///
/// # Errors
/// The database's.
pub async fn erase(
    state: &State,
    transaction: &Transaction,
    account: Uuid,
    sessions: impl IntoIterator<Item = Uuid>,
) -> ApiResult<()> {
    let sessions = sessions.into_iter().collect();
    for row in repository::sessions_of_leaving(&**transaction, account, sessions).await? {
        if let Some(id) = row.verification_id
            && let Some(code) = repository::find(&**transaction, id).await?
        {
            let erased = contact_verification::Model {
                address_sealed: state.keys.seal(contact_verification::ADDRESS, id, b""),
                address_index: random_bytes::<32>().to_vec(),
                ..code
            };
            repository::overwrite(&**transaction, erased).await?;
        }
        let erased = applicant_session::Model {
            address_sealed: state.keys.seal(applicant_session::ADDRESS, row.id, b""),
            address_index: random_bytes::<32>().to_vec(),
            revoked_at: row.revoked_at.or_else(|| Some(millis(state.now()))),
            ..row
        };
        repository::overwrite_session(&**transaction, erased).await?;
    }
    Ok(())
}

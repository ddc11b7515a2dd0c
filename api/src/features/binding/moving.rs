//! What moves when the bureau finds out who somebody is: that two accounts are one person's, or that an ID number was
//! wrong.

use super::repository::endings::{self, Which};
use crate::{
    database::{Transaction, is_unique_violation},
    entity::binding_application as application,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::{national_id::NationalId, problem::ProblemCode};
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

/// Gives what an account's owner has sent under a wrong ID number the right one, so that nothing of it is found under a
/// number that may be somebody else's. What was signed keeps the number that it was signed with. Take the person's turn
/// before, under both numbers.
///
/// # Errors
/// `wrong_state` where another application under the right number stands for the same child; the database's.
pub async fn renumber(
    state: &State,
    transaction: &Transaction,
    (account, name): (Uuid, &str),
    wrong_index: &[u8],
    right: &NationalId,
) -> ApiResult<()> {
    let right_index = state.keys.national_id_index(right);
    for row in endings::locked(&**transaction, Which::of_owner(account, wrong_index, name)).await? {
        if row.national_id_index == right_index {
            continue;
        }
        let seal = |place, plain: &[u8]| state.keys.seal(place, row.id, plain);
        let signed = row.signed_id_sealed.clone();
        let renumbered = application::Model {
            signed_id_sealed: signed.or_else(|| Some(seal(application::SIGNED_ID, &row.national_id_index))),
            national_id_sealed: seal(application::NATIONAL_ID, right.reveal().as_bytes()),
            national_id_index: right_index.clone(),
            ..row
        };
        endings::overwrite(&**transaction, renumbered).await.map_err(stands_already)?;
    }
    Ok(())
}

/// The unique index knows it.
fn stands_already(error: DbErr) -> ApiError {
    if is_unique_violation(&error) { ProblemCode::WrongState.into() } else { error.into() }
}

//! Nobody decides what they have a part in; a second person does (`docs/decisions/0036`).

use super::{person, repository::bindings};
use crate::{
    entity::binding_application as application,
    features::binding as applications,
    problem::{ApiError, ApiResult},
};
use sea_orm::ConnectionTrait;
use shared_types::problem::ProblemCode;
use std::collections::HashSet;
use uuid::Uuid;

/// For whoever decides about an application or lets an approval through; `own_id` is the index of that person's ID
/// number.
///
/// # Errors
/// `second_person_needed`
pub fn check_not_own(own_id: &[u8], row: &application::Model) -> ApiResult<()> {
    check(row.national_id_index == own_id)
}

/// For whoever settles what guardians have against each other, or begins or ends by office what another is bound to a child
/// by: not for who has a part in one of the children.
///
/// # Errors
/// `second_person_needed`; the database's.
pub async fn check_no_party(connection: &impl ConnectionTrait, account: Uuid, students: &[Uuid]) -> ApiResult<()> {
    check(!own_children(connection, account, students).await?.is_empty())
}

/// Those of the children in whom the account has a part: is or was bound to them, as a carer too, or has applied for them.
/// Who lost a child by what another decided is no stranger to it.
///
/// # Errors
/// The database's.
pub async fn own_children(
    connection: &impl ConnectionTrait,
    account: Uuid,
    students: &[Uuid],
) -> ApiResult<HashSet<Uuid>> {
    let own_id = person::national_id_index(connection, account).await?;
    let bound = bindings::ever_bound(connection, account, students).await?;
    let applied = applications::ever_applied(connection, &own_id, students).await?;
    Ok(bound.into_iter().chain(applied).collect())
}

fn check(is_party: bool) -> Result<(), ApiError> {
    if is_party { Err(ProblemCode::SecondPersonNeeded.into()) } else { Ok(()) }
}

//! Nobody decides what they have a part in; a second person does (`docs/decisions/0036`).

use super::{person, repository::bindings};
use crate::{
    entity::binding_application as application,
    features::binding as applications,
    problem::{ApiError, ApiResult},
};
use sea_orm::ConnectionTrait;
use shared_types::problem::ProblemCode;
use uuid::Uuid;

/// For whoever decides about an application or lets an approval through; `own_id` is the index of that person's ID
/// number.
///
/// # Errors
/// `second_person_needed`
pub fn check_not_own(own_id: &[u8], row: &application::Model) -> ApiResult<()> {
    check(row.national_id_index == own_id)
}

/// For whoever ends what another is bound to a child by, or settles what guardians have against each other: not
/// for who is bound to the child, as a carer too, or has applied for it.
///
/// # Errors
/// `second_person_needed`; the database's.
pub async fn check_no_party(connection: &impl ConnectionTrait, account: Uuid, student: Uuid) -> ApiResult<()> {
    let own_id = person::national_id_index(connection, account).await?;
    check(
        applications::has_applied(connection, student, &own_id).await?
            || !bindings::carers(connection, student, account).await?.is_empty(),
    )
}

fn check(is_party: bool) -> Result<(), ApiError> {
    if is_party { Err(ProblemCode::SecondPersonNeeded.into()) } else { Ok(()) }
}

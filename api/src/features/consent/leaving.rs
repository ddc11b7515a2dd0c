//! 個資法 art. 3: a copy of the answers of a person, and what becomes of them when the person goes.

use super::{repository, service};
use crate::{
    ambient::random_bytes, database::Transaction, entity::consent_record, http::authority::ApplicationOwner,
    problem::ApiResult, state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::personal_data::HeldConsent;
use uuid::Uuid;

/// The answers in full.
///
/// # Errors
/// The database's.
pub async fn held(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
) -> ApiResult<Vec<HeldConsent>> {
    let rows = repository::owned(connection, owner, service::address_indexes(state, owner), None, None).await?;
    let mut addresses = Vec::with_capacity(rows.len());
    for row in &rows {
        addresses.push(state.keys.open_text(consent_record::ADDRESS, row.id, &row.address_sealed)?);
    }
    let records = service::views(state, connection, rows).await?.items;
    Ok(records.into_iter().zip(addresses).map(|(record, address)| HeldConsent { record, address }).collect())
}

/// Takes address and client from those answers, and from those of the addresses that no form rests on. What was
/// answered to which text, and when, stays. Returns the sessions in which they were given.
///
/// # Errors
/// The database's.
pub async fn erase(
    state: &State,
    transaction: &Transaction,
    records: &[Uuid],
    address_indexes: Vec<Vec<u8>>,
) -> ApiResult<Vec<Uuid>> {
    repository::of_leaving(&**transaction, records, address_indexes.clone()).await?;
    // Once more: a form that was being sent may rest on one of them now.
    let mut sessions = Vec::new();
    for row in repository::of_leaving(&**transaction, records, address_indexes).await? {
        sessions.push(row.applicant_session_id);
        let erased = consent_record::Model {
            address_sealed: state.keys.seal(consent_record::ADDRESS, row.id, b""),
            address_index: random_bytes::<32>().to_vec(),
            client: String::new(),
            ..row
        };
        repository::overwrite(&**transaction, erased).await?;
    }
    Ok(sessions)
}

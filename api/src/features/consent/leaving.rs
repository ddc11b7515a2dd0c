//! 個資法 art. 3: a copy of the answers of a person, and what becomes of them when the person goes.

use super::{repository, service};
use crate::{
    ambient::random_bytes, database::Transaction, entity::consent_record, features::contact_verification,
    http::authority::ApplicationOwner, problem::ApiResult, state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::personal_data::HeldConsent;
use std::{cmp::Reverse, collections::BTreeSet};
use uuid::Uuid;

/// The answers in full: those that the owner's forms rest on, those of the account, and those that were given with
/// its proved e-mail address and that no form rests on, which would be somebody's who shares the mailbox.
///
/// # Errors
/// The database's.
pub async fn held(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    proved_email: Option<&str>,
) -> ApiResult<Vec<HeldConsent>> {
    let mut rows = repository::owned(connection, owner, service::address_indexes(state, owner), None, None).await?;
    if let Some(email) = proved_email {
        let index = contact_verification::address_index(state, email);
        rows.extend(repository::without_form_of(connection, &index).await?);
        // Ids count up with time.
        rows.sort_by_key(|row| Reverse(row.id));
    }
    let mut addresses = Vec::with_capacity(rows.len());
    for row in &rows {
        addresses.push(state.keys.open_text(consent_record::ADDRESS, row.id, &row.address_sealed)?);
    }
    let records = service::views(state, connection, owner, rows).await?.items;
    Ok(records.into_iter().zip(addresses).map(|(record, address)| HeldConsent { record, address }).collect())
}

/// The addresses that somebody who goes answered with.
pub struct OwnAddresses {
    /// Nobody else has the account's.
    pub of_account: Vec<u8>,
    /// Someone else may share these.
    pub proved: Vec<Vec<u8>>,
}

/// Takes address and client from those answers, and from those with the addresses that no form rests on; but with an
/// address that is shared, somebody may be filling in a form: answers of so late stay. What was answered to which
/// text, and when, stays. Returns the sessions in which nothing else was answered.
///
/// # Errors
/// The database's.
pub async fn erase(
    state: &State,
    transaction: &Transaction,
    records: &[Uuid],
    addresses: &OwnAddresses,
) -> ApiResult<BTreeSet<Uuid>> {
    let before = state.now() - contact_verification::SESSION_LIVES;
    repository::of_leaving(&**transaction, records, addresses, before).await?;
    // Once more: a form that was being sent may rest on one of them now.
    let mut sessions = BTreeSet::new();
    for row in repository::of_leaving(&**transaction, records, addresses, before).await? {
        sessions.insert(row.applicant_session_id);
        let erased = consent_record::Model {
            address_sealed: state.keys.seal(consent_record::ADDRESS, row.id, b""),
            address_index: random_bytes::<32>().to_vec(),
            client: String::new(),
            ..row
        };
        repository::overwrite(&**transaction, erased).await?;
    }
    for row in repository::answered_in(&**transaction, &sessions).await? {
        if !state.keys.open_text(consent_record::ADDRESS, row.id, &row.address_sealed)?.is_empty() {
            sessions.remove(&row.applicant_session_id);
        }
    }
    Ok(sessions)
}

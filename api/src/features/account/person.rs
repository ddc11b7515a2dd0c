//! Who an account belongs to, for the application that is to be bound to it.

use super::repository;
use crate::{
    entity::account,
    features::{binding, roster},
    http::authority::Applicant,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::{AccountLookup, KnownAccount, LookUpAccount},
    contact::{EmailAddress, MobileNumber},
    national_id::NationalId,
    person_name,
    problem::{FieldCode, ProblemCode},
};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// One parent types one number, perhaps twice; more is guessing.
const LOOKUPS: Limit = Limit { name: "account_lookups", hits: 10, window: Duration::HOUR };
/// For a whole network: a mobile carrier puts thousands behind one address.
const LOOKUPS_PER_NETWORK: Limit = Limit { name: "account_lookups_network", hits: 600, window: Duration::HOUR };

/// Name and contact of an account.
pub struct PersonalData {
    pub account: Uuid,
    pub name: String,
    /// The name to be called by.
    pub shown_name: String,
    pub email: EmailAddress,
    /// Imported addresses are not, until a link is used.
    pub email_is_proved: bool,
    pub mobile: MobileNumber,
    pub opened_at: OffsetDateTime,
}

impl PersonalData {
    fn of(state: &State, row: account::Model) -> ApiResult<Self> {
        let broken = |what| ApiError::internal(anyhow::anyhow!("account {} holds no {what}", row.id));
        let mobile = state.keys.open_text(account::MOBILE, row.id, &row.mobile_sealed)?;
        Ok(Self {
            account: row.id,
            email: EmailAddress::parse(&row.email).map_err(|_| broken("e-mail address"))?,
            mobile: MobileNumber::parse(&mobile).map_err(|_| broken("mobile number"))?,
            email_is_proved: row.email_is_proved,
            opened_at: *row.created_at,
            shown_name: row.shown_name().into(),
            name: row.name,
        })
    }

    fn masked(&self) -> KnownAccount {
        KnownAccount {
            name_masked: person_name::masked(&self.name),
            email_masked: self.email.masked(),
            mobile_masked: self.mobile.masked(),
        }
    }
}

/// The account of a person, by the index of the ID number.
///
/// # Errors
/// The database's.
pub async fn find_person(
    state: &State,
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> ApiResult<Option<PersonalData>> {
    let row = repository::find_by_national_id(connection, national_id_index).await?;
    row.map(|row| PersonalData::of(state, row)).transpose()
}

/// What the account shows of itself to somebody who may apply for it.
///
/// # Errors
/// `not_found`; the database's.
pub async fn known_account(state: &State, account: Uuid) -> ApiResult<KnownAccount> {
    let row = repository::find(state.database.reader(), account).await?.ok_or(ProblemCode::NotFound)?;
    Ok(PersonalData::of(state, row)?.masked())
}

/// The e-mail address of an account.
///
/// # Errors
/// `not_signed_in` when the account is gone; the database's.
pub async fn email(connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<String> {
    let row = repository::find(connection, account).await?.ok_or(ProblemCode::NotSignedIn)?;
    Ok(row.email)
}

/// The index of the owner's ID number.
///
/// # Errors
/// `not_signed_in` when the account is gone; the database's.
pub async fn national_id_index(connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<Vec<u8>> {
    let row = repository::find(connection, account).await?.ok_or(ProblemCode::NotSignedIn)?;
    Ok(row.national_id_index)
}

/// The owner's ID number.
///
/// # Errors
/// `not_signed_in` when the account is gone; the database's.
pub async fn national_id(state: &State, account: Uuid) -> ApiResult<NationalId> {
    let row = repository::find(state.database.reader(), account).await?.ok_or(ProblemCode::NotSignedIn)?;
    national_id_of(state, &row)
}

pub(super) fn national_id_of(state: &State, row: &account::Model) -> ApiResult<NationalId> {
    let plain = state.keys.open_text(account::NATIONAL_ID, row.id, &row.national_id_sealed)?;
    if plain.is_empty() {
        // The owner has had all data deleted, this moment.
        return Err(ProblemCode::NotSignedIn.into());
    }
    NationalId::parse(&plain).map_err(|_| ApiError::internal(anyhow::anyhow!("account {} holds no ID number", row.id)))
}

/// Those accounts, by id, with the owners' ID numbers; without one whose data is deleted this moment.
///
/// # Errors
/// The database's.
pub async fn people(
    state: &State,
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> ApiResult<HashMap<Uuid, (PersonalData, NationalId)>> {
    let mut people = HashMap::new();
    for row in repository::find_all(connection, ids).await? {
        match national_id_of(state, &row) {
            Ok(national_id) => people.insert(row.id, (PersonalData::of(state, row)?, national_id)),
            Err(error) if error.code == ProblemCode::NotSignedIn => None,
            Err(error) => return Err(error),
        };
    }
    Ok(people)
}

/// What those accounts' owners are called.
///
/// # Errors
/// The database's.
pub async fn names(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> ApiResult<HashMap<Uuid, String>> {
    let rows = repository::find_all(connection, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.shown_name().to_owned())).collect())
}

/// Whether a person has an account: for whoever has found a child to apply for, or corrects an application. The same
/// work whatever the answer.
pub(super) async fn look_up(
    state: &State,
    applicant: &Applicant,
    network: &str,
    asked: &LookUpAccount,
) -> ApiResult<AccountLookup> {
    let national_id = NationalId::parse(&asked.national_id).map_err(|code| ApiError::field("/national_id", code))?;
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, LOOKUPS, &applicant.address).await?;
    throttle::hit(state, &*transaction, LOOKUPS_PER_NETWORK, network).await?;
    let index = state.keys.national_id_index(&national_id);
    let found = find_person(state, &*transaction, &index).await?;
    let children = roster::looked_up_ids(state, &*transaction, applicant).await?;
    let has_reason = !children.is_empty() || binding::has_sent(&*transaction, applicant).await?;
    transaction.commit().await?;
    if !has_reason {
        // A mailbox alone is had for nothing.
        return Err(ApiError::field("/national_id", FieldCode::LookupExpired));
    }
    if children.contains(&index) {
        // The child's number where the own one belongs: said here, and not after the signature.
        return Err(ApiError::field("/national_id", FieldCode::SamePerson));
    }
    Ok(AccountLookup { account: found.map(|person| person.masked()) })
}

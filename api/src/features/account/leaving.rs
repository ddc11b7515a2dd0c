//! 個資法 art. 3: a copy of what is held about the owner of an account, and its end.

use super::{
    opening::sign_in_name,
    repository::{self, bindings},
};
use crate::{
    ambient::random_bytes,
    database::Transaction,
    entity::{account, account_session, binding},
    features::{binding as applications, oauth, roster, staff},
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    national_id::NationalId,
    person_name,
    personal_data::{HeldAccount, HeldBinding, HeldSession},
    problem::ProblemCode,
};
use uuid::Uuid;

/// The account in full.
///
/// # Errors
/// `not_signed_in` when it is gone; the database's.
pub async fn held(state: &State, connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<HeldAccount> {
    let row = repository::find(connection, id).await?.ok_or(ProblemCode::NotSignedIn)?;
    Ok(HeldAccount {
        id,
        national_id: state.keys.open_text(account::NATIONAL_ID, id, &row.national_id_sealed)?,
        mobile: state.keys.open_text(account::MOBILE, id, &row.mobile_sealed)?,
        sign_in_name: sign_in_name(state, &row)?,
        roles: staff::roles_of(connection, id, state.now()).await?,
        name: row.name,
        display_name: row.display_name,
        email: row.email,
        email_is_proved: row.email_is_proved,
        opened_at: *row.created_at,
    })
}

/// Where the account was signed in, as far back as that is kept.
///
/// # Errors
/// The database's.
pub async fn held_sessions(connection: &impl ConnectionTrait, account: Uuid) -> ApiResult<Vec<HeldSession>> {
    let view = |row: account_session::Model| HeldSession {
        client: row.client,
        signed_in_at: *row.created_at,
        expires_at: *row.expires_at,
        ended_at: row.revoked_at.map(|at| *at),
    };
    Ok(repository::sessions(connection, account).await?.into_iter().map(view).collect())
}

/// Every binding of the account.
///
/// # Errors
/// The database's.
pub async fn held_bindings(
    state: &State,
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> ApiResult<Vec<HeldBinding>> {
    let rows = bindings::all(connection, account).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let in_force = bindings::live(connection, account, state.now()).await?;
    let view = |row: binding::Model| {
        let lasts = in_force.iter().any(|one| one.id == row.id);
        let name = &students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.name;
        Ok(HeldBinding {
            id: row.id,
            student_name: if lasts { name.clone() } else { person_name::masked(name) },
            relationship: applications::relationship_of(&row.relationship)?,
            bound_at: *row.bound_at,
            ends_at: row.ends_at.map(|end| *end),
            ended_at: row.ended_at.map(|at| *at),
        })
    };
    rows.into_iter().map(view).collect()
}

/// What finds the traces of somebody who goes.
pub struct Leaving {
    pub national_id_index: Vec<u8>,
    /// Takes the place of that index wherever it stands: equal for one person, and nobody's.
    pub stand_in_index: Vec<u8>,
    /// The account's e-mail address, if a code or link that went there came back.
    pub proved_email: Option<String>,
}

/// None when there is no such account.
///
/// # Errors
/// The database's.
pub async fn leaving(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<Leaving>> {
    let Some(row) = repository::find(connection, id).await? else { return Ok(None) };
    Ok(Some(Leaving {
        national_id_index: row.national_id_index,
        stand_in_index: random_bytes::<32>().to_vec(),
        proved_email: row.email_is_proved.then_some(row.email),
    }))
}

/// The same; none when its owner has had all data deleted, or it was closed.
///
/// # Errors
/// The database's.
pub async fn owner(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<Leaving>> {
    let row = repository::find(connection, id).await?.filter(|row| !row.email.is_empty());
    if row.is_some() { leaving(connection, id).await } else { Ok(None) }
}

/// Writes the right ID number of an account. Take the person's turn before, under both numbers.
///
/// # Errors
/// The database's.
pub async fn set_national_id(
    state: &State,
    connection: &impl ConnectionTrait,
    id: Uuid,
    national_id: &NationalId,
) -> ApiResult<()> {
    let sealed = state.keys.seal(account::NATIONAL_ID, id, national_id.reveal().as_bytes());
    Ok(repository::set_national_id(connection, id, sealed, state.keys.national_id_index(national_id)).await?)
}

/// Ends bindings, roles, sessions and links, and leaves an account that is nobody's.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, transaction: &Transaction, id: Uuid, person: &Leaving) -> ApiResult<()> {
    bindings::end_all(&**transaction, id, state.now()).await?;
    bindings::erase_revocation_reasons(&**transaction, id).await?;
    // By now the applications have the stand-in.
    bindings::erase_approval_revocation_reasons(&**transaction, &person.stand_in_index).await?;
    staff::leave(state, transaction, id).await?;
    oauth::erase(state, &**transaction, id).await?;
    repository::delete_sessions_and_tokens_of(&**transaction, id).await?;
    let row = repository::find(&**transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    let nothing = |place| state.keys.seal(place, id, b"");
    let erased = account::Model {
        name: String::new(),
        display_name: None,
        email: String::new(),
        email_is_proved: false,
        sign_in_name_sealed: nothing(account::SIGN_IN_NAME),
        sign_in_name_index: random_bytes::<32>().to_vec(),
        national_id_sealed: nothing(account::NATIONAL_ID),
        national_id_index: person.stand_in_index.clone(),
        mobile_sealed: nothing(account::MOBILE),
        // No hash: no password is right, and a sign-in that is under way finds another one than it read.
        password_hash: String::new(),
        initial_password_expires_at: None,
        ..row
    };
    match repository::update_if_free(transaction, erased).await? {
        true => Ok(()),
        false => Err(ApiError::internal(anyhow::anyhow!("two random indexes are equal"))),
    }
}

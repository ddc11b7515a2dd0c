//! What access tokens open in our own API.

use super::tokens::held;
use crate::{
    http::authority::SignedIn,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{oauth::Scope, problem::ProblemCode};
use uuid::Uuid;

/// The person whose token it is, if it is for that.
///
/// # Errors
/// `not_signed_in` for a token that doesn't hold, `not_allowed` for one of another scope or of a machine.
pub async fn person_of(state: &State, token: &str, scope: Scope) -> ApiResult<SignedIn> {
    let held = held(state, token).await?.ok_or(ProblemCode::NotSignedIn)?;
    let family = held.family.filter(|_| held.scopes.contains(&scope));
    let person = family.map(|family| SignedIn { session: family.session_id, account: family.account_id });
    person.ok_or(ApiError::new(ProblemCode::NotAllowed))
}

/// The machine whose token it is, if it is for that, and its sector.
///
/// # Errors
/// As [`person_of`].
pub async fn machine_of(state: &State, token: &str, scope: Scope) -> ApiResult<(Uuid, String)> {
    let held = held(state, token).await?.ok_or(ProblemCode::NotSignedIn)?;
    if held.family.is_some() || !held.scopes.contains(&scope) {
        return Err(ProblemCode::NotAllowed.into());
    }
    Ok((held.client.id, held.client.sector))
}

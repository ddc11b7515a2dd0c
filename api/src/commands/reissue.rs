//! `reissue`: a new way in for somebody who can't sign in.

use crate::{features::account, state::State};
use anyhow::{Result, anyhow};
use shared_types::language::Language;

/// Has a link to set a password with mailed. Returns whether somebody signs in with that address.
///
/// # Errors
/// When the database can't be asked.
pub async fn reissue(state: &State, email: &str, language: &str) -> Result<bool> {
    let found = account::reissue(state, email, Language::negotiate(language)).await;
    let found = found.map_err(|error| anyhow!("{error}: {:?}", error.cause()))?;
    match found {
        true => println!("a link to set a password is in the outbox; it goes to {email}"),
        false => println!("nobody signs in with {email}"),
    }
    Ok(found)
}

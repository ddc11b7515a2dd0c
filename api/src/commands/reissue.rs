//! `reissue`: a new way in for somebody who can't sign in.

use crate::{
    features::account::{self, Reissued},
    state::State,
};
use anyhow::{Result, anyhow};
use shared_types::language::Language;

/// Has a link to set a password with mailed. Returns whether it will be.
///
/// # Errors
/// When the database can't be asked.
pub async fn reissue(state: &State, sign_in_name: &str, language: Language, address_checked: bool) -> Result<bool> {
    let outcome = account::reissue(state, sign_in_name, language, address_checked).await;
    match outcome.map_err(|error| anyhow!(error.in_words()))? {
        Reissued::Enqueued => {
            println!("a link to set a password is in the outbox; it goes to the address of {sign_in_name}")
        }
        Reissued::Unknown => {
            println!("nobody signs in with {sign_in_name}");
            return Ok(false);
        }
        Reissued::AddressNotProved => {
            println!(
                "the address of {sign_in_name} was never proved to be theirs; have it read out to you, then say --address-checked"
            );
            return Ok(false);
        }
    }
    Ok(true)
}

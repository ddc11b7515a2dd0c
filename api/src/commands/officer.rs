//! `appoint-officer`: who acts for the bureau of education.

use crate::{features::staff, state::State};
use anyhow::{Result, anyhow};

/// Makes somebody an officer, or takes that away. Returns whether there is such a person.
///
/// # Errors
/// When the database can't be asked.
pub async fn appoint(state: &State, sign_in_name: &str, is_officer: bool) -> Result<bool> {
    let outcome = staff::appoint_officer(state, sign_in_name, is_officer).await;
    let is_known = outcome.map_err(|error| anyhow!(error.in_words()))?;
    match (is_known, is_officer) {
        (false, _) => println!("nobody signs in with {sign_in_name}"),
        (true, true) => println!("{sign_in_name} is an officer of the bureau"),
        (true, false) => println!("{sign_in_name} is no officer of the bureau any more"),
    }
    Ok(is_known)
}

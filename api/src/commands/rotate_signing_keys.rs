//! `rotate-signing-keys`: new keys for the tokens that other services verify.

use crate::{
    features::{
        audit::By,
        oauth::{self, Rotation},
    },
    state::State,
};
use anyhow::{Result, anyhow};

/// Makes a successor for each key.
///
/// # Errors
/// When the database can't be asked.
pub async fn rotate(state: &State, is_compromised: bool) -> Result<()> {
    let rotation = if is_compromised { Rotation::Compromised } else { Rotation::Wanted };
    let made = oauth::rotate(state, By::OPERATOR, rotation).await.map_err(|error| anyhow!(error.in_words()))?;
    match (made, is_compromised) {
        (0, _) => {
            println!("there is nothing to rotate: no key signs yet, or each has a successor that waits for its day")
        }
        (_, true) => println!("{made} new keys sign now; what older ones signed no longer holds"),
        (_, false) => println!("{made} new keys are published and sign in a day"),
    }
    Ok(())
}

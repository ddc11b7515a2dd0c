//! `demo`: an invented city to try everything on.

use super::synthetic::{self, is_synthetic};
use crate::{
    features::{account, roster::import},
    state::State,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// What every teacher of the demo city signs in with; never set outside the demo.
pub const DEMO_PASSWORD: &str = "kinbind-demo-2026";

/// Loads the demo city unless it is there, prints who can sign in, and adds invented applications
/// where so many are asked for.
///
/// # Errors
/// Outside the demo environment, or when the data is not right.
pub async fn demo(state: &State, folder: &Path, applications: Option<u32>) -> Result<()> {
    ensure!(state.config.is_demo(), "the demo city is for KINBIND_ENVIRONMENT=demo only");
    state.database.migrate().await?;
    let report = import::import_folder(state, folder, import::Options::default()).await?;
    println!("{report}");
    account::set_demo_password(state, DEMO_PASSWORD).await?;
    println!("\nHomeroom teachers (password {DEMO_PASSWORD}):");
    for (class, email) in import::homeroom_teachers(state).await?.iter().filter(|(_, email)| !is_synthetic(email)) {
        println!("  {email:<28} {class}");
    }
    if let Some(applications) = applications {
        synthetic::load(state, applications).await?;
    }
    println!("\nParents begin at {}; their mails are at {}.", state.page_url("/"), state.page_url("/dev/mailbox"));
    Ok(())
}

//! `demo`: an invented city to try everything on.

use crate::{
    features::{account, roster::import},
    state::State,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// What every teacher of the demo city signs in with; never set outside the demo.
pub const DEMO_PASSWORD: &str = "kinbind-demo-2026";

/// Loads the demo city unless it is there, and prints who can sign in.
///
/// # Errors
/// Outside the demo environment, or when the data is not right.
pub async fn demo(state: &State, folder: &Path) -> Result<()> {
    ensure!(state.config.is_demo(), "the demo city is for KINBIND_ENVIRONMENT=demo only");
    state.database.migrate().await?;
    let report = import::import_folder(state, folder).await?;
    println!("{report}");
    account::set_demo_password(state, DEMO_PASSWORD).await?;
    println!("\nHomeroom teachers (password {DEMO_PASSWORD}):");
    for (class, email) in import::homeroom_teachers(state).await? {
        println!("  {email:<28} {class}");
    }
    println!("\nParents begin at {}; their mails are at {}.", state.page_url("/"), state.page_url("/dev/mailbox"));
    Ok(())
}

use anyhow::{Result, ensure};
use clap::Args;
use std::path::PathBuf;

/// The keys that protect personal data and sessions.
#[derive(Debug, Clone, Args)]
pub struct SecretsConfig {
    /// JSON file with the keys; `kinbind keys` prints a new one. The demo makes its own in the data folder
    #[arg(long, env = "KINBIND_KEYS_FILE", global = true)]
    pub keys_file: Option<PathBuf>,
}

impl SecretsConfig {
    pub(super) fn validate_production(&self) -> Result<()> {
        ensure!(
            self.keys_file.is_some(),
            "KINBIND_KEYS_FILE is not set: personal data is never stored without keys; `kinbind keys` prints new ones"
        );
        Ok(())
    }
}

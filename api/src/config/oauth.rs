use anyhow::{Result, ensure};
use clap::Args;

/// How services are told of what happens here.
#[derive(Debug, Clone, Args)]
pub struct OauthConfig {
    /// For the demo: services may be told at addresses of the own network, and without TLS
    #[arg(long, env = "KINBIND_OAUTH_PRIVATE_TARGETS", global = true)]
    pub oauth_private_targets: bool,
}

impl OauthConfig {
    pub(super) fn validate_production(&self) -> Result<()> {
        ensure!(
            !self.oauth_private_targets,
            "KINBIND_OAUTH_PRIVATE_TARGETS is for the demo: whoever registers a service could reach the own network"
        );
        Ok(())
    }
}

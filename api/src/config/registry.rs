use anyhow::{Result, ensure};
use clap::Args;
use reqwest::Url;
use std::path::PathBuf;
use time::Duration;

/// The household registry (戶政), asked before a teacher reviews. Without its address nobody is asked.
#[derive(Clone, Args)]
pub struct RegistryConfig {
    /// Where it answers `openapi/registry.yaml`, such as `https://registry.example/v1`
    #[arg(long, env = "KINBIND_REGISTRY_URL", hide_env_values = true, global = true)]
    pub registry_url: Option<String>,
    /// PEM file with our certificate and its key, for mutual TLS
    #[arg(long, env = "KINBIND_REGISTRY_IDENTITY", global = true)]
    pub registry_identity: Option<PathBuf>,
    /// PEM file with the certificates that its own may be signed by, instead of the system's
    #[arg(long, env = "KINBIND_REGISTRY_CA", global = true)]
    pub registry_ca: Option<PathBuf>,
    /// What requests are signed with by HMAC-SHA256, at least 32 characters
    #[arg(long, env = "KINBIND_REGISTRY_HMAC_KEY", hide_env_values = true, global = true)]
    pub registry_hmac_key: Option<String>,
    /// Milliseconds it may take for one answer
    #[arg(long, env = "KINBIND_REGISTRY_TIMEOUT_MS", default_value_t = 5_000, global = true)]
    pub registry_timeout_ms: u32,
    /// Seconds after which an application goes to the teacher without an answer
    #[arg(long, env = "KINBIND_REGISTRY_PATIENCE_SECONDS", default_value_t = 120, global = true)]
    pub registry_patience_seconds: u32,
    /// Most questions in a minute, from all machines together
    #[arg(long, env = "KINBIND_REGISTRY_PER_MINUTE", default_value_t = 600, global = true)]
    pub registry_per_minute: i32,
}

impl RegistryConfig {
    pub fn patience(&self) -> Duration {
        Duration::seconds(self.registry_patience_seconds.into())
    }

    pub(super) fn validate(&self, is_demo: bool) -> Result<()> {
        let Some(url) = &self.registry_url else {
            let is_orphan = self.registry_identity.is_some() || self.registry_hmac_key.is_some();
            ensure!(!is_orphan, "KINBIND_REGISTRY_URL is not set, but another setting of the household registry is");
            return Ok(());
        };
        let parsed =
            Url::parse(url).ok().filter(|url| url.has_host() && url.query().is_none() && url.fragment().is_none());
        let scheme = parsed.as_ref().map(Url::scheme);
        // Names and ID numbers go there, and what comes back may approve.
        ensure!(
            scheme == Some("https") || (is_demo && scheme == Some("http")),
            "KINBIND_REGISTRY_URL must be an address that begins with https:// and has no query"
        );
        ensure!(
            is_demo || self.registry_identity.is_some() || self.registry_hmac_key.is_some(),
            "neither KINBIND_REGISTRY_IDENTITY nor KINBIND_REGISTRY_HMAC_KEY is set: the household registry must know \
             who asks"
        );
        ensure!(
            self.registry_hmac_key.as_ref().is_none_or(|key| key.len() >= 32),
            "KINBIND_REGISTRY_HMAC_KEY is shorter than 32 characters"
        );
        ensure!(
            (1..=30_000).contains(&self.registry_timeout_ms),
            "KINBIND_REGISTRY_TIMEOUT_MS must be between 1 and 30000"
        );
        ensure!(
            (1..=3_600).contains(&self.registry_patience_seconds),
            "KINBIND_REGISTRY_PATIENCE_SECONDS must be between 1 and 3600"
        );
        ensure!(self.registry_per_minute > 0, "KINBIND_REGISTRY_PER_MINUTE must be at least 1");
        Ok(())
    }
}

impl std::fmt::Debug for RegistryConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistryConfig")
            .field("registry_patience_seconds", &self.registry_patience_seconds)
            .finish_non_exhaustive()
    }
}

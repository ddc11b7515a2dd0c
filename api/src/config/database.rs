use anyhow::{Result, ensure};
use clap::Args;

/// Where the data lies.
#[derive(Clone, Args)]
pub struct DatabaseConfig {
    /// `sqlite://path` or `postgres://user:password@host/name`; by default kinbind.db in the data folder
    #[arg(long, env = "KINBIND_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// Most connections to the database
    #[arg(long, env = "KINBIND_DATABASE_CONNECTIONS", default_value_t = 16, global = true)]
    pub database_connections: u32,
}

impl DatabaseConfig {
    pub(super) fn validate(&self) -> Result<()> {
        ensure!(self.database_connections > 0, "KINBIND_DATABASE_CONNECTIONS must be at least 1");
        if let Some(url) = &self.database_url {
            ensure!(
                ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)),
                "KINBIND_DATABASE_URL must begin with sqlite: or postgres://"
            );
        }
        Ok(())
    }
}

impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.debug_struct("DatabaseConfig")
            .field("database_connections", &self.database_connections)
            .finish_non_exhaustive()
    }
}

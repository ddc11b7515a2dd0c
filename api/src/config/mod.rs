//! Settings: one file per section, each with its defaults, environment names and checks.
//!
//! A wrong or missing value stops the start with a sentence that names the setting.

mod database;
mod form;
mod mail;
mod oauth;
mod registry;
mod review;
mod roster;
mod secrets;
mod server;
mod sms;

pub use database::DatabaseConfig;
pub use form::FormConfig;
pub use mail::MailConfig;
pub use oauth::OauthConfig;
pub use registry::RegistryConfig;
pub use review::ReviewConfig;
pub use roster::RosterConfig;
pub use secrets::SecretsConfig;
pub use server::ServerConfig;
pub use sms::{SmsConfig, SmsMethod};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Everything an operator can set. `kinbind serve --help` lists it.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// What this installation is: `demo` makes its own keys, keeps mail in a development mailbox and
    /// sets demo passwords; `production` does none of that
    #[arg(long, env = "KINBIND_ENVIRONMENT", default_value = "production", global = true)]
    pub environment: Environment,
    /// Folder of the embedded database, the demo's keys and its mailbox
    #[arg(long, env = "KINBIND_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
    #[command(flatten)]
    pub server: ServerConfig,
    #[command(flatten)]
    pub database: DatabaseConfig,
    #[command(flatten)]
    pub secrets: SecretsConfig,
    #[command(flatten)]
    pub mail: MailConfig,
    #[command(flatten)]
    pub sms: SmsConfig,
    #[command(flatten)]
    pub registry: RegistryConfig,
    #[command(flatten)]
    pub form: FormConfig,
    #[command(flatten)]
    pub review: ReviewConfig,
    #[command(flatten)]
    pub roster: RosterConfig,
    #[command(flatten)]
    pub oauth: OauthConfig,
}

/// See [`Config::environment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    Demo,
    Production,
}

impl Config {
    /// Checks every section and their interplay.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn validate(&self) -> Result<()> {
        self.server.validate()?;
        self.database.validate()?;
        self.mail.validate()?;
        self.sms.validate()?;
        self.registry.validate(self.is_demo())?;
        if !self.is_demo() {
            self.secrets.validate_production()?;
            self.mail.validate_production()?;
            self.oauth.validate_production()?;
            ensure!(
                self.server.public_url.starts_with("https://"),
                "KINBIND_PUBLIC_URL must begin with https:// in production: sign-in cookies need it"
            );
        }
        Ok(())
    }

    /// Makes the data folder if there is none, for the service's user only: names and addresses lie in it in clear.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn make_data_dir(&self) -> Result<()> {
        let mut folder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder
            .recursive(true)
            .create(&self.data_dir)
            .with_context(|| format!("the data folder {} can't be made", self.data_dir.display()))
    }

    pub fn is_demo(&self) -> bool {
        self.environment == Environment::Demo
    }
}

//! What every request and job may use.

use crate::{
    ambient::Clock,
    config::Config,
    crypto::{Keyring, PasswordHasher},
    database::Database,
    features::{oauth::KeyCache, roster::SchoolListCache},
    form_printer::FormPrinter,
    gateways::{
        mail::Mailers,
        outbound::Outbound,
        registry::Registry,
        sms::{self, SmsSender},
    },
};
use anyhow::Result;
use std::{ops::Deref, sync::Arc};
use time::OffsetDateTime;
use tokio::sync::Notify;
use uuid::Uuid;

/// Shared by all threads. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

pub struct Inner {
    pub config: Config,
    pub database: Database,
    pub keys: Keyring,
    pub passwords: PasswordHasher,
    pub mailers: Mailers,
    /// None where codes travel by e-mail only.
    pub sms: Option<Arc<dyn SmsSender>>,
    /// None where the household registry isn't asked.
    pub registry: Option<Registry>,
    pub forms: FormPrinter,
    pub clock: Clock,
    pub school_list: SchoolListCache,
    /// What tokens for others are signed with.
    pub token_keys: KeyCache,
    /// The way to addresses that others gave us.
    pub outbound: Outbound,
    /// Rung after a commit that wrote a job, so that it runs at once.
    pub outbox_bell: Notify,
    /// The same for questions to the household registry.
    pub registry_bell: Notify,
    /// The same for checks of schools' files.
    pub roster_bell: Notify,
}

impl State {
    /// Opens everything the configuration names. Doesn't migrate.
    ///
    /// # Errors
    /// A sentence that names what is missing.
    pub async fn open(config: Config) -> Result<Self> {
        config.validate()?;
        let keys = open_keys(&config)?;
        let mailers = Mailers::open(&config)?;
        Ok(Self(Arc::new(Inner {
            database: Database::connect(&config).await?,
            keys,
            passwords: PasswordHasher::new(),
            sms: sms::open(&config, mailers.development.as_ref())?,
            mailers,
            registry: Registry::open(&config.registry)?,
            forms: FormPrinter::open(&config.form)?,
            clock: Clock::default(),
            school_list: SchoolListCache::default(),
            token_keys: KeyCache::default(),
            outbound: Outbound::open(&config.oauth)?,
            outbox_bell: Notify::new(),
            registry_bell: Notify::new(),
            roster_bell: Notify::new(),
            config,
        })))
    }

    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub fn new_id(&self) -> Uuid {
        crate::ambient::new_id(self.now())
    }

    /// The address of a page of the browser app.
    pub fn page_url(&self, path: &str) -> String {
        format!("{}{path}", self.config.server.public_url)
    }
}

impl Deref for State {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

fn open_keys(config: &Config) -> Result<Keyring> {
    if let Some(path) = &config.secrets.keys_file {
        return Keyring::load(path);
    }
    // Config::validate let only the demo come here without a file.
    config.make_data_dir()?;
    let path = config.data_dir.join("keys.json");
    let (keys, made) = Keyring::load_or_generate(&path)?;
    if made {
        tracing::warn!(file = %path.display(), "the demo made its own keys; production needs KINBIND_KEYS_FILE");
    }
    Ok(keys)
}

//! A database of its own for every test, copied from one that holds the demo city.

use kinbind_api::{
    commands::demo::DEMO_PASSWORD,
    config::{
        Config, DatabaseConfig, Environment, FormConfig, MailConfig, OauthConfig, RegistryConfig, ReviewConfig,
        RosterConfig, SecretsConfig, ServerConfig, SmsConfig, SmsMethod,
    },
    crypto::Keyring,
    features::{account, audit, roster::import},
    state::State,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::{
    path::{Path, PathBuf},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

const TEMPLATE: &str = "template";
static SQLITE: OnceCell<()> = OnceCell::const_new();
static POSTGRES: OnceCell<()> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

/// Folder of this test process; with it lie the keys that the template and its copies share.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kinbind-api");
    std::fs::create_dir_all(&all).unwrap();
    for left in std::fs::read_dir(&all).unwrap().flatten() {
        if left.file_name().to_str().is_none_or(is_over) {
            std::fs::remove_dir_all(left.path()).ok();
        }
    }
    let own = all.join(std::process::id().to_string());
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("keys.json"), Keyring::generate_file()).unwrap();
    own
});

/// Whether the test process of that number has ended.
fn is_over(process: &str) -> bool {
    !Path::new("/proc").join(process).exists()
}

/// The demo city at rest: a database and a data folder.
pub struct Home {
    pub engine: Engine,
    pub database_url: String,
    pub folder: TempDir,
    name: String,
}

impl Home {
    pub async fn make(engine: Engine) -> Self {
        let folder = TempDir::new_in(&*FOLDER).unwrap();
        let name = format!("{}_{}", prefix(), COPIES.fetch_add(1, Ordering::Relaxed));
        let database_url = match engine {
            Engine::Sqlite => {
                SQLITE.get_or_init(|| load(engine, sqlite_url(&FOLDER))).await;
                std::fs::copy(sqlite_file(&FOLDER), sqlite_file(folder.path())).unwrap();
                sqlite_url(folder.path())
            }
            Engine::Postgres => {
                POSTGRES.get_or_init(load_postgres).await;
                administer(&format!("CREATE DATABASE {name} TEMPLATE {}_{TEMPLATE}", prefix())).await;
                postgres_url(&name)
            }
        };
        Self { engine, database_url, folder, name }
    }

    pub async fn remove(&self) {
        if self.engine == Engine::Postgres {
            administer(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        }
    }

    /// Takes the database away from everybody, as when PostgreSQL is stopped.
    pub async fn take_away(&self) {
        administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name)).await;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
        administer(&format!("{end} '{}'", self.name)).await;
    }

    pub async fn bring_back(&self) {
        administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)).await;
    }

    pub fn keys_file(&self) -> PathBuf {
        FOLDER.join("keys.json")
    }

    /// The settings of a demo installation that mails through a server.
    pub fn config(&self, smtp_url: &str) -> Config {
        config(self.folder.path(), &self.database_url, Some(smtp_url.into()))
    }
}

fn config(folder: &Path, database_url: &str, smtp_url: Option<String>) -> Config {
    Config {
        environment: Environment::Demo,
        data_dir: folder.into(),
        server: ServerConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: "http://kinbind.test".into(),
            trusted_proxies: Vec::new(),
            http_workers: 1,
            shutdown_seconds: 5,
        },
        database: DatabaseConfig { database_url: Some(database_url.into()), database_connections: 8 },
        secrets: SecretsConfig { keys_file: Some(FOLDER.join("keys.json")) },
        sms: SmsConfig {
            sms_url: None,
            sms_method: SmsMethod::Post,
            sms_body: String::new(),
            sms_content_type: "application/x-www-form-urlencoded".into(),
            sms_authorization: None,
            sms_accepted: None,
            sms_per_hour: 3_000,
        },
        mail: MailConfig {
            mail_bounce_token: None,
            smtp_url,
            smtp_ca: None,
            smtp_plaintext: false,
            mail_from: "臺北市校園單一身分驗證服務 <noreply@kinbind.test>".into(),
            codes_per_hour: 30_000,
        },
        registry: RegistryConfig {
            registry_url: None,
            registry_identity: None,
            registry_ca: None,
            registry_hmac_key: None,
            registry_timeout_ms: 5_000,
            registry_patience_seconds: 120,
            registry_per_minute: 600,
        },
        // No fonts: forms are printed in the stories about them alone, because that takes a while.
        form: FormConfig { form_template: None, font_dirs: Vec::new() },
        // Only the stories about taking a decision back wait.
        review: ReviewConfig { undo_minutes: 0 },
        roster: RosterConfig { carry_over_days: 120 },
        oauth: OauthConfig { oauth_private_targets: false },
    }
}

/// Migrates a database and loads the demo city, as `kinbind demo` does.
async fn load(engine: Engine, url: String) {
    let state = State::open(config(&FOLDER.join(format!("{engine:?}")), &url, None)).await.unwrap();
    state.database.migrate().await.unwrap();
    import::import_folder(&state, &demo_city(), import::Options::default()).await.unwrap();
    account::set_demo_password(&state, DEMO_PASSWORD).await.unwrap();
    audit::link(&state).await.unwrap();
    // A database that is in use can't be copied.
    state.database.close().await.unwrap();
}

pub fn demo_city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-city")
}

fn sqlite_file(folder: &Path) -> PathBuf {
    folder.join("kinbind.db")
}

fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", sqlite_file(folder).display())
}

fn prefix() -> String {
    format!("kinbind_test_{}", std::process::id())
}

/// The server's address with another database's name at its end.
fn postgres_url(database: &str) -> String {
    let (server, _) = server_url().rsplit_once('/').expect("KINBIND_TEST_POSTGRES_URL ends with a database's name");
    format!("{server}/{database}")
}

fn server_url() -> &'static str {
    static URL: LazyLock<String> = LazyLock::new(|| {
        std::env::var("KINBIND_TEST_POSTGRES_URL").unwrap_or_else(|_| {
            panic!(
                "these tests need a PostgreSQL of their own: run `cargo xtask test`, which starts one, or name one in \
                 KINBIND_TEST_POSTGRES_URL (postgres://user:password@host:port/postgres)"
            )
        })
    });
    &URL
}

async fn administrator() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(server_url());
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}

async fn administer(sql: &str) {
    let server = administrator().await;
    server.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    server.close().await.unwrap();
}

async fn load_postgres() {
    let server = administrator().await;
    let sql = "SELECT datname FROM pg_database WHERE datname LIKE 'kinbind_test_%'";
    for row in server.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap() {
        let left: String = row.try_get("", "datname").unwrap();
        if left.split('_').nth(2).is_none_or(is_over) {
            // Another test process may be doing the same.
            server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {left} WITH (FORCE)")).await.ok();
        }
    }
    server.close().await.unwrap();
    let name = format!("{}_{TEMPLATE}", prefix());
    administer(&format!("CREATE DATABASE {name}")).await;
    load(Engine::Postgres, postgres_url(&name)).await;
}

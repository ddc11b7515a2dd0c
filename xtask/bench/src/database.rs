//! The two databases, each as durable as in production.

use anyhow::{Context, Result, ensure};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};

/// Which database a measurement is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Connects as the API does.
pub(crate) async fn connect(url: &str, connections: usize) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(u32::try_from(connections)?).sqlx_logging(false).map_sqlx_sqlite_opts(|options| {
        options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
    });
    sea_orm::Database::connect(options).await.context("connect to the database")
}

/// A cluster to measure on.
pub(crate) struct Postgres {
    administrator: String,
}

impl Postgres {
    /// Makes sure that a commit is on the disk when it is acknowledged: without that, the figures
    /// would measure a promise that nobody makes.
    pub(crate) async fn durable(administrator: &str) -> Result<Self> {
        let connection = connect(administrator, 1).await?;
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let sql = format!("SELECT current_setting('{setting}') AS answer");
            let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
            let answer: String = row.context("PostgreSQL answered nothing")?.try_get("", "answer")?;
            ensure!(answer == "on", "PostgreSQL's {setting} is not on");
        }
        connection.close().await?;
        Ok(Self { administrator: administrator.into() })
    }

    /// Makes an empty database and answers its address.
    pub(crate) async fn create(&self, name: &str) -> Result<String> {
        let connection = connect(&self.administrator, 1).await?;
        connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await?;
        connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
        connection.close().await?;
        let (cluster, _) = self.administrator.rsplit_once('/').context("the administrator's address has no name")?;
        Ok(format!("{cluster}/{name}"))
    }
}

/// What the server does by itself within minutes: statistics for the planner, no dead rows.
pub(crate) async fn settle(url: &str) -> Result<()> {
    let connection = connect(url, 1).await?;
    connection.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(connection.close().await?)
}

/// From the next connection on the server tells the plan of every statement as it is carried out.
pub(crate) async fn explain(url: &str) -> Result<()> {
    alter(
        url,
        &[
            "SET session_preload_libraries = 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_analyze = on",
            "SET auto_explain.log_timing = off",
            "SET auto_explain.log_level = notice",
        ],
    )
    .await
}

/// Takes [`explain`] back, which costs time.
pub(crate) async fn explain_no_more(url: &str) -> Result<()> {
    alter(url, &["RESET ALL"]).await
}

async fn alter(url: &str, changes: &[&str]) -> Result<()> {
    let connection = connect(url, 1).await?;
    let (_, name) = url.rsplit_once('/').context("the database's address has no name")?;
    for change in changes {
        connection.execute_unprepared(&format!("ALTER DATABASE {name} {change}")).await?;
    }
    Ok(connection.close().await?)
}

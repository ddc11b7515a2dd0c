//! The two databases, each as durable as in production.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// The borrowed cluster, started again so that a commit is on the disk when it is acknowledged: the
/// tests' way of running it, without that, would measure a promise that nobody makes.
pub(crate) struct Postgres {
    administrator: String,
    programs: PathBuf,
    data: PathBuf,
}

impl Postgres {
    pub(crate) async fn durable(administrator: &str) -> Result<Self> {
        let connection = connect(administrator, 1).await?;
        let ask = |sql: &'static str| text(&connection, sql);
        let postgres = Self {
            administrator: administrator.into(),
            programs: ask("SELECT setting AS answer FROM pg_config WHERE name = 'BINDIR'").await?.into(),
            data: ask("SELECT current_setting('data_directory') AS answer").await?.into(),
        };
        let port = ask("SELECT current_setting('port') AS answer").await?;
        let sockets = ask("SELECT current_setting('unix_socket_directories') AS answer").await?;
        connection.close().await?;
        let options = format!("-h 127.0.0.1 -p {port} -c unix_socket_directories='{sockets}' -c max_connections=100");
        let log = postgres.data.join("durable.log");
        postgres.control(&["restart", "-w", "-s", "-o", &options, "-l", &log.to_string_lossy()])?;
        let connection = connect(administrator, 1).await?;
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let sql = format!("SELECT current_setting('{setting}') AS answer");
            ensure!(text(&connection, &sql).await? == "on", "{setting} is not on");
        }
        connection.close().await?;
        Ok(postgres)
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

    /// As its owner: PostgreSQL's tools refuse to be root.
    fn control(&self, arguments: &[&str]) -> Result<()> {
        let (owner, ourselves) = (self.data.metadata()?, Path::new("/proc/self").metadata()?);
        let mut command = Command::new(if owner.uid() == ourselves.uid() { "env" } else { "setpriv" });
        if owner.uid() != ourselves.uid() {
            let (user, group) = (format!("--reuid={}", owner.uid()), format!("--regid={}", owner.gid()));
            command.args([&user, &group, "--clear-groups"]);
        }
        command.arg(self.programs.join("pg_ctl")).arg("-D").arg(&self.data).args(arguments).current_dir("/");
        let status = command.status().context("start pg_ctl")?;
        ensure!(status.success(), "pg_ctl {} failed ({status})", arguments[0]);
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.control(&["stop", "-w", "-s", "-m", "fast"]) {
            eprintln!("PostgreSQL may still run in {}: {error:#}", self.data.display());
        }
    }
}

/// What the server does by itself within minutes: statistics for the planner, no dead rows.
pub(crate) async fn settle(url: &str) -> Result<()> {
    let connection = connect(url, 1).await?;
    connection.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(connection.close().await?)
}

async fn text(connection: &DatabaseConnection, sql: &str) -> Result<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?.context("PostgreSQL answered nothing")?;
    Ok(row.try_get("", "answer")?)
}

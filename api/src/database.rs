//! The connection to SQLite or PostgreSQL: the one place that knows which it is.

use crate::{ambient::Millis, config::Config};
use anyhow::{Context, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use std::{ops::Deref, sync::Arc, time::Duration};
use time::OffsetDateTime;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a writer waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// Replicas that start together must not migrate together. Any constant will do.
const MIGRATION_LOCK: i64 = 0x6b69_6e62;

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    connection: DatabaseConnection,
    /// SQLite has one writer. Waiting here is fair and wakes at once, where its busy handler polls.
    writer: Option<Arc<Mutex<()>>>,
}

impl Database {
    /// # Errors
    /// When the database can't be reached or its file not be made.
    pub async fn connect(config: &Config) -> Result<Self> {
        let url = match &config.database.database_url {
            Some(url) => url.clone(),
            None => {
                std::fs::create_dir_all(&config.data_dir)
                    .with_context(|| format!("the data folder {} can't be made", config.data_dir.display()))?;
                format!("sqlite://{}", config.data_dir.join("kinbind.db").display())
            }
        };
        let is_sqlite = url.starts_with("sqlite:");
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(config.database.database_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // FULL: what was acknowledged survives a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY_TIMEOUT)
            });
        let connection = sea_orm::Database::connect(options)
            .await
            .context("the database can't be reached; KINBIND_DATABASE_URL says where it is")?;
        Ok(Self { connection, writer: is_sqlite.then(Arc::default) })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails; what it did is rolled back.
    pub async fn migrate(&self) -> Result<()> {
        let transaction = self.begin().await?;
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            // Held until the transaction ends.
            transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Migrator::up(&*transaction, None).await.context("the database schema can't be brought up to date")?;
        transaction.commit().await?;
        Ok(())
    }

    /// For reading outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Begins a transaction that writes: on SQLite at once as the one writer, because a reader that
    /// becomes a writer fails when another wrote meanwhile.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<Transaction, DbErr> {
        let turn = match &self.writer {
            Some(writer) => Some(wait_for_turn(writer).await?),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Transaction { inner: self.connection.begin_with_options(options).await?, _turn: turn })
    }
}

/// A queue that doesn't move is an outage, which the caller is told.
async fn wait_for_turn(writer: &Arc<Mutex<()>>) -> Result<OwnedMutexGuard<()>, DbErr> {
    tokio::time::timeout(ACQUIRE_TIMEOUT, writer.clone().lock_owned())
        .await
        .map_err(|_| DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout))
}

/// A writing transaction; dropped without [`Transaction::commit`], it is rolled back.
pub struct Transaction {
    inner: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    /// # Errors
    /// When the database couldn't make it durable; nothing of it is kept then.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

/// Whether a unique index refused the row.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}

/// Runs one statement whose SQL both engines understand (`$1` placeholders), and reads its first row.
///
/// # Errors
/// The database's.
pub async fn query_one<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.query_one_raw(statement).await
}

/// As the database keeps a moment.
pub fn millis(moment: OffsetDateTime) -> Millis {
    sea_orm::prelude::TimeUnixTimestampMillis(moment)
}

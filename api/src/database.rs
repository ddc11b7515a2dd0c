//! The connection to SQLite or PostgreSQL: the one place that knows which it is.

use crate::{ambient::Millis, config::Config};
use anyhow::{Context, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
    sqlx::{
        Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{collections::BTreeSet, ops::Deref, time::Duration};
use time::OffsetDateTime;

/// How long a writer waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// Replicas that start together must not migrate together.
const MIGRATION: &str = "migration";

/// Pools of connections. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    reader: DatabaseConnection,
    /// On SQLite a pool of one connection, whose queue is fair and wakes at once where SQLite's busy
    /// handler polls; on PostgreSQL the reader's own pool.
    writer: DatabaseConnection,
}

impl Database {
    /// # Errors
    /// When the database can't be reached or its file not be made.
    pub async fn connect(config: &Config) -> Result<Self> {
        let url = match &config.database.database_url {
            Some(url) => url.clone(),
            None => {
                config.make_data_dir()?;
                format!("sqlite://{}", config.data_dir.join("kinbind.db").display())
            }
        };
        let connections = config.database.database_connections;
        if !url.starts_with("sqlite:") {
            let pool = open(options(url, connections)).await?;
            return Ok(Self { reader: pool.clone(), writer: pool });
        }
        let mut writer = options(url.clone(), 1);
        writer.map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL: what was acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
        // After a commit or rollback that failed, as on a full disk, sqlx and SQLite may disagree about whether a
        // transaction is open; the next one would then be a savepoint in it, and its commit would keep nothing.
        writer.map_sqlx_sqlite_pool_opts(|options| {
            options.before_acquire(|connection, _| {
                let is_clean = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_clean) })
            })
        });
        // First: it makes the file.
        let writer = open(writer).await?;
        let mut reader = options(url, connections);
        // A write that bypasses the queue fails in every test.
        reader.map_sqlx_sqlite_opts(|options| options.busy_timeout(BUSY_TIMEOUT).pragma("query_only", "ON"));
        Ok(Self { reader: open(reader).await?, writer })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails; what it did is rolled back.
    pub async fn migrate(&self) -> Result<()> {
        let transaction = self.begin().await?;
        transaction.take_turns(MIGRATION, [""]).await?;
        Migrator::up(&*transaction, None).await.context("the database schema can't be brought up to date")?;
        transaction.commit().await?;
        Ok(())
    }

    /// For reading outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins a transaction that writes: on SQLite at once as the one writer, because a reader that
    /// becomes a writer fails when another wrote meanwhile.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<Transaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Transaction { inner: self.writer.begin_with_options(options).await? })
    }

    /// Has what deleted and overwritten rows left behind in the database's files dropped: on SQLite from the file and
    /// its write-ahead log, on PostgreSQL only given free to be overwritten.
    ///
    /// # Errors
    /// The database's; also when a reader still needs SQLite's log.
    pub async fn forget_deleted(&self) -> Result<(), DbErr> {
        self.writer.execute_unprepared("VACUUM").await?;
        if self.writer.get_database_backend() == DatabaseBackend::Sqlite {
            // The log holds older pages. That it is in use is no error to SQLite, but an answer.
            let answer = query_one(&self.writer, "PRAGMA wal_checkpoint(TRUNCATE)", []).await?;
            if answer.map(|row| row.try_get_by_index::<i32>(0)).transpose()? != Some(0) {
                return Err(DbErr::Custom("somebody reads from the write-ahead log, which holds older pages".into()));
            }
        }
        Ok(())
    }

    /// Lets every connection go; nothing works after it. For tests that copy the file or take it away.
    ///
    /// # Errors
    /// The database's.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.reader.clone().close().await?;
        self.writer.clone().close().await
    }
}

fn options(url: String, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).sqlx_logging(false);
    options
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection> {
    sea_orm::Database::connect(options)
        .await
        .context("the database can't be reached; KINBIND_DATABASE_URL says where it is")
}

/// A writing transaction; dropped without [`Transaction::commit`], it is rolled back.
pub struct Transaction {
    inner: DatabaseTransaction,
}

impl Transaction {
    /// # Errors
    /// When the database couldn't make it durable; nothing of it is kept then.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    /// Makes transactions that name the same subject under the same topic follow one another: a later
    /// one waits here until the earlier has ended, and then reads what it wrote.
    ///
    /// Take them before rows are locked, all of a topic at once: then nobody waits in a circle.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_turns<'a>(&self, topic: &str, subjects: impl IntoIterator<Item = &'a str>) -> Result<(), DbErr> {
        // SQLite has one writer anyway.
        if self.inner.get_database_backend() == DatabaseBackend::Postgres {
            for subject in BTreeSet::from_iter(subjects) {
                let name = format!("{topic}:{subject}");
                query_one(&self.inner, "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", [name.into()])
                    .await?;
            }
        }
        Ok(())
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

/// The same, reading all rows.
///
/// # Errors
/// The database's.
pub async fn query_all<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.query_all_raw(statement).await
}

/// As the database keeps a moment.
pub fn millis(moment: OffsetDateTime) -> Millis {
    sea_orm::prelude::TimeUnixTimestampMillis(moment)
}

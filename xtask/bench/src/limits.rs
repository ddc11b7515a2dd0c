//! What the machine can do at best, beside which the service's figures mean something.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};
use sea_orm::{ConnectionTrait, Statement};

use crate::database::{self, Engine};
use crate::load::{self, CONCURRENCY};

/// About what one child's application writes.
const ROW_BYTES: usize = 3_000;

/// Argon2id hashes a second (19 MiB, t=2, p=1) on all cores with nothing else.
pub(crate) async fn argon2_per_second(time: Duration) -> Result<f64> {
    tokio::task::spawn_blocking(move || {
        let cores = thread::available_parallelism()?.get();
        let start = Instant::now();
        let workers: Vec<_> = (0..cores).map(|_| thread::spawn(move || hash_until(start, time))).collect();
        let mut hashes = 0;
        for worker in workers {
            hashes += worker.join().map_err(|_| anyhow!("a hashing thread panicked"))??;
        }
        Ok(hashes as f64 / start.elapsed().as_secs_f64())
    })
    .await?
}

fn hash_until(start: Instant, time: Duration) -> Result<usize> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("{error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut hashes, mut out) = (0, [0; 32]);
    while start.elapsed() < time {
        argon2.hash_password_into(b"kinbind-demo-2026", b"sixteen bytes of", &mut out).map_err(|e| anyhow!("{e}"))?;
        hashes += 1;
    }
    Ok(hashes)
}

/// Rows a second, each durable on its own: one writer on SQLite, which has no more, as many as the
/// loads have people on PostgreSQL, which commits them in groups.
pub(crate) async fn inserts_per_second(engine: Engine, url: &str, time: Duration) -> Result<f64> {
    let writers = if engine == Engine::Sqlite { 1 } else { CONCURRENCY };
    let connection = database::connect(url, writers).await.context("measure bare inserts")?;
    let id = if engine == Engine::Sqlite { "INTEGER PRIMARY KEY" } else { "BIGSERIAL PRIMARY KEY" };
    let payload = if engine == Engine::Sqlite { "BLOB" } else { "BYTEA" };
    let create = format!("CREATE TABLE bench_limit (id {id}, payload {payload} NOT NULL)");
    connection.execute_unprepared("DROP TABLE IF EXISTS bench_limit").await?;
    connection.execute_unprepared(&create).await?;
    let writer = connection.clone();
    let latencies = load::repeat(writers, time, move |_, _| {
        let writer = writer.clone();
        async move {
            let insert = "INSERT INTO bench_limit (payload) VALUES ($1)";
            let values = [vec![7_u8; ROW_BYTES].into()];
            writer.execute_raw(Statement::from_sql_and_values(writer.get_database_backend(), insert, values)).await?;
            Ok(())
        }
    })
    .await?;
    connection.execute_unprepared("DROP TABLE bench_limit").await?;
    connection.close().await?;
    Ok(latencies.per_second())
}

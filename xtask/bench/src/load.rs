//! Virtual people: so many at once, each waiting for an answer before asking again.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::figures::Latencies;

/// People at once in every load that doesn't say otherwise.
pub(crate) const CONCURRENCY: usize = 8;

/// Does something for each item, [`CONCURRENCY`] at once; the first failure ends it all. The results
/// come in the order in which they were ready.
pub(crate) async fn for_each<I, R, F, W>(items: Vec<I>, work: F) -> Result<(Vec<R>, Latencies)>
where
    I: Send + 'static,
    R: Send + 'static,
    F: Fn(I) -> W + Clone + Send + 'static,
    W: Future<Output = Result<R>> + Send + 'static,
{
    let items = Arc::new(Mutex::new(items.into_iter()));
    let start = Instant::now();
    let mut people = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (items, work) = (items.clone(), work.clone());
        people.spawn(async move {
            let (mut results, mut latencies) = (Vec::new(), Vec::new());
            loop {
                let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(item) = next else { return Ok((results, latencies)) };
                let asked = Instant::now();
                results.push(work(item).await?);
                latencies.push(asked.elapsed());
            }
        });
    }
    collect(people, start).await
}

/// Each of the people does the same again and again for so long; `work` gets whose turn it is and
/// which round.
pub(crate) async fn repeat<F, W>(people: usize, time: Duration, work: F) -> Result<Latencies>
where
    F: Fn(usize, usize) -> W + Clone + Send + 'static,
    W: Future<Output = Result<()>> + Send + 'static,
{
    let start = Instant::now();
    let mut set = JoinSet::new();
    for person in 0..people {
        let work = work.clone();
        set.spawn(async move {
            let (mut latencies, mut round) = (Vec::new(), 0);
            while start.elapsed() < time {
                let asked = Instant::now();
                work(person, round).await?;
                latencies.push(asked.elapsed());
                round += 1;
            }
            Ok((Vec::<()>::new(), latencies))
        });
    }
    Ok(collect(set, start).await?.1)
}

async fn collect<R: 'static>(
    mut people: JoinSet<Result<(Vec<R>, Vec<Duration>)>>,
    start: Instant,
) -> Result<(Vec<R>, Latencies)> {
    let (mut results, mut latencies) = (Vec::new(), Vec::new());
    while let Some(done) = people.join_next().await {
        let (some_results, some_latencies) = done??;
        results.extend(some_results);
        latencies.extend(some_latencies);
    }
    Ok((results, Latencies::new(latencies, start.elapsed())))
}

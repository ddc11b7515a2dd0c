//! The app under test, on its own copy of the demo city.

use super::{Client, Engine, database::Home, smtp::SmtpServer};
use actix_web::dev::ServerHandle;
use kinbind_api::{app, config::Config, jobs::worker, state::State};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use std::{
    future::{Future, poll_fn},
    net::TcpListener,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration as RealDuration,
};
use time::Duration;
use tokio::runtime::Builder;

/// A running server with its database, clock and mail server. Cheap to clone.
#[derive(Clone)]
pub struct City(Arc<Inner>);

pub struct Inner {
    pub state: State,
    pub smtp: SmtpServer,
    pub home: Arc<Home>,
    /// Where it listens: `http://127.0.0.1:<port>`.
    pub base: String,
    server: ServerHandle,
}

impl Deref for City {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Runs a story and takes everything down after it, however it ended.
pub fn run<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(City) -> F) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let home = Arc::new(Home::make(engine).await);
        let smtp = SmtpServer::start().await;
        let config = home.config(&smtp.url());
        let city = City::start(home, smtp, config).await;
        let mut told = pin!(tokio::time::timeout(RealDuration::from_secs(120), story(city.clone())));
        let end = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| told.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        })
        .await;
        city.close().await;
        end.unwrap_or_else(|panic| resume_unwind(panic)).expect("the story came to an end in time");
    });
}

impl City {
    async fn start(home: Arc<Home>, smtp: SmtpServer, mut config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        if !config.server.is_https() {
            config.server.public_url.clone_from(&base);
        }
        let state = State::open(config).await.unwrap();
        let serving = app::serve(state.clone(), listener).unwrap();
        let server = serving.handle();
        tokio::spawn(serving);
        Self(Arc::new(Inner { state, smtp, home, base, server }))
    }

    /// A second server on the same database, with settings of its own.
    pub async fn replica(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.home.config(&self.smtp.url());
        change(&mut config);
        Self::start(self.home.clone(), self.smtp.clone(), config).await
    }

    async fn close(self) {
        self.server.stop(false).await;
        self.state.database.close().await.ok();
        self.home.remove().await;
    }

    /// Somebody whom the server doesn't know yet.
    pub fn client(&self) -> Client {
        Client::new(&self.base, &self.state.config.server.public_url)
    }

    /// Moves the server's clock ahead.
    pub fn advance(&self, by: Duration) {
        self.state.clock.advance(by);
    }

    /// Runs every job that is due, one after the other. Returns how many.
    pub async fn work_outbox(&self) -> usize {
        let mut count = 0;
        while worker::run_next(&self.state).await.unwrap() {
            count += 1;
        }
        count
    }

    /// Runs SQL that no part of the product would.
    pub async fn sql(&self, sql: &str) {
        let transaction = self.state.database.begin().await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// A number out of the database.
    pub async fn count(&self, sql: &str) -> i64 {
        self.query(sql).await[0].try_get_by_index(0).unwrap()
    }

    pub async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let backend = match self.home.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        self.state.database.reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The command is sent at once; nobody needs to wait for it.
        drop(self.server.stop(false));
    }
}

//! What every test stands on.

mod answer;
mod city;
mod client;
mod database;
mod documented;
mod families;
mod http_peer;
mod people;
mod process;
mod smtp;
mod tls_peer;

pub use answer::Answer;
pub use city::{City, run};
pub use client::Client;
pub use database::Engine;
pub use families::{Applicant, Teacher, approval, drawn_signature, resubmissions, return_};
pub use http_peer::{HttpPeer, ReceivedRequest};
pub use people::*;
pub use process::{Process, run_command};
pub use smtp::{Mood, Security, SmtpServer};
pub use tls_peer::{Authority, TlsPeer};

use std::future::Future;

/// Makes of each story two tests, `<story>::sqlite` and `<story>::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($city:ident: City) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a story takes what it needs of its file's")]
            use super::*;

            async fn story($city: $crate::support::City) $body

            #[test]
            fn sqlite() {
                $crate::support::run($crate::support::Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                $crate::support::run($crate::support::Engine::Postgres, story);
            }
        }
    )+};
}

/// Runs all at once and waits for all, in the order given.
pub async fn all_at_once<F>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut outputs = Vec::with_capacity(tasks.len());
    for task in tasks {
        outputs.push(task.await.unwrap());
    }
    outputs
}

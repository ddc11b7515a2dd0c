//! `cargo xtask bench`: what the release binary does on this machine, on both databases.

use anyhow::Result;

use crate::child::{Tool, step};
use crate::postgres::{Cluster, Commits};
use crate::project::{self, Profile};
use crate::{browser, fonts, web};

/// Builds and measures; the table and what it means are `xtask/bench`'s.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    fonts::ensure()?;
    // A release holds the browser app.
    web::build(web::Budget::Report)?;
    step("compile the API and the bench", || {
        // At once, so that both come out of the same dependencies.
        Tool::cargo(["build", "--release", "--package", "kinbind-api", "--package", "kinbind-bench"]).run()
    })?;
    let kinbind = project::binary(Profile::Release);
    let cluster = Cluster::start(Commits::Durable)?;
    Tool::new(kinbind.with_file_name("kinbind-bench"))
        .args([&kinbind])
        .args(arguments)
        .env("KINBIND_BENCH_POSTGRES", cluster.url())
        .run()?;
    // One part alone is asked for while working on it.
    if arguments.iter().any(|argument| argument == "--only") { Ok(()) } else { browser::measure(&kinbind) }
}

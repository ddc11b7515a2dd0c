//! `cargo xtask`: everything a developer or a CI machine does with this project.
//!
//! One module a command (`run`, `test`, `check`, `web`, `openapi`, `bench`), over a few that each know
//! one thing: how a child process is run (`child`), where things lie (`project`), what Debian
//! has to bring (`system`), how a PostgreSQL is borrowed for the tests (`postgres`).

mod api;
mod bench;
mod browser;
mod check;
mod child;
mod fonts;
mod interrupt;
mod licences;
mod openapi;
mod postgres;
mod project;
mod run;
mod summary;
mod system;
mod test;
mod web;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  run      build everything, load the demo city and serve it
             --release         the deployable binary instead of the quickly built one
             --port N          another port than 8080
             --fresh           start with an empty database, mailbox and new keys
             --postgres URL    this PostgreSQL database instead of SQLite under data/
  test     everything that must hold before a change goes in, as CI runs it
             --only STEP       only this step (repeatable)
             --skip-STEP       all but this step (repeatable), such as --skip-e2e
             --list            the steps
  check    the quick part of it while writing: format, clippy, tests on SQLite
  web      build the browser app into web-yew/dist and hold it to its size budget
  openapi  write openapi/openapi.json from the code
  bench    measure the release binary on SQLite and PostgreSQL, up to a million applications
             --quick           enough to see that measuring works
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match interrupt::watch().and_then(|()| dispatch(&command, &rest)) {
        Ok(code) => code,
        Err(_) if interrupt::received() => {
            eprintln!("xtask: stopped");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, arguments: &[String]) -> Result<ExitCode> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    match command {
        "run" => run::command(arguments).map(|()| ExitCode::SUCCESS),
        "test" => test::command(arguments),
        "check" => without_arguments(arguments).and_then(|()| check::command()),
        "web" => {
            without_arguments(arguments).and_then(|()| web::build(web::Budget::Enforce)).map(|()| ExitCode::SUCCESS)
        }
        "openapi" => without_arguments(arguments).and_then(|()| openapi::rewrite()).map(|()| ExitCode::SUCCESS),
        "bench" => bench::command(arguments).map(|()| ExitCode::SUCCESS),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command {other:?}\n\n{HELP}"),
    }
}

fn without_arguments(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => bail!("{argument:?} is not an option here"),
    }
}

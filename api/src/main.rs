//! The `kinbind` command.

use anyhow::Result;
use clap::{Parser, Subcommand};
use kinbind_api::{
    app, commands,
    config::Config,
    crypto::Keyring,
    features::roster::import,
    jobs,
    registry_sim::{Mood, Simulator},
    state::State,
};
use shared_types::language::Language;
use std::{net::TcpListener, path::PathBuf, process::ExitCode};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};
use uuid::Uuid;

/// Binds parents to their children (親子綁定): one binary serves the API and the browser app.
#[derive(Parser)]
#[command(name = "kinbind", version, about)]
struct Cli {
    #[command(flatten)]
    config: Config,
    /// What to log, as `level` or `target=level`
    #[arg(long, env = "KINBIND_LOG", default_value = "info", global = true)]
    log: String,
    /// Log lines as JSON
    #[arg(long, env = "KINBIND_LOG_JSON", global = true)]
    log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the schema up to date, serve, and work on the outbox
    Serve,
    /// Work on the outbox only
    Worker,
    /// Bring the schema up to date
    Migrate,
    /// Read a school's CSV files from a folder: all or nothing, repeatable
    Import {
        folder: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
        /// `students.csv` names every child of its schools: who isn't in it has left
        #[arg(long)]
        whole_schools: bool,
    },
    /// Load the demo city
    Demo {
        #[arg(default_value = "api/demo-city")]
        folder: PathBuf,
        /// Add invented classes until the city has so many invented applications, to measure with
        #[arg(long)]
        applications: Option<u32>,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Print a new keys file
    Keys,
    /// Answer as a household registry, from a CSV file, to try and to test with
    RegistrySim {
        #[arg(default_value = "api/demo-city/households.csv")]
        households: PathBuf,
        /// Port on this machine
        #[arg(long, default_value_t = 8090)]
        port: u16,
        #[command(flatten)]
        mood: Mood,
    },
    /// Say what is wrong
    Doctor {
        /// Number and hash at which the audit trail ended earlier, as doctor printed them
        #[arg(long, value_parser = commands::doctor::audit_head)]
        audit_head: Option<(i64, String)>,
    },
    /// Mail a link to set a password with to somebody who can't sign in; make sure first who asks
    Reissue {
        /// The address, number or name that the person signs in with
        sign_in_name: String,
        /// Language of the mail: zh-TW, en, vi or id
        #[arg(long, default_value = "zh-TW", value_parser = language)]
        language: Language,
        /// The address was never proved by a code; the person has now read it out to you
        #[arg(long)]
        address_checked: bool,
    },
    /// Make somebody an officer of the bureau, who grants roles and publishes consent texts
    AppointOfficer {
        /// The address, number or name that the person signs in with
        sign_in_name: String,
        /// Take it away instead
        #[arg(long)]
        dismiss: bool,
    },
    /// Make new keys for the tokens that other services verify; without this it happens every ninety days
    RotateSigningKeys {
        /// Somebody else may know the keys: sign with new ones at once, and let nothing hold that older ones signed
        #[arg(long)]
        compromised: bool,
    },
    /// Requests for deletion of personal data
    DeletionRequests {
        #[command(subcommand)]
        action: DeletionAction,
    },
    /// Give jobs that were given up another round
    OutboxRetry,
    /// Read a mail that came to the return path from standard input, and note which of ours came back
    Bounce,
}

#[derive(Subcommand)]
enum DeletionAction {
    /// Those that are open, the oldest first
    List,
    /// Remove everything personal of whoever asked; it can't be undone
    CarryOut { id: Uuid },
    /// Answer with no; a mail says why
    Decline {
        id: Uuid,
        /// In words for whoever asked; it goes in the mail and isn't kept
        #[arg(long)]
        reason: String,
    },
    /// Have the database's files drop what removed data left in them, if that failed before
    Compact,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(&cli);
    match run(cli).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("kinbind: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<bool> {
    match cli.command {
        // These need no database and no keys.
        Command::Openapi => println!("{}", app::openapi().to_pretty_json()?),
        Command::Keys => println!("{}", Keyring::generate_file()),
        Command::RegistrySim { households, port, mood } => {
            let listener = TcpListener::bind(("127.0.0.1", port))?;
            let simulator = Simulator::load(&households, cli.config.registry.registry_hmac_key, mood)?;
            simulator.serve(listener)?.await?;
        }
        command => {
            let state = State::open(cli.config).await?;
            let only_looks = matches!(command, Command::Doctor { .. });
            let done = operate(&state, command).await;
            if !only_looks {
                // Perhaps no worker runs to do it.
                jobs::worker::link(state).await;
            }
            return done;
        }
    }
    Ok(true)
}

/// The commands that need the database and the keys. Returns whether what was wanted is so.
async fn operate(state: &State, command: Command) -> Result<bool> {
    match command {
        Command::Serve => commands::serve::serve(state.clone()).await?,
        Command::Worker => commands::serve::work(state.clone()).await?,
        Command::Migrate => state.database.migrate().await?,
        Command::Import { folder, dry_run, whole_schools } => {
            state.database.migrate().await?;
            let report = import::import_folder(state, &folder, import::Options { dry_run, whole_schools }).await?;
            println!("{}: {report}", if dry_run { "would be imported" } else { "imported" });
        }
        Command::Demo { folder, applications } => {
            commands::demo::demo(state, &folder, applications).await?;
        }
        Command::Doctor { audit_head } => {
            return commands::doctor::doctor(state, audit_head.as_ref()).await;
        }
        Command::Reissue { sign_in_name, language, address_checked } => {
            return commands::reissue::reissue(state, &sign_in_name, language, address_checked).await;
        }
        Command::AppointOfficer { sign_in_name, dismiss } => {
            return commands::officer::appoint(state, &sign_in_name, !dismiss).await;
        }
        Command::RotateSigningKeys { compromised } => {
            commands::rotate_signing_keys::rotate(state, compromised).await?;
        }
        Command::DeletionRequests { action: DeletionAction::List } => {
            commands::deletion_requests::list(state).await?;
        }
        Command::DeletionRequests { action: DeletionAction::CarryOut { id } } => {
            return commands::deletion_requests::carry_out(state, id).await;
        }
        Command::DeletionRequests { action: DeletionAction::Decline { id, reason } } => {
            return commands::deletion_requests::decline(state, id, &reason).await;
        }
        Command::DeletionRequests { action: DeletionAction::Compact } => {
            commands::deletion_requests::compact(state).await?;
        }
        Command::OutboxRetry => println!("{} jobs get another round", jobs::revive(state).await?),
        Command::Bounce => commands::bounce::bounce(state).await?,
        Command::Openapi | Command::Keys | Command::RegistrySim { .. } => unreachable!("answered above"),
    }
    Ok(true)
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| format!("there are {}", Language::ALL.map(Language::tag).join(", ")))
}

fn start_log(cli: &Cli) {
    let filter = EnvFilter::try_new(&cli.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if cli.log_json { registry.with(layer.json()).init() } else { registry.with(layer).init() }
}

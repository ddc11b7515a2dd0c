//! The real binary, to be killed.

use super::{City, Client};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::sync::watch;

/// A running `kinbind` on a city's database, keys and mail server.
pub struct Process {
    child: Child,
    base: String,
    log: watch::Receiver<String>,
}

/// `kinbind` with a city's settings.
fn kinbind(city: &City) -> Command {
    let config = city.home.config(&city.smtp.url());
    // Ignoring this signal, a write beyond the size that files may have fails as on a full disk.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_kinbind")])
        .env("KINBIND_ENVIRONMENT", "demo")
        .env("KINBIND_DATA_DIR", &config.data_dir)
        .env("KINBIND_DATABASE_URL", &city.home.database_url)
        .env("KINBIND_DATABASE_CONNECTIONS", "8")
        .env("KINBIND_HTTP_WORKERS", "1")
        .env("KINBIND_KEYS_FILE", city.home.keys_file())
        .env("KINBIND_SMTP_URL", city.smtp.url())
        .env("KINBIND_MAIL_FROM", &config.mail.mail_from)
        .env("KINBIND_FONT_DIRS", &config.data_dir)
        .env("KINBIND_UNDO_MINUTES", config.review.undo_minutes.to_string())
        .env_remove("KINBIND_TRUSTED_PROXIES")
        .env("KINBIND_LOG", "debug");
    command
}

impl Process {
    /// `kinbind serve`
    pub fn serve(city: &City) -> Self {
        Self::start(city, "serve", "serving")
    }

    /// `kinbind worker`
    pub fn worker(city: &City) -> Self {
        Self::start(city, "worker", "working on the outbox")
    }

    /// `kinbind registry-sim`, which ends at the first question.
    pub fn dying_registry(city: &City) -> Self {
        let households = concat!(env!("CARGO_MANIFEST_DIR"), "/demo-city/households.csv");
        let port = free_port();
        let arguments = ["registry-sim", households, "--dies-after", "0", "--port", &port.to_string()];
        Self::start_at(city, port, &arguments, "starting service")
    }

    fn start(city: &City, command: &str, ready: &str) -> Self {
        Self::start_at(city, free_port(), &[command], ready)
    }

    /// Starts it and waits until it logs that it is ready.
    fn start_at(city: &City, port: u16, arguments: &[&str], ready: &str) -> Self {
        let base = format!("http://127.0.0.1:{port}");
        let mut child = kinbind(city)
            .args(arguments)
            .env("KINBIND_LISTEN", format!("127.0.0.1:{port}"))
            .env("KINBIND_PUBLIC_URL", &base)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut text = String::new();
        let is_ready = lines.by_ref().inspect(|line| text.push_str(line)).any(|line| line.contains(ready));
        let sender = watch::Sender::new(text);
        let process = Self { child, base, log: sender.subscribe() };
        assert!(is_ready, "kinbind {arguments:?} ended at once: {}", process.log());
        std::thread::spawn(move || {
            lines.for_each(|line| sender.send_modify(|text| text.push_str(&format!("{line}\n"))))
        });
        process
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.borrow().clone()
    }

    pub async fn wait_for_log(&self, word: &str) {
        let mut log = self.log.clone();
        let found = tokio::time::timeout(Duration::from_secs(20), log.wait_for(|text| text.contains(word))).await;
        found.unwrap_or_else(|_| panic!("{word} was never logged")).unwrap();
    }

    pub fn url(&self) -> String {
        self.base.clone()
    }

    pub fn client(&self) -> Client {
        Client::new(&self.base, &self.base)
    }

    /// As if the disk filled up when its files have so many bytes; `unlimited` makes room again.
    pub fn limit_files(&self, bytes: &str) {
        let process = self.child.id().to_string();
        let set = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={bytes}:")]).status().unwrap();
        assert!(set.success());
    }

    /// `kill -9`
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as a service manager sends it.
    pub fn terminate(&self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs a command of the binary to its end: whether it succeeded, and everything it printed.
pub fn run_command(city: &City, arguments: &[&str]) -> (bool, String) {
    let output = kinbind(city).args(arguments).output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.success(), printed.concat())
}

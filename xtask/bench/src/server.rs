//! The release binary: loaded, started, watched, stopped.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// An installation: a binary, a data folder of its own, a database.
pub(crate) struct Installation {
    pub(crate) kinbind: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) database_url: String,
}

impl Installation {
    /// Loads the demo city and so many invented applications.
    pub(crate) async fn load(&self, applications: u32) -> Result<Duration> {
        let start = Instant::now();
        let size = applications.to_string();
        let mut demo = self.command(&["demo", "--applications", &size])?;
        let status = demo.stdout(Stdio::null()).status().await.context("start kinbind")?;
        ensure!(status.success(), "kinbind demo failed ({status}); its log is {}", self.log().display());
        Ok(start.elapsed())
    }

    /// Imports a folder; answers how long that took and the most memory that it held, in MiB.
    pub(crate) async fn import(&self, folder: &Path) -> Result<(Duration, f64)> {
        let start = Instant::now();
        let folder = folder.to_str().context("the folder's name is not UTF-8")?;
        let mut child = self.command(&["import", folder])?.spawn().context("start kinbind")?;
        let process = child.id().context("kinbind has stopped")?;
        let mut most = 0.0;
        loop {
            tokio::select! {
                status = child.wait() => {
                    let status = status?;
                    ensure!(status.success(), "kinbind import failed ({status}); its log is {}", self.log().display());
                    return Ok((start.elapsed(), most));
                }
                // The kernel keeps the most it ever was, so a look now and then misses only what comes at the very end.
                () = tokio::time::sleep(Duration::from_millis(50)) => most = mebibytes(process, "VmHWM:").unwrap_or(most),
            }
        }
    }

    /// Starts to serve; answers when it is ready and how long that took.
    pub(crate) async fn serve(&self, http: &reqwest::Client) -> Result<(Server, Duration)> {
        self.serve_with(http, &[]).await
    }

    /// The same, with other settings besides.
    pub(crate) async fn serve_with(
        &self,
        http: &reqwest::Client,
        settings: &[(&str, &str)],
    ) -> Result<(Server, Duration)> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let origin = format!("http://127.0.0.1:{port}");
        let mut serve = self.command(&["serve"])?;
        serve
            // Without fonts: receipts go out without a form, so that loads measure what they are about.
            .env("KINBIND_FONT_DIRS", self.data.join("no-fonts"))
            .env("KINBIND_LISTEN", format!("127.0.0.1:{port}"))
            .env("KINBIND_PUBLIC_URL", &origin)
            .envs(settings.iter().copied());
        let start = Instant::now();
        let mut child = serve.spawn().context("start kinbind")?;
        let ready = format!("{origin}/health/ready");
        while start.elapsed() < START_LIMIT {
            if http.get(&ready).send().await.is_ok_and(|response| response.status().is_success()) {
                return Ok((Server { child, origin }, start.elapsed()));
            }
            if let Some(status) = child.try_wait()? {
                bail!("kinbind stopped ({status}); its log is {}", self.log().display());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("kinbind is not ready after {START_LIMIT:?}")
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = Command::new(&self.kinbind);
        command
            .args(arguments)
            .env("KINBIND_ENVIRONMENT", "demo")
            .env("KINBIND_DATA_DIR", &self.data)
            .env("KINBIND_DATABASE_URL", &self.database_url)
            // People are told apart by the address that a proxy, here ourselves, forwards for.
            .env("KINBIND_TRUSTED_PROXIES", "127.0.0.1")
            // Accounts open as fast as they can.
            .env("KINBIND_UNDO_MINUTES", "0")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        Ok(command)
    }

    pub(crate) fn mailbox(&self) -> PathBuf {
        self.data.join("mailbox")
    }

    /// What it has logged so far.
    pub(crate) fn read_log(&self) -> Result<String> {
        fs::read_to_string(self.log()).context("read kinbind's log")
    }

    fn log(&self) -> PathBuf {
        self.data.join("kinbind.log")
    }
}

/// A server that runs; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) origin: String,
}

impl Server {
    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        mebibytes(self.child.id().context("kinbind has stopped")?, "VmRSS:")
    }

    /// As an operator stops it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let process = self.child.id().context("kinbind has stopped already")?.to_string();
        Command::new("kill").args(["-TERM", &process]).status().await?;
        let status = tokio::time::timeout(STOP_LIMIT, self.child.wait()).await.context("kinbind doesn't stop")??;
        ensure!(status.success(), "kinbind ended with {status}");
        Ok(())
    }
}

/// What the kernel says of a process's memory.
fn mebibytes(process: u32, which: &str) -> Result<f64> {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"))?;
    let found = status.lines().find_map(|line| line.strip_prefix(which)).with_context(|| format!("no {which}"))?;
    let kib: f64 = found.trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

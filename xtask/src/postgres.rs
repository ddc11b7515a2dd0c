//! A PostgreSQL of our own for tests and measurements: made in a temporary folder, gone afterwards.
//!
//! It never touches a cluster of the system. PostgreSQL refuses to run as root, so then it runs
//! as the package's user. A password keeps other users of the machine out.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::child::{Tool, log_file, show_tail, step};
use crate::{interrupt, system};

const OLDEST: u32 = 15;
const USER: &str = "kinbind";
const LOG: &str = "postgres";
const FOLDER: &str = "kinbind-postgres-";
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// What a commit of the cluster promises.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commits {
    /// As in production: on the disk.
    Durable,
    /// Losing them in a power cut is fine: for tests.
    InMemory,
}

/// A running cluster; stopped and removed when dropped, whatever happened before.
pub(crate) struct Cluster {
    folder: PathBuf,
    server: Option<Child>,
    url: String,
}

impl Cluster {
    /// Makes and starts one. Installs Debian's package first where it is missing and we may.
    pub(crate) fn start(commits: Commits) -> Result<Self> {
        let programs = programs()?;
        remove_abandoned();
        step("start a private PostgreSQL", || {
            let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
            fs::create_dir(&folder).with_context(|| format!("make {}", folder.display()))?;
            let mut cluster = Self { folder, server: None, url: String::new() };
            cluster.initialise(&programs)?;
            cluster.serve(&programs, commits)?;
            Ok(cluster)
        })
    }

    /// Where its administrator connects; tests make their own databases from there.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn initialise(&mut self, programs: &Path) -> Result<()> {
        let (password_file, password) = (self.folder.join("password"), password()?);
        fs::write(&password_file, &password)?;
        if let Some(owner) = unprivileged_user() {
            Tool::new("chown").args(["-R".as_ref(), owner.as_ref(), self.folder.as_os_str()]).run()?;
        }
        Tool::new("chmod").args(["-R".as_ref(), "go=".as_ref(), self.folder.as_os_str()]).run()?;
        let initdb = program(&programs.join("initdb"))
            .args(["--username", USER, "--auth", "password", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"])
            .args(["--pwfile".as_ref(), password_file.as_os_str(), "--pgdata".as_ref(), self.data().as_os_str()]);
        initdb.run_logged("initdb")?;
        self.url = format!("postgres://{USER}:{password}@127.0.0.1");
        Ok(())
    }

    fn serve(&mut self, programs: &Path, commits: Commits) -> Result<()> {
        let port = free_port()?;
        let sockets = format!("unix_socket_directories={}", self.folder.display());
        let mut server = program(&programs.join("postgres")).args(["-D".as_ref(), self.data().as_os_str()]).args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
            "-c",
            &sockets,
        ]);
        // Many tests at once, each with connections of its own.
        let mut settings = vec!["max_connections=300"];
        if commits == Commits::InMemory {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        for setting in settings {
            server = server.args(["-c", setting]);
        }
        self.server = Some(server.start_logged(LOG)?);
        self.url = format!("{}:{port}/postgres", self.url);
        self.wait_until_ready(programs, port)
    }

    fn wait_until_ready(&mut self, programs: &Path, port: u16) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < START_LIMIT && !interrupt::received() {
            let ready = Tool::new(programs.join("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
            if ready.run().is_ok() {
                return Ok(());
            }
            if self.server.as_mut().is_some_and(|server| !matches!(server.try_wait(), Ok(None))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = log_file(LOG)?;
        show_tail(&log);
        bail!("PostgreSQL did not start; its output is in {}", log.display())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Its fast shutdown: ends connections and stops.
            interrupt::send("INT", server.id());
            let start = Instant::now();
            while matches!(server.try_wait(), Ok(None)) {
                if start.elapsed() > STOP_LIMIT {
                    interrupt::send("KILL", server.id());
                    let _ = server.wait();
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("remove {} yourself: {error}", self.folder.display());
        }
    }
}

/// Runs as the unprivileged user, and stops even when xtask itself is killed.
fn program(path: &Path) -> Tool {
    let mut tool = Tool::new("setpriv").args(["--pdeathsig", "INT"]);
    if let Some(user) = unprivileged_user() {
        tool = tool.args([format!("--reuid={user}"), format!("--regid={user}"), "--init-groups".to_owned()]);
    }
    tool.args([path])
}

/// Who runs PostgreSQL when we are root; `None`: ourselves.
fn unprivileged_user() -> Option<&'static str> {
    if !system::is_root() {
        return None;
    }
    let package_user = Tool::new("id").args(["-u", "postgres"]).output();
    Some(if package_user.is_ok() { "postgres" } else { "nobody" })
}

fn programs() -> Result<PathBuf> {
    if let Some(found) = newest_installed() {
        return Ok(found);
    }
    // The package would start a cluster of its own, which nobody asked for. Its tools come first,
    // so that this can be told to them.
    if system::is_root() && system::find("apt-get").is_some() {
        system::install("the tests on PostgreSQL", &["postgresql-common"])?;
        let settings = Path::new("/etc/postgresql-common/createcluster.conf");
        let text = fs::read_to_string(settings).unwrap_or_default();
        fs::write(settings, format!("{text}\ncreate_main_cluster = false\n"))?;
    }
    system::install("the tests on PostgreSQL", &["postgresql"])?;
    newest_installed().with_context(|| format!("no PostgreSQL {OLDEST} or newer in /usr/lib/postgresql"))
}

fn newest_installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            (version >= OLDEST && programs.join("initdb").exists()).then_some((version, programs))
        })
        .max()
        .map(|(_, programs)| programs)
}

/// What an xtask left that was killed on the spot.
fn remove_abandoned() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(FOLDER)) else { continue };
        if !Path::new("/proc").join(process).exists() {
            // Somebody else's stays where it is.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn password() -> Result<String> {
    let mut random = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let cluster = Cluster::start(Commits::InMemory).unwrap();
        let ask = |url: &str| {
            let psql = programs().unwrap().join("psql");
            Tool::new(psql).args(["--no-align", "--tuples-only", "--command", "SHOW max_connections", url]).output()
        };
        assert_eq!(ask(cluster.url()).unwrap().trim(), "300");

        let (_, rest) = cluster.url().split_once('@').unwrap();
        assert!(ask(&format!("postgres://{USER}:guess@{rest}")).is_err(), "a wrong password is refused");

        let folder = cluster.folder.clone();
        let url = cluster.url().to_owned();
        drop(cluster);
        assert!(!folder.exists());
        assert!(ask(&url).is_err(), "the server is gone");
    }
}

//! Child processes: started in the project's folder, shown or logged, timed, stopped with us.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::interrupt::{self, Forwarding};
use crate::project;

/// How much of a log is worth showing when something failed.
const TAIL_LINES: usize = 60;

/// A command line of another program.
pub(crate) struct Tool {
    command: Command,
    title: String,
}

impl Tool {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&program);
        command.current_dir(project::root()).stdin(Stdio::null()).process_group(0);
        Self { command, title: program.as_ref().to_string_lossy().into_owned() }
    }

    /// The cargo that started us.
    pub(crate) fn cargo<const N: usize>(arguments: [&str; N]) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut tool = Self::new(cargo).args(arguments);
        tool.title = format!("cargo {}", arguments.join(" "));
        // What `cargo xtask` tells us about our own package: build scripts that watch it would run anew, and what
        // stands on them be compiled anew, whenever cargo was called directly in between.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
                tool.command.env_remove(name);
            }
        }
        tool
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        for argument in arguments {
            self.title.push(' ');
            self.title.push_str(&argument.as_ref().to_string_lossy());
            self.command.arg(argument);
        }
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Another folder than the project's, named from there.
    pub(crate) fn folder(mut self, folder: &str) -> Self {
        self.command.current_dir(project::root().join(folder));
        self
    }

    /// Runs it with its output on the screen.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = wait(self.spawn()?)?;
        if status.success() { Ok(()) } else { bail!("`{}` failed ({status})", self.title) }
    }

    /// Runs it with its output in a log, whose end is shown when it fails.
    pub(crate) fn run_logged(mut self, log: &str) -> Result<()> {
        let path = log_file(log)?;
        let file = File::create(&path)?;
        self.command.stdout(file.try_clone()?).stderr(file);
        let status = wait(self.spawn()?)?;
        if status.success() {
            return Ok(());
        }
        show_tail(&path);
        bail!("`{}` failed ({status}); its output is in {}", self.title, path.display())
    }

    /// Runs it for what it prints; what it complains about is in the error.
    pub(crate) fn output(mut self) -> Result<String> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = self.spawn()?;
        let _forwarding = Forwarding::to(child.id());
        let output = child.wait_with_output()?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("`{}` failed ({}): {}", self.title, output.status, complaint.trim());
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{}` printed something else than text", self.title))
    }

    /// Starts it in the background, with its output in a log.
    pub(crate) fn start_logged(mut self, log: &str) -> Result<Child> {
        let file = File::create(log_file(log)?)?;
        self.command.stdout(file.try_clone()?).stderr(file);
        self.spawn()
    }

    fn spawn(&mut self) -> Result<Child> {
        if interrupt::received() {
            bail!("stopped");
        }
        self.command.spawn().with_context(|| format!("start `{}`", self.title))
    }
}

fn wait(mut child: Child) -> Result<std::process::ExitStatus> {
    let _forwarding = Forwarding::to(child.id());
    Ok(child.wait()?)
}

/// Where the log of that name lies.
pub(crate) fn log_file(name: &str) -> Result<PathBuf> {
    let folder = project::target().join("xtask-logs");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{name}.log")))
}

/// Shows the end of a log.
pub(crate) fn show_tail(path: &std::path::Path) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    for line in &lines[lines.len().saturating_sub(TAIL_LINES)..] {
        eprintln!("  | {line}");
    }
}

/// Says what is going on, does it, and says how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let result = work()?;
    println!("    {what}: {}", seconds(start.elapsed()));
    Ok(result)
}

/// A duration for people.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

//! Ctrl-C and SIGTERM: passed on to the children, so that xtask itself lives on to tidy up.
//!
//! Every child leads a process group of its own (npx starts node, which starts a browser…);
//! the whole group gets the signal. A second one, for those who can't wait, is a SIGKILL.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static RECEIVED: AtomicUsize = AtomicUsize::new(0);
static GROUPS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Starts to listen; called once, first thing.
pub(crate) fn watch() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("listen for Ctrl-C")?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let earlier = RECEIVED.fetch_add(1, Ordering::SeqCst);
            let name = match signal {
                _ if earlier > 0 => "KILL",
                SIGINT => "INT",
                _ => "TERM",
            };
            for group in groups().iter() {
                send(name, *group);
            }
        }
    });
    Ok(())
}

/// Whether somebody asked to stop.
pub(crate) fn received() -> bool {
    RECEIVED.load(Ordering::SeqCst) > 0
}

/// Holds while a child runs: its group gets the signals that arrive in that time.
pub(crate) struct Forwarding(u32);

impl Forwarding {
    pub(crate) fn to(group: u32) -> Self {
        groups().insert(group);
        if received() {
            // It arrived between the start of the child and this line.
            send("INT", group);
        }
        Self(group)
    }
}

impl Drop for Forwarding {
    fn drop(&mut self) {
        groups().remove(&self.0);
    }
}

fn groups() -> std::sync::MutexGuard<'static, BTreeSet<u32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends a signal to a process group through the shell, which every machine has.
pub(crate) fn send(signal: &str, group: u32) {
    // A group that is gone already is no problem, and nothing to tell anybody about.
    let _ = Command::new("sh").args(["-c", &format!("kill -{signal} -{group} 2>/dev/null")]).status();
}

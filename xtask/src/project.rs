//! Where things lie.

use std::path::{Path, PathBuf};

/// The top folder of the project; every child process starts there.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project")
}

/// Cargo's build folder, wherever the environment puts it.
pub(crate) fn target() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(chosen)
}

/// The API's binary of a profile.
pub(crate) fn binary(profile: Profile) -> PathBuf {
    target().join(profile.folder()).join("kinbind")
}

/// How the API is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Compiles quickly and runs fast enough; reads the browser app from disk.
    Dev,
    /// What is deployed; holds the browser app.
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

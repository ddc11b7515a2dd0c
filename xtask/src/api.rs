//! The API's binary.

use std::path::PathBuf;

use anyhow::Result;

use crate::child::{Tool, step};
use crate::project::{self, Profile};

/// Builds it and answers where it lies. A release holds the browser app, which has to be built before.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    step("compile the API", || {
        let mut build = Tool::cargo(["build", "--package", "kinbind-api"]);
        if profile == Profile::Release {
            build = build.args(["--release"]);
        }
        build.run()
    })?;
    Ok(project::binary(profile))
}

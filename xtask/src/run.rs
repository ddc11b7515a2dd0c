//! `cargo xtask run`: from a fresh clone to an address in the browser.

use std::fs;
use std::net::TcpListener;

use anyhow::{Context, Result, bail};

use crate::child::{Tool, step};
use crate::project::{self, Profile};
use crate::{api, fonts, interrupt, web};

struct Options {
    profile: Profile,
    port: u16,
    fresh: bool,
    postgres: Option<String>,
}

/// Builds, loads the demo city, serves until Ctrl-C.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    web::build(web::Budget::Report)?;
    let binary = api::build(options.profile)?;
    if let Err(reason) = fonts::ensure() {
        // Everything but the form works without.
        println!("==> no application form as PDF: {reason:#}");
    }
    let data = project::root().join("data");
    if options.fresh && data.exists() {
        step("remove data/", || Ok(fs::remove_dir_all(&data)?))?;
    }
    fs::create_dir_all(&data)?;

    let kinbind = |command: &str| {
        let mut tool = Tool::new(&binary)
            .args([command])
            .env("KINBIND_ENVIRONMENT", "demo")
            // Ten would be long for somebody who wants to see the mail.
            .env("KINBIND_UNDO_MINUTES", std::env::var_os("KINBIND_UNDO_MINUTES").unwrap_or_else(|| "1".into()))
            .env("KINBIND_DATA_DIR", &data)
            .env("KINBIND_LISTEN", format!("127.0.0.1:{}", options.port))
            .env("KINBIND_PUBLIC_URL", format!("http://localhost:{}", options.port));
        if let Some(url) = &options.postgres {
            tool = tool.env("KINBIND_DATABASE_URL", url);
        }
        tool
    };
    step("load the demo city", || kinbind("demo").run())?;
    let registry_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut registry =
        kinbind("registry-sim").args(["--port", &registry_port.to_string()]).start_logged("registry-sim")?;
    println!("==> http://localhost:{} (Ctrl-C stops it)", options.port);
    let served = kinbind("serve")
        .env("KINBIND_REGISTRY_URL", format!("http://127.0.0.1:{registry_port}"))
        .env("KINBIND_REGISTRY_PATIENCE_SECONDS", "10")
        .run();
    registry.kill().ok();
    registry.wait().ok();
    match served {
        _ if interrupt::received() => Ok(()),
        other => other,
    }
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { profile: Profile::Dev, port: 8080, fresh: false, postgres: None };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--release" => options.profile = Profile::Release,
                "--fresh" => options.fresh = true,
                "--port" => options.port = value()?.parse().context("--port needs a number")?,
                "--postgres" => options.postgres = Some(value()?.clone()),
                other => bail!("run has no option {other:?}"),
            }
        }
        Ok(options)
    }
}

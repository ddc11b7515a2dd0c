use anyhow::{Context, Result, ensure};
use clap::Args;
use std::net::{IpAddr, SocketAddr};

/// Where people reach the service.
#[derive(Debug, Clone, Args)]
pub struct ServerConfig {
    /// Address and port to listen on
    #[arg(long, env = "KINBIND_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// The origin people type, without a slash at its end; links in mails begin with it and writes
    /// must come from it
    #[arg(long, env = "KINBIND_PUBLIC_URL", default_value = "http://localhost:8080", global = true)]
    pub public_url: String,
    /// Proxies whose X-Forwarded-For is believed, as addresses joined by commas
    #[arg(long, env = "KINBIND_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,
    /// HTTP worker threads; 0 means one per core
    #[arg(long, env = "KINBIND_HTTP_WORKERS", default_value_t = 0, global = true)]
    pub http_workers: usize,
    /// Seconds that a stop waits for requests under way
    #[arg(long, env = "KINBIND_SHUTDOWN_SECONDS", default_value_t = 20, global = true)]
    pub shutdown_seconds: u64,
}

impl ServerConfig {
    pub(super) fn validate(&self) -> Result<()> {
        let uri: actix_web::http::Uri = self.public_url.parse().context("KINBIND_PUBLIC_URL is not an address")?;
        ensure!(
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some(),
            "KINBIND_PUBLIC_URL must begin with http:// or https:// and name a host"
        );
        ensure!(
            !self.public_url.ends_with('/') && matches!(uri.path(), "" | "/"),
            "KINBIND_PUBLIC_URL is an origin: no path, no slash at its end"
        );
        Ok(())
    }

    /// The host that people type.
    pub fn domain(&self) -> String {
        let uri = self.public_url.parse::<actix_web::http::Uri>().ok();
        uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether cookies travel over TLS only.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

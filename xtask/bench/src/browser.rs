//! What a browser does: requests with cookies, and the files of a first visit.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::{Method, header};
use serde::{Serialize, de::DeserializeOwned};
use shared_types::pages::Bundle;

const TIMEOUT: Duration = Duration::from_secs(60);
const KIB: usize = 1024;

/// One person's browser. They share connections that are kept alive.
#[derive(Clone)]
pub(crate) struct Browser {
    http: reqwest::Client,
    origin: String,
    /// The address it seems to come from: limits count by it.
    network: String,
    cookie: Option<String>,
}

impl Browser {
    pub(crate) fn new(http: &reqwest::Client, origin: &str, person: usize) -> Self {
        let [.., a, b, c] = (person as u64 + 1).to_be_bytes();
        Self { http: http.clone(), origin: origin.into(), network: format!("10.{a}.{b}.{c}"), cookie: None }
    }

    pub(crate) fn connections() -> Result<reqwest::Client> {
        Ok(reqwest::Client::builder().timeout(TIMEOUT).build()?)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(&mut self, path: &str, body: &impl Serialize) -> Result<T> {
        self.call(Method::POST, path, Some(serde_json::to_vec(body)?)).await
    }

    /// A file.
    pub(crate) async fn download(&mut self, path: &str) -> Result<Vec<u8>> {
        self.send(Method::GET, path, None).await
    }

    async fn call<T: DeserializeOwned>(&mut self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<T> {
        let bytes = self.send(method, path, body).await?;
        serde_json::from_slice(&bytes).with_context(|| format!("{path} answered something else than documented"))
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>> {
        let mut request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.origin))
            .header("x-forwarded-for", &self.network)
            .header(header::ORIGIN, &self.origin);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().await?;
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            self.cookie = cookie.to_str()?.split(';').next().map(str::to_owned);
        }
        let (status, bytes) = (response.status(), response.bytes().await?);
        if !status.is_success() {
            bail!("{path} answered {status}: {}", String::from_utf8_lossy(&bytes));
        }
        Ok(bytes.into())
    }
}

/// The bytes of a first visit on the wire, in order of the budgets.
pub(crate) struct FirstVisit(Vec<Share>);

/// What may cost so much.
pub(crate) struct Share {
    pub(crate) name: &'static str,
    pub(crate) bytes: usize,
    pub(crate) limit: usize,
}

impl FirstVisit {
    /// Loads a page and the files it names, as a browser in Chinese does.
    pub(crate) async fn make(http: &reqwest::Client, origin: &str, path: &str) -> Result<Self> {
        let page = fetch(http, origin, path, "identity").await?;
        let mut files = named_in(&String::from_utf8(page)?);
        files.retain(|file| !file.contains("locale-") || file.contains("locale-zh-TW"));
        // Staff open the same pages every day, out of the browser's cache.
        let (module, words) = if Bundle::of(path).is_for_staff() { (260, 24) } else { (230, 12) };
        let mut shares: Vec<Share> =
            [("HTML + CSS", 20), ("JavaScript", 15), ("WebAssembly", module), ("language file", words)]
                .map(|(name, limit)| Share { name, bytes: 0, limit: limit * KIB })
                .into();
        shares[0].bytes = fetch(http, origin, path, "br").await?.len();
        for file in files {
            let share = match file.rsplit('.').next() {
                Some("css") => 0,
                Some("js") => 1,
                Some("wasm") => 2,
                Some("json") => 3,
                _ => bail!("no budget counts {file}"),
            };
            shares[share].bytes += fetch(http, origin, &file, "br").await?.len();
        }
        ensure!(shares.iter().all(|share| share.bytes > 0), "the page doesn't name all of its files");
        Ok(Self(shares))
    }

    pub(crate) fn shares(&self) -> &[Share] {
        &self.0
    }
}

/// As it comes over the wire: the client doesn't decompress.
async fn fetch(http: &reqwest::Client, origin: &str, path: &str, encoding: &str) -> Result<Vec<u8>> {
    let request = http.get(format!("{origin}{path}")).header(header::ACCEPT_ENCODING, encoding);
    let response = request.send().await?.error_for_status()?;
    let answered = response.headers().get(header::CONTENT_ENCODING).map_or("identity", |v| v.to_str().unwrap_or("?"));
    ensure!(answered == encoding, "{path} came as {answered} and not as {encoding}");
    Ok(response.bytes().await?.to_vec())
}

/// The own files that a page names in its attributes.
fn named_in(page: &str) -> BTreeSet<String> {
    let is_file = |value: &&str| value.starts_with('/') && value.contains('.');
    page.split('"').skip(1).step_by(2).filter(is_file).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_files_once_each() {
        let page = r##"<html data-locale-en="/locale-en-x.json"><link rel="icon" href="data:image/svg+xml,a.b">
            <link href="/app-x.js"><script src="/app-x.js"></script><a href="/">home</a>"##;
        assert_eq!(Vec::from_iter(named_in(page)), ["/app-x.js", "/locale-en-x.json"]);
    }
}

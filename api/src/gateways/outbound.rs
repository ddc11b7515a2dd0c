//! The way to addresses that others gave us: over TLS, and never into the own network (SSRF).

use super::{SendError, in_words, is_final};
use crate::config::OauthConfig;
use anyhow::Result;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
    redirect::Policy,
};
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

/// Others' servers answer at once or are asked again.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Sends to addresses that others gave us.
pub struct Outbound {
    http: Client,
    takes_private: bool,
}

impl Outbound {
    /// # Errors
    /// When TLS can't be set up.
    pub fn open(config: &OauthConfig) -> Result<Self> {
        let takes_private = config.oauth_private_targets;
        // A redirection would lead where nobody has looked; a proxy would look for us.
        let mut http = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).no_proxy();
        if !takes_private {
            // The addresses that were looked at are those that are connected to.
            http = http.dns_resolver(Arc::new(PublicOnly)).https_only(true);
        }
        Ok(Self { http: http.build()?, takes_private })
    }

    /// Posts a form; whatever isn't a success is a failure.
    ///
    /// # Errors
    /// For good when the address may not be asked or refuses, otherwise for now.
    pub async fn post_form(&self, target: &str, fields: &[(&str, &str)]) -> Result<(), SendError> {
        let refused = || SendError::Permanent("not an address outside".into());
        let url = Url::parse(target).map_err(|_| refused())?;
        let is_outside = url.scheme() == "https" && url.host_str().is_some_and(may_be_public);
        if !(self.takes_private || is_outside) {
            return Err(refused());
        }
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let request = self.http.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = request.body(pairs.collect::<Vec<_>>().join("&")).send().await;
        let status = response.map_err(|error| SendError::Transient(in_words(error)))?.status();
        match status {
            status if status.is_success() => Ok(()),
            status if is_final(status) => Err(SendError::Permanent(format!("HTTP {status}"))),
            status => Err(SendError::Transient(format!("HTTP {status}"))),
        }
    }
}

/// A name is looked at when it is resolved; an address written as a number is not.
fn may_be_public(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    literal.map_or(true, is_public)
}

/// Finds addresses outside of the own network only.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || (host, 0).to_socket_addrs()).await??;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("no address outside of the own network".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is somebody's on the Internet (the registries of RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let is_special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_documentation();
            let is_reserved =
                matches!((a, b, c), (0 | 224.., ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _));
            !is_special && !is_reserved
        }
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Of what is given out at all, without documentation, tunnels and translations, which hold other addresses.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    (0x2000..0x4000).contains(&a) && a != 0x2002 && !(a == 0x2001 && (b == 0xdb8 || b < 0x200)) && a != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_own_network_is_public() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "[::1]",
            "[::]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001:db8::1]",
            "[ff02::1]",
        ] {
            assert!(!may_be_public(inner), "{inner}");
        }
        for outer in ["8.8.8.8", "172.32.0.1", "[2606:4700:4700::1111]", "[2001:b000:168::1]", "pay.example"] {
            assert!(may_be_public(outer), "{outer}");
        }
    }

    #[tokio::test]
    async fn the_own_network_is_not_asked_by_number_name_or_without_tls() {
        let outbound = Outbound::open(&OauthConfig { oauth_private_targets: false }).unwrap();
        for target in ["https://127.0.0.1:1/", "http://pay.example/", "https://0x7f.1/", "https://[::1]/", "nothing"] {
            let refused = outbound.post_form(target, &[]).await;
            assert!(matches!(refused, Err(SendError::Permanent(_))), "{target}");
        }
        let named = outbound.post_form("https://localhost:1/", &[]).await.unwrap_err();
        assert!(named.to_string().contains("own network"), "{named}");
    }
}

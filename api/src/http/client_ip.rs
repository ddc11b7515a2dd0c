//! Who is asking, for limits: the peer, or what a trusted proxy says.

use crate::state::State;
use actix_web::{HttpRequest, web};
use std::net::{IpAddr, Ipv6Addr};

/// The network that limits count by: an IPv4 address, or the /64 that an IPv6 household has.
///
/// `X-Forwarded-For` is read from the right, for as long as its hops are trusted proxies; anybody can
/// write what stands further left.
pub fn client_network(request: &HttpRequest) -> String {
    let trusted = request.app_data::<web::Data<State>>().map_or(&[][..], |state| &state.config.server.trusted_proxies);
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|hop| hop.trim().parse().ok())
        .collect::<Vec<Option<IpAddr>>>();
    let peer = request.peer_addr().map(|address| address.ip());
    match peer {
        Some(peer) => network(rightmost_untrusted(peer, &forwarded, trusted)),
        None => "unknown".into(),
    }
}

fn rightmost_untrusted(peer: IpAddr, forwarded: &[Option<IpAddr>], trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !trusted.contains(&client) {
            break;
        }
        // Nonsense from a trusted proxy: the proxy itself is all that is known.
        let Some(hop) = hop else { break };
        client = *hop;
    }
    client
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_forged_forwarding_header_changes_nothing() {
        let forged = [Some(ip("1.1.1.1"))];
        assert_eq!(rightmost_untrusted(ip("9.9.9.9"), &forged, &[]), ip("9.9.9.9"));
        let through_proxy = [None, Some(ip("1.1.1.1")), Some(ip("8.8.8.8"))];
        assert_eq!(rightmost_untrusted(ip("10.0.0.1"), &through_proxy, &[ip("10.0.0.1")]), ip("8.8.8.8"));
    }

    #[test]
    fn an_ipv6_household_counts_as_one() {
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), network(ip("2001:db8:1:2:ffff::1")));
        assert_eq!(network(ip("::ffff:1.2.3.4")), "1.2.3.4");
    }
}

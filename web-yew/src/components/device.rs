//! What browsers call themselves, in the words of their users.

/// Later ones call themselves the earlier ones too, so the order counts.
const BROWSERS: [(&str, &str); 8] = [
    ("Line/", "LINE"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// `Chrome · Android`. An app goes by the first word of its own name.
pub fn device_name(client: &str) -> String {
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| client.contains(sign)).map(|(_, name)| *name);
    let safari = || client.contains("Safari/").then_some("Safari");
    match (find(&BROWSERS).or_else(safari), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) => name.into(),
        _ => client.split(' ').next().unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_and_its_system_are_named_as_their_users_do() {
        for (client, name) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 \
                 Line/14.16.0/IAB",
                "LINE · Android",
            ),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
            ("CoocApp/3.2 (tw.taipei)", "CoocApp/3.2"),
            ("", ""),
        ] {
            assert_eq!(device_name(client), name);
        }
    }
}

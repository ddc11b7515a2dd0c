//! Which of the browser app's two bundles a page is in: both sides must agree.
//!
//! The application flow, which every parent loads on a phone, is one WebAssembly module; signing in and what comes
//! after it is another over the same components.

/// The first path segments of the account bundle's pages; every other page belongs to the application flow.
pub const ACCOUNT_SEGMENTS: [&str; 5] = ["sign-in", "activate", "password", "children", "review"];

/// Whether the page at that path is in the account bundle.
pub fn is_account_page(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    ACCOUNT_SEGMENTS.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_decides() {
        assert!(is_account_page("/review/0192"));
        assert!(is_account_page("/sign-in"));
        assert!(!is_account_page("/"));
        assert!(!is_account_page("/apply/students"));
        assert!(!is_account_page("/reviews"));
    }
}

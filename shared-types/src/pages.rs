//! Which of the browser app's bundles a page is in: the app, the API and the bundler must agree.

/// A program of the browser app: a WebAssembly module with a page of its own, over the components that all share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bundle {
    /// The application flow, which every parent loads on a phone.
    Apply,
    /// After the four steps: progress, corrections, cancelling, confirming an address, what now for who refused, and the
    /// link to a first password, for which the signed-in pages have no room.
    Progress,
    /// Signing in, and what a signed-in person has.
    Account,
    /// Signing in elsewhere through us, and what a person has allowed and agreed to: whom a service sends loads nothing
    /// else.
    Services,
    /// The homeroom teachers' and registrars' review.
    Review,
    /// Who may act as what, and the school's office: classes, rosters, settings, objections.
    Staff,
    /// The city: census, and what the bureau decides.
    Bureau,
    /// The protection desk, and the audit trail.
    Protection,
}

impl Bundle {
    pub const ALL: [Self; 8] = [
        Self::Apply,
        Self::Progress,
        Self::Account,
        Self::Services,
        Self::Review,
        Self::Staff,
        Self::Bureau,
        Self::Protection,
    ];

    /// Of its program, and of its page `<name>.html`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Progress => "progress",
            Self::Account => "account",
            Self::Services => "services",
            Self::Review => "review",
            Self::Staff => "staff",
            Self::Bureau => "bureau",
            Self::Protection => "protection",
        }
    }

    /// Whether it shows the texts of `locales/staff/` too, which parents are spared.
    pub fn is_for_staff(self) -> bool {
        matches!(self, Self::Review | Self::Staff | Self::Bureau | Self::Protection)
    }

    /// What the names of its language files begin with: `locale-en-…`.
    pub fn words(self) -> &'static str {
        if self.is_for_staff() { "staff-locale" } else { "locale" }
    }

    /// Where the page at that path is: its first segment decides. One that there isn't is
    /// left to the flow that most people come for.
    pub fn of(path: &str) -> Self {
        match path.trim_start_matches('/').split('/').next().unwrap_or_default() {
            "progress" | "correct" | "confirm-email" | "refused" | "activate" => Self::Progress,
            "sign-in" | "password" | "children" | "account" => Self::Account,
            "sign-in-request" | "consent-request" | "sign-out-request" | "consents" => Self::Services,
            "review" => Self::Review,
            "staff" => Self::Staff,
            "bureau" => Self::Bureau,
            "protection" | "audit" => Self::Protection,
            _ => Self::Apply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_decides() {
        assert_eq!(Bundle::of("/review/0192"), Bundle::Review);
        assert_eq!(Bundle::of("/staff/school"), Bundle::Staff);
        assert_eq!(Bundle::of("/bureau/census"), Bundle::Bureau);
        assert_eq!(Bundle::of("/sign-in"), Bundle::Account);
        assert_eq!(Bundle::of("/sign-in-request"), Bundle::Services);
        assert_eq!(Bundle::of("progress/0192/cancel"), Bundle::Progress);
        for path in ["/", "", "/apply/students", "/reviews", "/anything"] {
            assert_eq!(Bundle::of(path), Bundle::Apply, "{path}");
        }
    }
}

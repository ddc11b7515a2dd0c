//! The numbers of the one-time code, and what a code that was sent still allows.

use crate::throttle::Limit;
use shared_types::problem::ProblemCode;
use time::{Duration, OffsetDateTime};

/// The notices promise one hour [C][T].
pub(super) const CODE_LIVES: Duration = Duration::HOUR;
/// The session that a code opens: time enough for a form with several children.
pub const SESSION_LIVES: Duration = Duration::hours(2);
/// Wrong tries that kill a code.
pub(super) const MOST_FAILURES: i32 = 5;
pub(super) const BETWEEN_SENDS: Duration = Duration::seconds(60);

pub(super) const SENDS_CLOSE: Limit = Limit { name: "code_sends_minute", hits: 1, window: BETWEEN_SENDS };
pub(super) const SENDS_PER_HOUR: Limit = Limit { name: "code_sends_hour", hits: 3, window: Duration::HOUR };
pub(super) const SENDS_PER_DAY: Limit = Limit { name: "code_sends_day", hits: 10, window: Duration::DAY };
/// For a whole network: a mobile carrier puts thousands behind one address.
pub(super) const SENDS_PER_NETWORK: Limit = Limit { name: "code_sends_network", hits: 300, window: Duration::HOUR };

/// Whether a code can still be tried.
pub(super) fn check_open(
    closed: bool,
    failures: i32,
    expires_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), ProblemCode> {
    if closed || failures >= MOST_FAILURES {
        return Err(ProblemCode::CodeUsedUp);
    }
    if now >= expires_at { Err(ProblemCode::CodeExpired) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_code_ends_by_the_hour_by_use_and_by_five_failures() {
        let end = datetime!(2026-11-21 11:00 UTC);
        assert_eq!(check_open(false, 4, end, datetime!(2026-11-21 10:59:59 UTC)), Ok(()));
        assert_eq!(check_open(false, 0, end, end), Err(ProblemCode::CodeExpired));
        assert_eq!(check_open(true, 0, end, datetime!(2026-11-21 10:00 UTC)), Err(ProblemCode::CodeUsedUp));
        assert_eq!(check_open(false, 5, end, datetime!(2026-11-21 10:00 UTC)), Err(ProblemCode::CodeUsedUp));
    }
}

//! Time and randomness, injected through [`crate::state::State`] so that tests can move the clock.
//! `clippy.toml` bans every other way to them.

use rand::RngExt;
use sea_orm::prelude::TimeUnixTimestampMillis;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};
use time::{Duration, OffsetDateTime};
use uuid::{ContextV7, Uuid};

/// A moment as the database keeps it: Unix milliseconds.
pub type Millis = TimeUnixTimestampMillis;

/// The wall clock, which a test can set ahead.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_milliseconds: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn now(&self) -> OffsetDateTime {
        let ahead = Duration::milliseconds(self.ahead_milliseconds.load(Ordering::Relaxed));
        let now = OffsetDateTime::now_utc() + ahead;
        // The database keeps milliseconds; what is answered at once must not differ from what is read back.
        now.replace_millisecond(now.millisecond()).unwrap_or(now)
    }

    /// Moves the clock of this process ahead; tests use it instead of sleeping.
    pub fn advance(&self, by: Duration) {
        self.ahead_milliseconds.fetch_add(by.whole_milliseconds() as i64, Ordering::Relaxed);
    }
}

/// A new UUIDv7 of that moment: ids sort by time, which keeps indexes compact.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id(now: OffsetDateTime) -> Uuid {
    // Ids of one millisecond count up, so that what was written in order is read in order.
    static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let timestamp = uuid::Timestamp::from_unix(&ORDER, now.unix_timestamp().max(0) as u64, now.nanosecond());
    Uuid::new_v7(timestamp)
}

/// Bytes that nobody can predict.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(&mut bytes);
    bytes
}

/// A uniform number below `end`.
pub fn random_below(end: u32) -> u32 {
    rand::rng().random_range(0..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let now = Clock::default().now();
        let ids: Vec<Uuid> = (0..1000).map(|_| new_id(now)).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn ids_of_later_moments_sort_later() {
        let clock = Clock::default();
        let first = new_id(clock.now());
        clock.advance(Duration::seconds(1));
        assert!(new_id(clock.now()) > first);
    }
}

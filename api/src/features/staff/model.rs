//! Days in force, and what lists can be asked for.

pub(super) use crate::paging::Paging;
use crate::{
    paging::{default_page_size, first_page},
    problem::{ApiError, ApiResult},
};
use serde::Deserialize;
use shared_types::{
    problem::FieldCode,
    staff::{StaffRole, Standing},
    taiwan_time,
};
use time::{Date, Duration, OffsetDateTime};
use utoipa::IntoParams;
use uuid::Uuid;

/// In force from a moment until before another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    pub starts_at: OffsetDateTime,
    pub ends_at: Option<OffsetDateTime>,
}

impl Period {
    /// # Errors
    /// `too_early` at the day that is over, `/from` or `/until`.
    pub fn of_days(from: Option<Date>, until: Option<Date>, now: OffsetDateTime) -> ApiResult<Self> {
        let today = taiwan_time::day(now);
        for (pointer, day) in [("/from", from), ("/until", until)] {
            if day.is_some_and(|day| day < today) {
                return Err(ApiError::field(pointer, FieldCode::TooEarly));
            }
        }
        let starts_at = from.filter(|day| *day > today).map_or(now, taiwan_time::start_of_day);
        let ends_at = until.map(|day| taiwan_time::start_of_day(day) + Duration::DAY);
        Ok(Self { starts_at, ends_at })
    }

    /// Whether that was asked for with these days before.
    pub fn is_of_days(&self, from: Option<Date>, until: Option<Date>, now: OffsetDateTime) -> bool {
        from.map_or(self.starts_at <= now, |day| day == self.first_day()) && until == self.last_day()
    }

    pub fn first_day(&self) -> Date {
        taiwan_time::day(self.starts_at)
    }

    pub fn last_day(&self) -> Option<Date> {
        self.ends_at.map(|end| taiwan_time::day(end - Duration::MILLISECOND))
    }

    pub fn standing(&self, now: OffsetDateTime) -> Standing {
        if self.ends_at.is_some_and(|end| end <= now) {
            Standing::Over
        } else if self.starts_at > now {
            Standing::Upcoming
        } else {
            Standing::InForce
        }
    }
}

/// Which of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleQuery {
    pub(super) role: Option<StaffRole>,
    pub(super) school_code: Option<String>,
    /// Those that are over, instead of those in force and to come.
    #[serde(default)]
    pub(super) over: bool,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct HomeroomQuery {
    pub(super) class_id: Option<Uuid>,
    /// Those that are over, instead of those in force and to come.
    #[serde(default)]
    pub(super) over: bool,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-22 16:30 UTC);
    const TODAY: Date = date!(2026 - 11 - 23);

    #[test]
    fn the_last_day_is_whole_and_on_taipeis_calendar() {
        let period = Period::of_days(None, Some(TODAY), NOW).unwrap();
        assert_eq!(period, Period { starts_at: NOW, ends_at: Some(datetime!(2026-11-23 16:00 UTC)) });
        assert_eq!((period.first_day(), period.last_day()), (TODAY, Some(TODAY)));
        assert_eq!(period.standing(datetime!(2026-11-23 15:59:59 UTC)), Standing::InForce);
        assert_eq!(period.standing(datetime!(2026-11-23 16:00 UTC)), Standing::Over);
    }

    #[test]
    fn a_later_first_day_begins_at_midnight() {
        let period = Period::of_days(Some(date!(2026 - 12 - 01)), None, NOW).unwrap();
        assert_eq!(period, Period { starts_at: datetime!(2026-11-30 16:00 UTC), ends_at: None });
        assert_eq!(period.standing(NOW), Standing::Upcoming);
    }

    #[test]
    fn days_that_are_over_are_refused() {
        let yesterday = TODAY.previous_day();
        for (from, until, pointer) in [(yesterday, None, "/from"), (None, yesterday, "/until")] {
            let refused = Period::of_days(from, until, NOW).unwrap_err();
            assert_eq!(refused.field_errors()[0].pointer, pointer);
        }
    }
}

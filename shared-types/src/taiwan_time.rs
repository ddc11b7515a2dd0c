//! Times as people in Taiwan read them: Asia/Taipei (UTC+8, no summer time since 1979) and 民國 years.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Duration, Month, OffsetDateTime, UtcOffset};

const TAIPEI: UtcOffset = match UtcOffset::from_hms(8, 0, 0) {
    Ok(offset) => offset,
    Err(_) => unreachable!(),
};

/// The same moment on Taipei's clocks.
pub fn in_taipei(moment: OffsetDateTime) -> OffsetDateTime {
    moment.to_offset(TAIPEI)
}

/// The day on Taipei's calendar.
pub fn day(moment: OffsetDateTime) -> Date {
    in_taipei(moment).date()
}

/// When a day begins in Taipei.
pub fn start_of_day(day: Date) -> OffsetDateTime {
    day.midnight().assume_offset(TAIPEI).to_offset(UtcOffset::UTC)
}

/// The 民國 year on Taipei's calendar: 2026 is 115.
pub fn roc_year(moment: OffsetDateTime) -> i32 {
    in_taipei(moment).year() - 1911
}

/// The 學年度 of a moment: it begins in August, and has the number of the year that it begins in.
pub fn school_year(moment: OffsetDateTime) -> i32 {
    let today = in_taipei(moment);
    today.year() - 1911 - i32::from(u8::from(today.month()) < 8)
}

/// As readers of that language write it: 民國 years in Chinese, `2026-11-21 20:03` otherwise.
pub fn date_time(moment: OffsetDateTime, language: Language) -> String {
    match language {
        Language::TraditionalChinese => roc_date_time(moment),
        Language::English | Language::Vietnamese | Language::Indonesian => gregorian_date_time(moment),
    }
}

/// `115/11/21 20:03`
pub fn roc_date_time(moment: OffsetDateTime) -> String {
    let local = in_taipei(moment);
    format!("{} {}", roc_date(moment), clock(local))
}

/// `115/11/21`
pub fn roc_date(moment: OffsetDateTime) -> String {
    let local = in_taipei(moment);
    format!("{}/{:02}/{:02}", local.year() - 1911, u8::from(local.month()), local.day())
}

/// `2026-11-21 20:03`
pub fn gregorian_date_time(moment: OffsetDateTime) -> String {
    let local = in_taipei(moment);
    format!("{}-{:02}-{:02} {}", local.year(), u8::from(local.month()), local.day(), clock(local))
}

/// The day alone: `115/11/21`, or `2026-11-21`.
pub fn date(moment: OffsetDateTime, language: Language) -> String {
    match language {
        Language::TraditionalChinese => roc_date(moment),
        Language::English | Language::Vietnamese | Language::Indonesian => Day::of(moment).to_string(),
    }
}

/// The last whole day before that midnight.
pub fn last_day(ends_at: OffsetDateTime, language: Language) -> String {
    date(ends_at - Duration::MILLISECOND, language)
}

/// `20:03` on Taipei's clocks.
pub fn clock_time(moment: OffsetDateTime) -> String {
    clock(in_taipei(moment))
}

/// `20:03:07`, for what ends within minutes.
pub fn clock_time_with_seconds(moment: OffsetDateTime) -> String {
    format!("{}:{:02}", clock_time(moment), moment.second())
}

/// A day on Taipei's calendar, from the first year of 民國 on. Travels as `2026-11-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

impl Day {
    /// The day of a moment.
    pub fn of(moment: OffsetDateTime) -> Self {
        Self(day(moment))
    }

    /// When it begins.
    pub fn start(self) -> OffsetDateTime {
        start_of_day(self.0)
    }

    /// When the next one begins.
    pub fn end(self) -> OffsetDateTime {
        self.start() + Duration::DAY
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const NO_DAY: &str = "not a day such as 2026-11-21";
        let mut parts = text.split('-');
        let mut number = |digits: usize, from: u16, until: u16| {
            let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse().ok().filter(|number| (from..=until).contains(number))
        };
        let date =
            number(4, 1912, 9998).zip(number(2, 1, 12)).zip(number(2, 1, 31)).and_then(|((year, month), day)| {
                let month = Month::try_from(month as u8).ok()?;
                Date::from_calendar_date(year.into(), month, day as u8).ok()
            });
        date.filter(|_| parts.next().is_none()).map(Self).ok_or(NO_DAY)
    }
}

fn clock(local: OffsetDateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_in_taipei() {
        let day = Day::try_from("2026-11-21".to_owned()).unwrap();
        assert_eq!(day.start(), datetime!(2026-11-20 16:00 UTC));
        assert_eq!(day.end(), datetime!(2026-11-21 16:00 UTC));
        assert_eq!(day.to_string(), "2026-11-21");
        let wrong =
            ["", "2026-11", "2026-11-31", "2026-1-1", "115-11-21", "2026-11-21-1", "9999-12-31", "２０２６-11-21"];
        for text in wrong {
            assert!(Day::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_late_evening_in_utc_is_the_next_day_in_taipei() {
        let moment = datetime!(2026-12-31 16:05 UTC);
        assert_eq!(roc_date_time(moment), "116/01/01 00:05");
        assert_eq!(date_time(moment, Language::TraditionalChinese), "116/01/01 00:05");
        assert_eq!(date_time(moment, Language::Vietnamese), "2027-01-01 00:05");
        assert_eq!(roc_year(moment), 116);
    }

    #[test]
    fn a_school_year_begins_on_the_first_of_august_in_taipei() {
        assert_eq!(school_year(datetime!(2026-07-31 15:59:59 UTC)), 114);
        assert_eq!(school_year(datetime!(2026-07-31 16:00 UTC)), 115);
        assert_eq!(school_year(datetime!(2027-01-31 12:00 UTC)), 115);
    }

    #[test]
    fn the_last_day_is_the_one_that_ends_at_that_midnight() {
        let ends_at = datetime!(2026-12-31 16:00 UTC);
        assert_eq!(last_day(ends_at, Language::TraditionalChinese), "115/12/31");
        assert_eq!(last_day(ends_at, Language::English), "2026-12-31");
    }

    #[test]
    fn a_day_begins_at_midnight_in_taipei() {
        let day = datetime!(2027-01-01 0:00 UTC).date();
        assert_eq!(start_of_day(day), datetime!(2026-12-31 16:00 UTC));
        assert_eq!(super::day(start_of_day(day)), day);
        assert_eq!(super::day(start_of_day(day) - time::Duration::MILLISECOND), day.previous_day().unwrap());
    }
}

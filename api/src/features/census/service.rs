use super::repository::{self, Counted, Counting};
use crate::{
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    census::{CityCensus, DayCensus, SchoolCensus},
    review::{ClassCensus, StudentState},
    school::SchoolLevel,
    taiwan_time::{self, Day},
};
use std::collections::BTreeMap;
use time::Duration;

/// Today and the twenty-nine days before.
const DAYS: Duration = Duration::days(29);

pub(super) async fn census(state: &State) -> ApiResult<CityCensus> {
    let (connection, now) = (state.database.reader(), state.now());
    let since = Day::of(now).start() - DAYS;
    let mut days: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    for (day, submitted) in repository::by_day(connection, Counting::Submitted, since).await? {
        days.entry(day).or_default().0 = submitted;
    }
    for (day, bound) in repository::by_day(connection, Counting::Bound, since).await? {
        days.entry(day).or_default().1 = bound;
    }
    let days = days.into_iter().map(|(day, (submitted, bound))| DayCensus { day, submitted, bound });
    Ok(CityCensus {
        counted_at: now,
        schools: schools(repository::by_school(connection, taiwan_time::school_year(now)).await?)?,
        days: days.collect(),
    })
}

fn schools(rows: Vec<Counted>) -> ApiResult<Vec<SchoolCensus>> {
    let mut schools: BTreeMap<(String, String), SchoolCensus> = BTreeMap::new();
    for row in rows {
        let level = SchoolLevel::from_code(&row.level)
            .ok_or_else(|| ApiError::internal(anyhow::anyhow!("{} has a class of no known level", row.school_code)))?;
        let school = schools.entry((row.school_code.clone(), row.level)).or_insert_with(|| SchoolCensus {
            school_code: row.school_code,
            school_name: row.school_name,
            district: row.district,
            level,
            census: ClassCensus::default(),
        });
        school.census.count_many(state_of(row.furthest), row.children as u64);
    }
    Ok(schools.into_values().collect())
}

fn state_of(furthest: Option<i32>) -> StudentState {
    match furthest {
        Some(5..) => StudentState::Bound,
        Some(4) => StudentState::InReview,
        Some(3) => StudentState::RegistryChecking,
        Some(2) => StudentState::Returned,
        Some(_) => StudentState::Refused,
        None => StudentState::NoAnswer,
    }
}

//! Counting in the database: a city's rows don't travel to be counted.

use crate::{database::query_all, features::protection::sealed_students};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use shared_types::taiwan_time::Day;
use time::OffsetDateTime;

/// How many children of a level of a school have got just as far.
#[derive(FromQueryResult)]
pub(super) struct Counted {
    pub(super) school_code: String,
    pub(super) school_name: String,
    pub(super) district: String,
    pub(super) level: String,
    /// 5 bound, 4 in review, 3 with the registry, 2 returned, 1 refused, none nothing.
    pub(super) furthest: Option<i32>,
    pub(super) children: i64,
}

/// A child counts as bound by its guardians alone, who have no last day; a protected one as its school sees it, or the
/// difference to the school's own numbers would tell of the seal.
pub(super) async fn by_school(connection: &impl ConnectionTrait, school_year: i32) -> Result<Vec<Counted>, DbErr> {
    // No values: what it asks is whether a column is empty.
    let sealed = connection.get_database_backend().build(&sealed_students()).sql;
    let sql = format!(
        "
        SELECT classes.school_code, schools.name AS school_name, schools.district, classes.level,
               reached.furthest, COUNT(*) AS children
        FROM students
        JOIN classes ON classes.id = students.class_id
        JOIN schools ON schools.code = classes.school_code
        LEFT JOIN (
            SELECT student_id, MAX(step) AS furthest
            FROM (
                SELECT student_id, 5 AS step FROM bindings WHERE ended_at IS NULL AND ends_at IS NULL
                UNION ALL
                SELECT student_id,
                       CASE status WHEN 'approved' THEN 5 WHEN 'in_review' THEN 4 WHEN 'registry_checking' THEN 3
                                   ELSE 2 END
                FROM binding_applications
                WHERE status IN ('approved', 'in_review', 'registry_checking', 'returned')
                UNION ALL
                SELECT student_id, 1 FROM consent_refusals
            ) AS steps
            WHERE student_id NOT IN ({sealed})
            GROUP BY student_id
        ) AS reached ON reached.student_id = students.id
        WHERE students.left_at IS NULL AND classes.school_year >= COALESCE(
            (SELECT MAX(other.school_year) FROM classes AS other
             WHERE other.school_code = classes.school_code AND other.school_year <= $1),
            (SELECT MIN(other.school_year) FROM classes AS other WHERE other.school_code = classes.school_code)
        )
        GROUP BY classes.school_code, schools.name, schools.district, classes.level, reached.furthest"
    );
    query_all(connection, &sql, [school_year.into()])
        .await?
        .iter()
        .map(|row| Counted::from_query_result(row, ""))
        .collect()
}

/// Something that a day of its own is counted for.
#[derive(Clone, Copy)]
pub(super) enum Counting {
    Submitted,
    Bound,
}

/// (day in Taipei, how many) since then, whatever became of it and of the child since: a number that fell would tell.
pub(super) async fn by_day(
    connection: &impl ConnectionTrait,
    counting: Counting,
    since: OffsetDateTime,
) -> Result<Vec<(Day, u64)>, DbErr> {
    // Eight hours ahead of UTC, all year round. Whole days, because both engines divide whole numbers so.
    let sql = match counting {
        Counting::Submitted => {
            "SELECT (submitted_at + 28800000) / 86400000 AS day, COUNT(*) AS counted
             FROM binding_applications WHERE submitted_at >= $1 GROUP BY 1 ORDER BY 1"
        }
        Counting::Bound => {
            "SELECT (bound_at + 28800000) / 86400000 AS day, COUNT(*) AS counted
             FROM bindings WHERE bound_at >= $1 AND ends_at IS NULL GROUP BY 1 ORDER BY 1"
        }
    };
    let since = (since.unix_timestamp_nanos() / 1_000_000) as i64;
    let rows = query_all(connection, sql, [since.into()]).await?;
    rows.iter()
        .map(|row| {
            let (day, counted): (i64, i64) = (row.try_get("", "day")?, row.try_get("", "counted")?);
            let moment = OffsetDateTime::from_unix_timestamp(day * 86_400).map_err(|e| DbErr::Custom(e.to_string()))?;
            Ok((Day::of(moment), counted as u64))
        })
        .collect()
}

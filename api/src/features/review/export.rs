//! The grid as a file for a spreadsheet.

use super::{
    decisions::acting_role,
    repository::{self, Matching},
    service::{matching, shown},
};
use crate::{
    features::audit::{self, By, Event},
    http::authority::Reviewer,
    locale,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    application::AccountState,
    audit::{AuditAction, AuditSubject},
    language::Language,
    problem::ProblemCode,
    relationship::Relationship,
    review::{ReviewColumn, ReviewQuery, ReviewRow, ReviewState},
    taiwan_time::roc_date_time,
};
use uuid::Uuid;

/// By these marks a spreadsheet knows UTF-8; without them it guesses, and Chinese becomes something else.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Every row that matches, on whatever page, with the grid's columns.
pub(super) async fn csv(state: &State, reviewer: &Reviewer, class: Uuid, query: &ReviewQuery) -> ApiResult<File> {
    let connection = state.database.reader();
    let own = repository::classes(connection, reviewer).await?;
    let class_row = own.into_iter().find(|row| row.id == class).ok_or(ProblemCode::NotFound)?;
    let taught = repository::is_own_class(connection, &reviewer.as_teacher(), class).await?;
    let matching: Matching = matching(state, reviewer, class, query).await?;
    let rows = matching.all(connection).await?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.into());
    let broken = |error: csv::Error| ApiError::internal(anyhow::Error::from(error));
    writer.write_record(ReviewColumn::ALL.map(|column| words("review.column", column.code()))).map_err(broken)?;
    for row in shown(state, reviewer, class, &rows).await? {
        writer.write_record(ReviewColumn::ALL.map(|column| harmless(cell(&row, column)))).map_err(broken)?;
    }
    let tab = match query.state {
        ReviewState::Pending => "pending",
        ReviewState::Decided => "decided",
    };
    // Nothing leaves of which the trail doesn't say so.
    let transaction = state.database.begin().await?;
    let by = By::account(reviewer.account).acting_as(acting_role(false, taught));
    let event = Event::new(by, AuditAction::ApplicationsExported).at_school(Some(&class_row.school_code));
    audit::record(state, &*transaction, [event.to(AuditSubject::Class, class)]).await?;
    transaction.commit().await?;
    Ok(File {
        name: format!("{}{}.csv", class_row.name, words("review.tab", tab)),
        bytes: writer.into_inner().map_err(|error| ApiError::internal(anyhow::Error::from(error.into_error())))?,
    })
}

fn words(group: &str, code: &str) -> String {
    locale::text(Language::TraditionalChinese, &format!("{group}.{code}")).to_owned()
}

fn cell(row: &ReviewRow, column: ReviewColumn) -> String {
    match column {
        ReviewColumn::StudentNumber => row.student_number.clone(),
        ReviewColumn::SeatNumber => row.seat_number.to_string(),
        ReviewColumn::Student => row.student_name.clone(),
        ReviewColumn::Relationship => match (&row.relationship_note, row.relationship) {
            (Some(note), Relationship::Other) => words("relationship", "other_as").replace("{note}", note),
            (_, relationship) => words("relationship", relationship.code()),
        },
        ReviewColumn::Applicant => row.applicant_name.clone(),
        ReviewColumn::NationalId => row.national_id_masked.clone(),
        ReviewColumn::Email => row.email.clone(),
        ReviewColumn::SubmittedAt => roc_date_time(row.submitted_at),
        ReviewColumn::Status => words("status", row.status.code()),
        ReviewColumn::DecidedAt => row.decided_at.map(roc_date_time).unwrap_or_default(),
        ReviewColumn::Account if row.account == AccountState::None => String::new(),
        ReviewColumn::Account => words("review.account", row.account.code()),
    }
}

/// A spreadsheet would take for a formula what a parent typed: an apostrophe in front makes it text.
fn harmless(cell: String) -> String {
    let first = cell.trim_start_matches(char::is_whitespace).chars().next();
    let is_formula = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if is_formula || cell.starts_with(['\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for cell in ["=1+1", "+886", "-1", "@x", "＝1", "\t=1", " =1", "\r1"] {
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["", "王大明", "A12****789", "a=b"] {
            assert_eq!(harmless(cell.to_owned()), cell);
        }
    }
}

//! The filters and the order of the grid, as the database can be asked for them.

use crate::{
    database::millis,
    entity::{binding_application as application, student},
    features::binding,
};
use sea_orm::{
    ColumnTrait, Condition, Order, QueryOrder, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, LikeExpr, NullOrdering},
};
use shared_types::{
    application::{AccountState, ApplicationStatus},
    limits,
    relationship::Relationship,
    review::{ReviewQuery, ReviewSort},
    taiwan_time::Day,
    text::{Form, normalise, normalise_identifier, normalise_line},
};

/// What serde can't say of a query.
pub(super) fn is_within_bounds(query: &ReviewQuery) -> bool {
    let texts = [&query.student_number, &query.student, &query.applicant, &query.national_id, &query.email];
    let is_typed = |text: &String| text.chars().count() <= limits::FILTER_CHARS && !text.chars().any(char::is_control);
    query.page > 0
        && (1..=limits::PAGE_SIZE_MAX).contains(&query.page_size)
        && texts.into_iter().flatten().all(is_typed)
}

/// What a row must meet, but for the 身分證, of which the database knows nothing but the whole number.
pub(super) fn condition(query: &ReviewQuery) -> Condition {
    let between = |column: application::Column, from: Option<Day>, until: Option<Day>| {
        Condition::all()
            .add_option(from.map(|day| column.gte(millis(day.start()))))
            .add_option(until.map(|day| column.lt(millis(day.end()))))
    };
    Condition::all()
        .add_option(contains(student::Column::StudentNumber, &query.student_number, normalise_identifier))
        .add_option(query.seat_number.map(|seat| student::Column::SeatNumber.eq(i32::from(seat))))
        .add_option(contains(student::Column::Name, &query.student, normalise_line))
        .add_option(query.relationship.map(|code| application::Column::Relationship.eq(code.code())))
        .add_option(contains(application::Column::Name, &query.applicant, normalise_line))
        .add_option(contains(application::Column::Email, &query.email, plain))
        .add(between(application::Column::SubmittedAt, query.submitted_from, query.submitted_until))
        .add_option(query.status.map(|status| application::Column::Status.eq(status.code())))
        .add(between(application::Column::DecidedAt, query.decided_from, query.decided_until))
        .add_option(query.account.map(binding::has_account_state))
}

/// What a masked 身分證 must contain.
pub(super) fn national_id(query: &ReviewQuery) -> Option<String> {
    query.national_id.as_deref().map(normalise_identifier).filter(|text| !text.is_empty())
}

/// An e-mail address has no spaces, and full-width letters in none.
fn plain(typed: &str) -> String {
    normalise(typed, Form::Nfkc).split_whitespace().collect()
}

/// Either case is found; SQLite knows that of Latin letters without marks only.
fn contains(column: impl ColumnTrait, typed: &Option<String>, read: fn(&str) -> String) -> Option<Condition> {
    let text = typed.as_deref().map(read).filter(|text| !text.is_empty())?;
    let pattern = |text: &str| {
        let escaped = text.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c]));
        LikeExpr::new(format!("%{}%", escaped.collect::<String>())).escape('!')
    };
    let lowered = Expr::expr(Func::lower(Expr::col(column.as_column_ref())));
    Some(Condition::any().add(column.like(pattern(&text))).add(lowered.like(pattern(&text.to_lowercase()))))
}

/// Sorted as asked; the rest makes the order whole, so that no row is on two pages.
pub(super) fn sorted(rows: Select<application::Entity>, query: &ReviewQuery) -> Select<application::Entity> {
    use application::Column as Of;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let by_codes = |column: Of, codes: &[&str]| rank(codes.iter().map(|code| Condition::all().add(column.eq(*code))));
    let rows = match query.sort {
        ReviewSort::StudentNumber => rows.order_by(student::Column::StudentNumber, order),
        ReviewSort::SeatNumber => rows.order_by(student::Column::SeatNumber, order),
        ReviewSort::Student => rows.order_by(student::Column::Name, order),
        ReviewSort::Relationship => {
            rows.order_by(by_codes(Of::Relationship, &Relationship::ALL.map(Relationship::code)), order)
        }
        ReviewSort::Applicant => rows.order_by(Of::Name, order),
        ReviewSort::Email => rows.order_by(Of::Email, order),
        ReviewSort::SubmittedAt => rows.order_by(Of::SubmittedAt, order),
        ReviewSort::Status => {
            rows.order_by(by_codes(Of::Status, &ApplicationStatus::ALL.map(ApplicationStatus::code)), order)
        }
        ReviewSort::DecidedAt => rows.order_by_with_nulls(Of::DecidedAt, order, NullOrdering::Last),
        ReviewSort::Account => {
            rows.order_by(rank(AccountState::ALL.into_iter().map(binding::has_account_state)), order)
        }
    };
    rows.order_by_asc(student::Column::SeatNumber).order_by_asc(Of::Id)
}

/// The number of the first condition that holds.
fn rank(conditions: impl Iterator<Item = Condition>) -> Expr {
    let ranks = conditions.zip(0_i32..).fold(CaseStatement::new(), |ranks, (met, rank)| ranks.case(met, rank));
    ranks.into()
}

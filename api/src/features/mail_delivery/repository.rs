use crate::{
    database::millis,
    entity::{
        binding_application as application, class,
        mail_delivery::{Column, Entity, Model, Relation},
        student,
    },
    features::protection::sealed_students,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use shared_types::mail::MailState;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Longer than anybody waits for an answer to an application.
const KEPT: Duration = Duration::days(180);

/// One row a mail, from before it is tried the first time.
pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let once = OnConflict::column(Column::Id).do_nothing_on([Column::Id]).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(connection).await.map(drop)
}

/// Notes what a try came to. One that has come back stays so: a report may be faster than we are.
pub(super) async fn note(
    connection: &impl ConnectionTrait,
    id: Uuid,
    state: MailState,
    failure: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::Failure, Expr::value(failure))
        .col_expr(Column::At, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::State.ne(MailState::Bounced.code()))
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// In the order in which they were asked for.
pub(super) async fn of_applications(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ApplicationId.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// A mail that didn't arrive, and what it is about.
#[derive(FromQueryResult)]
pub(super) struct Undelivered {
    #[sea_orm(nested)]
    pub(super) mail: Model,
    pub(super) class_name: String,
    pub(super) seat_number: i32,
    pub(super) student_name: String,
    pub(super) applicant_name: String,
}

fn undelivered_at(school_code: &str) -> Select<Entity> {
    Entity::find()
        .join(JoinType::InnerJoin, Relation::Application.def())
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .join(JoinType::InnerJoin, student::Relation::Class.def())
        .filter(student::Column::SchoolCode.eq(school_code))
        .filter(student::Column::Id.not_in_subquery(sealed_students()))
        .filter(is_undelivered())
        // What was cancelled, or ended, needs no mail any more.
        .filter(application::Column::ClosedAt.is_null())
}

/// Word for word as the index over them says, which leaves out all others; a bound value doesn't tell that it is the same.
fn is_undelivered() -> Condition {
    let sent = Expr::cust(format!("'{}'", MailState::Sent.code()));
    Condition::all().add(Expr::col((Entity, Column::State)).ne(sent)).add(Column::SentAgainAt.is_null())
}

/// The oldest first, with how many there are.
pub(super) async fn undelivered(
    connection: &impl ConnectionTrait,
    school_code: &str,
    page: u32,
    page_size: u32,
) -> Result<(Vec<Undelivered>, u64), DbErr> {
    let total = undelivered_at(school_code).count(connection).await?;
    let mails = undelivered_at(school_code)
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .limit(u64::from(page_size))
        .offset(u64::from(page - 1) * u64::from(page_size))
        .column_as(class::Column::Name, "class_name")
        .column_as(student::Column::SeatNumber, "seat_number")
        .column_as(student::Column::Name, "student_name")
        .column_as(application::Column::Name, "applicant_name")
        .into_model()
        .all(connection)
        .await?;
    Ok((mails, total))
}

/// How many were refused or came back, and weren't sent again.
pub(super) async fn count_lost(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let is_lost = Column::State.is_in([MailState::Failed, MailState::Bounced].map(MailState::code));
    Entity::find().filter(is_lost).filter(is_undelivered()).count(connection).await
}

/// False when somebody else had it sent again.
pub(super) async fn settle(connection: &impl ConnectionTrait, id: Uuid, now: OffsetDateTime) -> Result<bool, DbErr> {
    let settled = Entity::update_many()
        .col_expr(Column::SentAgainAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::SentAgainAt.is_null())
        .exec(connection)
        .await?;
    Ok(settled.rows_affected == 1)
}

/// True when that is news.
pub(super) async fn note_bounce(
    connection: &impl ConnectionTrait,
    id: Uuid,
    status: &str,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let noted = Entity::update_many()
        .col_expr(Column::State, Expr::value(MailState::Bounced.code()))
        .col_expr(Column::Failure, Expr::value(status))
        .col_expr(Column::At, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::State.ne(MailState::Bounced.code()))
        .exec(connection)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Drops what is known of mails about the account and applications of somebody who has had all data deleted.
///
/// # Errors
/// The database's.
pub async fn erase(connection: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<(), DbErr> {
    let about = [Column::ApplicationId, Column::AccountId].map(|column| column.is_in(subjects.iter().copied()));
    let about = about.into_iter().fold(Condition::any(), Condition::add);
    Entity::delete_many().filter(about).exec(connection).await.map(drop)
}

/// Drops what nobody asks about any more.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::At.lt(millis(now - KEPT))).exec(connection).await.map(drop)
}

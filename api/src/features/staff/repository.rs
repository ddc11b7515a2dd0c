pub(super) mod homeroom;

use super::model::{Paging, Period};
use crate::{
    ambient::Millis,
    database::millis,
    entity::{account, school, staff_role},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use shared_types::staff::{OwnSchool, StaffRole};
use staff_role::{Column, Entity};
use time::OffsetDateTime;
use uuid::Uuid;

/// In force at that moment.
fn in_force<C: ColumnTrait>(starts_at: C, ends_at: C, at: OffsetDateTime) -> Condition {
    Condition::all().add(starts_at.lte(millis(at))).add(ends_after(ends_at, at))
}

fn ends_after<C: ColumnTrait>(ends_at: C, at: OffsetDateTime) -> Condition {
    Condition::any().add(ends_at.is_null()).add(ends_at.gt(millis(at)))
}

/// Over by then, or else in force or to come.
fn over_or_not<C: ColumnTrait>(ends_at: C, over: bool, now: OffsetDateTime) -> Condition {
    if over { Condition::all().add(ends_at.lte(millis(now))) } else { ends_after(ends_at, now) }
}

/// Has a day in common with the period.
fn overlaps<C: ColumnTrait>(starts_at: C, ends_at: C, period: &Period) -> Condition {
    Condition::all()
        .add(ends_after(ends_at, period.starts_at))
        .add_option(period.ends_at.map(|end| starts_at.lt(millis(end))))
}

/// A role with the name of whoever has it.
#[derive(FromQueryResult)]
pub(super) struct RoleRow {
    pub(super) id: Uuid,
    pub(super) account_id: Uuid,
    pub(super) role: String,
    pub(super) school_code: Option<String>,
    pub(super) starts_at: Millis,
    pub(super) ends_at: Option<Millis>,
    pub(super) name: String,
    pub(super) email: String,
}

fn with_names(rows: Select<Entity>) -> Select<Entity> {
    rows.join(JoinType::InnerJoin, staff_role::Relation::Account.def())
        .select_only()
        .columns([Column::Id, Column::AccountId, Column::Role, Column::SchoolCode, Column::StartsAt, Column::EndsAt])
        .columns([account::Column::Name, account::Column::Email])
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<RoleRow>, DbErr> {
    with_names(Entity::find_by_id(id)).into_model().one(connection).await
}

/// Which roles to list.
pub(super) struct Wanted<'a> {
    pub(super) role: Option<StaffRole>,
    pub(super) school_code: Option<&'a str>,
    pub(super) over: bool,
}

/// A page of roles, and how many there are.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    paging: Paging,
    now: OffsetDateTime,
) -> Result<(Vec<RoleRow>, u64), DbErr> {
    let rows = Entity::find().filter(
        Condition::all()
            .add(over_or_not(Column::EndsAt, wanted.over, now))
            .add_option(wanted.role.map(|role| Column::Role.eq(role.code())))
            .add_option(wanted.school_code.map(|code| Column::SchoolCode.eq(code))),
    );
    let total = rows.clone().count(connection).await?;
    let page = with_names(rows)
        .order_by_asc(Column::Role)
        .order_by_asc(Column::SchoolCode)
        .order_by_asc(Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .into_model()
        .all(connection)
        .await?;
    Ok((page, total))
}

/// What somebody may act as at that moment.
pub(super) async fn roles_in_force(
    connection: &impl ConnectionTrait,
    account: Uuid,
    at: OffsetDateTime,
) -> Result<Vec<String>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(in_force(Column::StartsAt, Column::EndsAt, at))
        .select_only()
        .column(Column::Role)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// Whether anybody has that role at that moment.
pub(super) async fn has_holder(
    connection: &impl ConnectionTrait,
    role: StaffRole,
    account: Option<Uuid>,
    at: OffsetDateTime,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::Role.eq(role.code()))
        .filter(Condition::all().add_option(account.map(|account| Column::AccountId.eq(account))))
        .filter(in_force(Column::StartsAt, Column::EndsAt, at))
        .count(connection);
    Ok(found.await? > 0)
}

/// The schools that somebody is registrar of, by code.
///
/// # Errors
/// The database's.
pub async fn own_schools(
    connection: &impl ConnectionTrait,
    account: Uuid,
    at: OffsetDateTime,
) -> Result<Vec<OwnSchool>, DbErr> {
    let own = school::Entity::find()
        .filter(school::Column::Code.in_subquery(registrars_school_codes(account, at)))
        .order_by_asc(school::Column::Code)
        .select_only()
        .columns([school::Column::Code, school::Column::Name]);
    let rows: Vec<(String, String)> = own.into_tuple().all(connection).await?;
    Ok(rows.into_iter().map(|(code, name)| OwnSchool { code, name }).collect())
}

fn registrars_school_codes(account: Uuid, at: OffsetDateTime) -> SelectStatement {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::Role.eq(StaffRole::Registrar.code()))
        .filter(in_force(Column::StartsAt, Column::EndsAt, at))
        .select_only()
        .column(Column::SchoolCode)
        .into_query()
}

/// Whether there is such a school.
pub(super) async fn is_school(connection: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    Ok(school::Entity::find_by_id(code).one(connection).await?.is_some())
}

/// Whether it is one of the registrar's schools.
pub(super) async fn is_own_school(
    connection: &impl ConnectionTrait,
    registrar: Uuid,
    at: OffsetDateTime,
    code: &str,
) -> Result<bool, DbErr> {
    let found = school::Entity::find_by_id(code)
        .filter(school::Column::Code.in_subquery(registrars_school_codes(registrar, at)))
        .one(connection);
    Ok(found.await?.is_some())
}

/// The same role of the same person with a day in common.
pub(super) async fn find_overlapping(
    connection: &impl ConnectionTrait,
    account: Uuid,
    role: StaffRole,
    school_code: Option<&str>,
    period: &Period,
) -> Result<Option<staff_role::Model>, DbErr> {
    let of_school = match school_code {
        Some(code) => Column::SchoolCode.eq(code),
        None => Column::SchoolCode.is_null(),
    };
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::Role.eq(role.code()))
        .filter(of_school)
        .filter(overlaps(Column::StartsAt, Column::EndsAt, period))
        .order_by_asc(Column::StartsAt)
        .one(connection)
        .await
}

pub(super) async fn insert(connection: &impl ConnectionTrait, row: staff_role::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Those of them that are in force or to come.
pub(super) async fn not_over(
    connection: &impl ConnectionTrait,
    which: Condition,
    now: OffsetDateTime,
) -> Result<Vec<staff_role::Model>, DbErr> {
    Entity::find().filter(which).filter(ends_after(Column::EndsAt, now)).all(connection).await
}

/// Ends what isn't over yet; says how many that were.
pub(super) async fn end(
    connection: &impl ConnectionTrait,
    which: Condition,
    ended_by: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<u64, DbErr> {
    let ended = Entity::update_many()
        .col_expr(Column::EndsAt, Expr::value(millis(now)))
        .col_expr(Column::EndedBy, Expr::value(ended_by))
        .filter(which)
        .filter(ends_after(Column::EndsAt, now))
        .exec(connection)
        .await?;
    Ok(ended.rows_affected)
}

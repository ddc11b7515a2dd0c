//! Homeroom teachers' classes.

use super::{ends_after, in_force, over_or_not, overlaps, registrars_school_codes};
use crate::{
    ambient::Millis,
    database::{Transaction, millis},
    entity::{account, class, homeroom_assignment, staff_role, student},
    features::staff::model::{Paging, Period},
    http::authority::Reviewer,
    state::State,
};
use homeroom_assignment::{Column, Entity};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement},
};
use shared_types::taiwan_time;
use time::OffsetDateTime;
use uuid::Uuid;

/// The year that a class's school is in: the newest that has begun, or for a school that begins with a year to come,
/// that. An import in the middle of a year takes nobody's class.
fn present_year(at: OffsetDateTime) -> Expr {
    let (other, year) = (Alias::new("other"), class::Column::SchoolYear);
    let of_school = |which: Expr| {
        let own = (class::Entity, class::Column::SchoolCode);
        let same_school = Expr::col((other.clone(), class::Column::SchoolCode)).equals(own);
        Query::select().expr(which).from_as(class::Entity, other.clone()).and_where(same_school).to_owned()
    };
    let column = || Expr::col((other.clone(), year));
    let begun = of_school(column().max()).and_where(column().lte(taiwan_time::school_year(at))).to_owned();
    let to_come = of_school(column().min());
    Func::coalesce([subquery(begun), subquery(to_come)]).into()
}

fn subquery(select: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(select.into()))
}

/// Last year's classes are nobody's any more. Next year's are to be got ready.
fn not_over(at: OffsetDateTime) -> Expr {
    class::Column::SchoolYear.into_expr().gte(present_year(at))
}

/// Of the present year, or one to come that children are in already: none is out of everybody's reach.
fn in_use(at: OffsetDateTime) -> Condition {
    let own_class = (class::Entity, class::Column::Id);
    let children = Query::select()
        .expr(Expr::val(1))
        .from(student::Entity)
        .and_where(Expr::col((student::Entity, student::Column::ClassId)).equals(own_class))
        .and_where(student::Column::LeftAt.is_null())
        .to_owned();
    let is_present = class::Column::SchoolYear.into_expr().eq(present_year(at));
    Condition::any().add(is_present).add(Condition::all().add(not_over(at)).add(Expr::exists(children)))
}

fn assigned(account: Uuid, at: OffsetDateTime) -> SelectStatement {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(in_force(Column::StartsAt, Column::EndsAt, at))
        .select_only()
        .column(Column::ClassId)
        .into_query()
}

/// The ids of the classes that a reviewer reaches: a homeroom teacher the own ones, a registrar those of the own
/// schools.
pub fn class_ids_of(reviewer: &Reviewer) -> SelectStatement {
    let mut reached = Condition::any().add(class::Column::Id.in_subquery(assigned(reviewer.account, reviewer.at)));
    if reviewer.is_registrar {
        let own_schools = registrars_school_codes(reviewer.account, reviewer.at);
        reached = reached.add(class::Column::SchoolCode.in_subquery(own_schools));
    }
    class::Entity::find()
        .filter(reached)
        .filter(in_use(reviewer.at))
        .select_only()
        .column(class::Column::Id)
        .into_query()
}

/// Whether the account has a class at that moment.
///
/// # Errors
/// The database's.
pub async fn is_homeroom_teacher(
    connection: &impl ConnectionTrait,
    account: Uuid,
    at: OffsetDateTime,
) -> Result<bool, DbErr> {
    let reviewer = Reviewer { account, at, is_registrar: false, is_protection_officer: false };
    let classes = class::Entity::find().filter(class::Column::Id.in_subquery(class_ids_of(&reviewer)));
    Ok(classes.count(connection).await? > 0)
}

/// Whether the account has a class, or will have one.
pub(in crate::features::staff) async fn has_or_will_have_class(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let assigned = Entity::find()
        .join(JoinType::InnerJoin, homeroom_assignment::Relation::Class.def())
        .filter(Column::AccountId.eq(account))
        .filter(ends_after(Column::EndsAt, now))
        .filter(not_over(now));
    Ok(assigned.count(connection).await? > 0)
}

/// Everybody who has a class, whichever year's.
///
/// # Errors
/// The database's.
pub async fn holders(connection: &impl ConnectionTrait, at: OffsetDateTime) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(in_force(Column::StartsAt, Column::EndsAt, at))
        .select_only()
        .column(Column::AccountId)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// A class of that school's present year, or of one to come.
pub(in crate::features::staff) async fn find_class(
    connection: &impl ConnectionTrait,
    school_code: &str,
    id: Uuid,
    at: OffsetDateTime,
) -> Result<Option<class::Model>, DbErr> {
    class::Entity::find_by_id(id)
        .filter(class::Column::SchoolCode.eq(school_code))
        .filter(not_over(at))
        .one(connection)
        .await
}

/// A class of somebody, with both names.
#[derive(FromQueryResult)]
pub(in crate::features::staff) struct AssignmentRow {
    pub(in crate::features::staff) id: Uuid,
    pub(in crate::features::staff) account_id: Uuid,
    pub(in crate::features::staff) class_id: Uuid,
    pub(in crate::features::staff) is_substitute: bool,
    pub(in crate::features::staff) starts_at: Millis,
    pub(in crate::features::staff) ends_at: Option<Millis>,
    pub(in crate::features::staff) name: String,
    pub(in crate::features::staff) email: String,
    pub(in crate::features::staff) class_name: String,
}

fn of_school(school_code: &str, at: OffsetDateTime) -> Select<Entity> {
    Entity::find()
        .join(JoinType::InnerJoin, homeroom_assignment::Relation::Class.def())
        .filter(class::Column::SchoolCode.eq(school_code))
        .filter(not_over(at))
}

fn with_names(rows: Select<Entity>) -> Select<Entity> {
    rows.join(JoinType::InnerJoin, homeroom_assignment::Relation::Account.def())
        .select_only()
        .columns([Column::Id, Column::AccountId, Column::ClassId])
        .columns([Column::IsSubstitute, Column::StartsAt, Column::EndsAt])
        .columns([account::Column::Name, account::Column::Email])
        .column_as(class::Column::Name, "class_name")
}

pub(in crate::features::staff) async fn find(
    connection: &impl ConnectionTrait,
    school_code: &str,
    id: Uuid,
    at: OffsetDateTime,
) -> Result<Option<AssignmentRow>, DbErr> {
    with_names(of_school(school_code, at).filter(Column::Id.eq(id))).into_model().one(connection).await
}

/// A page of a school's present year and of what is to come, and how many there are.
pub(in crate::features::staff) async fn page(
    connection: &impl ConnectionTrait,
    school_code: &str,
    class_id: Option<Uuid>,
    over: bool,
    paging: Paging,
    now: OffsetDateTime,
) -> Result<(Vec<AssignmentRow>, u64), DbErr> {
    let rows = of_school(school_code, now)
        .filter(over_or_not(Column::EndsAt, over, now))
        .filter(Condition::all().add_option(class_id.map(|id| Column::ClassId.eq(id))));
    let total = rows.clone().count(connection).await?;
    let page = with_names(rows)
        .order_by_asc(class::Column::Grade)
        .order_by_asc(class::Column::Name)
        .order_by_asc(Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .into_model()
        .all(connection)
        .await?;
    Ok((page, total))
}

/// The same person's in the same class with a day in common.
pub(in crate::features::staff) async fn find_overlapping(
    connection: &impl ConnectionTrait,
    account: Uuid,
    class_id: Uuid,
    period: &Period,
) -> Result<Option<homeroom_assignment::Model>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::ClassId.eq(class_id))
        .filter(overlaps(Column::StartsAt, Column::EndsAt, period))
        .order_by_asc(Column::StartsAt)
        .one(connection)
        .await
}

pub(in crate::features::staff) async fn insert(
    connection: &impl ConnectionTrait,
    row: homeroom_assignment::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Ends what isn't over yet; says how many that were.
pub(in crate::features::staff) async fn end(
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

/// Who has those classes or will have them; no substitutes.
pub(in crate::features::staff) async fn teachers_of(
    connection: &impl ConnectionTrait,
    classes: impl IntoIterator<Item = Uuid>,
    now: OffsetDateTime,
) -> Result<Vec<homeroom_assignment::Model>, DbErr> {
    Entity::find()
        .filter(Column::ClassId.is_in(classes))
        .filter(Column::IsSubstitute.eq(false))
        .filter(ends_after(Column::EndsAt, now))
        .all(connection)
        .await
}

/// Ends every class and role of somebody who goes.
///
/// # Errors
/// The database's.
pub async fn leave(state: &State, transaction: &Transaction, account: Uuid) -> Result<(), DbErr> {
    let now = state.now();
    end(&**transaction, Condition::all().add(Column::AccountId.eq(account)), None, now).await?;
    let roles = Condition::all().add(staff_role::Column::AccountId.eq(account));
    super::end(&**transaction, roles, None, now).await.map(drop)
}

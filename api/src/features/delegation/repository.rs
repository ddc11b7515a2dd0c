use crate::{
    database::millis,
    entity::{
        binding,
        carer_delegation::{Column, Entity, Model},
    },
    paging::Paging,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use shared_types::staff::Standing;
use time::OffsetDateTime;
use uuid::Uuid;

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn overwrite(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// What a binding came of.
pub(super) async fn of_binding(connection: &impl ConnectionTrait, binding: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::BindingId.eq(binding)).one(connection).await
}

pub(super) async fn of_account(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account)).order_by_asc(Column::Id).all(connection).await
}

/// What that carer has of that child and hasn't ended.
pub(super) async fn not_ended_of(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .all(connection)
        .await
}

/// Whether the carer has the child by another delegation at that moment.
pub(super) async fn is_continued(
    connection: &impl ConnectionTrait,
    row: &Model,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let others = not_ended_of(connection, row.student_id, row.account_id).await?;
    Ok(others.iter().any(|other| other.id != row.id && *other.starts_at <= now && *other.ends_at > now))
}

/// What nobody was bound by and isn't over.
pub(super) async fn waiting(
    connection: &impl ConnectionTrait,
    students: &[Uuid],
    now: OffsetDateTime,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.is_in(students.iter().copied()))
        .filter(Column::BindingId.is_null())
        .filter(Column::EndedAt.is_null())
        .filter(Column::EndsAt.gt(millis(now)))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// What somebody was bound by whose binding has ended.
pub(super) async fn without_effect(connection: &impl ConnectionTrait, students: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    let ended = binding::Entity::find()
        .filter(binding::Column::StudentId.is_in(students.iter().copied()))
        .filter(binding::Column::EndedAt.is_not_null())
        .select_only()
        .column(binding::Column::Id)
        .into_query();
    Entity::find()
        .filter(Column::BindingId.in_subquery(ended))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Those whose last day is over and that nobody has ended.
pub(super) async fn over(
    connection: &impl ConnectionTrait,
    now: OffsetDateTime,
    most: u64,
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::EndedAt.is_null())
        .filter(Column::EndsAt.lte(millis(now)))
        .order_by_asc(Column::EndsAt)
        .limit(most)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// Ends it, by an officer with a reason or not; false when it had ended already.
pub(super) async fn end(
    connection: &impl ConnectionTrait,
    id: Uuid,
    by: Option<(Uuid, Vec<u8>)>,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let (officer, reason_sealed) = by.unzip();
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(millis(now)))
        .col_expr(Column::EndedBy, Expr::value(officer))
        .col_expr(Column::EndReasonSealed, Expr::value(reason_sealed))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// The delegation is that account's from now on.
pub(super) async fn give_to(connection: &impl ConnectionTrait, id: Uuid, account: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AccountId, Expr::value(account))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

fn of_standing(standing: Standing, now: OffsetDateTime) -> Condition {
    let now = millis(now);
    let lasts = Condition::all().add(Column::EndedAt.is_null()).add(Column::EndsAt.gt(now));
    match standing {
        Standing::Upcoming => lasts.add(Column::StartsAt.gt(now)),
        Standing::InForce => lasts.add(Column::StartsAt.lte(now)),
        Standing::Over => Condition::any().add(Column::EndedAt.is_not_null()).add(Column::EndsAt.lte(now)),
    }
}

/// A page of delegations, the newest first, and how many there are.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    standing: Option<Standing>,
    paging: Paging,
    now: OffsetDateTime,
) -> Result<(Vec<Model>, u64), DbErr> {
    let wanted = Condition::all().add_option(standing.map(|standing| of_standing(standing, now)));
    let rows = Entity::find().filter(wanted);
    let total = rows.clone().count(connection).await?;
    let page = rows
        .order_by_desc(Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .all(connection)
        .await?;
    Ok((page, total))
}

use crate::{database::millis, entity::binding};
use binding::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Live bindings, oldest first.
pub(in super::super) async fn live(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::BoundAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Live or not, oldest first.
pub(in super::super) async fn all(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account)).order_by_asc(Column::Id).all(connection).await
}

pub(in super::super) async fn end_all(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(millis(now)))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

pub(in super::super) async fn find_live(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .one(connection)
        .await
}

pub(in super::super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// Live bindings of a child, oldest first.
pub(in super::super) async fn live_of_student(
    connection: &impl ConnectionTrait,
    student: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::BoundAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// A live binding of that account.
pub(in super::super) async fn find_own(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::AccountId.eq(account)).filter(Column::EndedAt.is_null()).one(connection).await
}

/// Live bindings that came of those applications.
pub(in super::super) async fn live_of_applications(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ApplicationId.is_in(applications.iter().copied()))
        .filter(Column::EndedAt.is_null())
        .all(connection)
        .await
}

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// False when it had ended already.
pub(in super::super) async fn end(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
}

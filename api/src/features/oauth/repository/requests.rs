use crate::{
    database::millis,
    entity::oauth_request::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use time::OffsetDateTime;
use uuid::Uuid;

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// One that nobody has decided, and that isn't over.
pub(in super::super) async fn find_open(
    connection: &impl ConnectionTrait,
    handle_hash: &[u8],
    now: OffsetDateTime,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::HandleHash.eq(handle_hash))
        .filter(Column::DecidedAt.is_null())
        .filter(Column::ExpiresAt.gt(millis(now)))
        .one(connection)
        .await
}

/// A browser brought it along: from now on the person has the time.
pub(in super::super) async fn begin(
    connection: &impl ConnectionTrait,
    id: Uuid,
    expires_at: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::IsPushed, Expr::value(false))
        .col_expr(Column::ExpiresAt, Expr::value(millis(expires_at)))
        .filter(Column::Id.eq(id))
        .filter(Column::IsPushed.eq(true))
        .exec(connection)
        .await
        .map(drop)
}

/// False when somebody was faster.
pub(in super::super) async fn decide(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let decided = Entity::update_many()
        .col_expr(Column::DecidedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::DecidedAt.is_null())
        .exec(connection)
        .await?;
    Ok(decided.rows_affected == 1)
}

pub(in super::super) async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(millis(now))).exec(connection).await.map(drop)
}

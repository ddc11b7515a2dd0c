use crate::{
    database::millis,
    entity::oauth_signing_key::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use time::OffsetDateTime;

/// Those that weren't withdrawn, the newest of an algorithm last.
pub(in super::super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let kept = Entity::find().filter(Column::WithdrawnAt.is_null());
    kept.order_by_asc(Column::Algorithm).order_by_asc(Column::Generation).all(connection).await
}

pub(in super::super) async fn newest(
    connection: &impl ConnectionTrait,
    algorithm: &str,
) -> Result<Option<Model>, DbErr> {
    let of_it = Entity::find().filter(Column::Algorithm.eq(algorithm));
    of_it.order_by_desc(Column::Generation).one(connection).await
}

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Those before that generation.
pub(in super::super) async fn withdraw_before(
    connection: &impl ConnectionTrait,
    newest: &Model,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(millis(now)))
        .filter(Column::Algorithm.eq(&newest.algorithm))
        .filter(Column::Generation.lt(newest.generation))
        .filter(Column::WithdrawnAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

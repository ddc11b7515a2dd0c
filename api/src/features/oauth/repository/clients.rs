use crate::{
    ambient::Millis,
    database::millis,
    entity::{
        oauth_assertion,
        oauth_client::{Column, Entity, Model},
        oauth_client_secret as secret,
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use time::OffsetDateTime;
use uuid::Uuid;

pub(in super::super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

pub(in super::super) async fn find_all(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(ids)).all(connection).await
}

/// Every client, the newest first.
pub(in super::super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_desc(Column::Id).all(connection).await
}

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// False when somebody changed it meanwhile, or it is disabled.
pub(in super::super) async fn change(
    connection: &impl ConnectionTrait,
    id: Uuid,
    version: i32,
    settings: String,
) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::Settings, Expr::value(settings))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .filter(Column::DisabledAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// False when it was before.
pub(in super::super) async fn disable(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let disabled = Entity::update_many()
        .col_expr(Column::DisabledAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::DisabledAt.is_null())
        .exec(connection)
        .await?;
    Ok(disabled.rows_affected == 1)
}

/// Secrets that work at that moment, the newest first.
pub(in super::super) async fn live_secrets(
    connection: &impl ConnectionTrait,
    clients: impl IntoIterator<Item = Uuid>,
    now: OffsetDateTime,
) -> Result<Vec<secret::Model>, DbErr> {
    let lasts =
        Condition::any().add(secret::Column::ExpiresAt.is_null()).add(secret::Column::ExpiresAt.gt(millis(now)));
    secret::Entity::find()
        .filter(secret::Column::ClientId.is_in(clients))
        .filter(lasts)
        .order_by_desc(secret::Column::Id)
        .all(connection)
        .await
}

pub(in super::super) async fn insert_secret(
    connection: &impl ConnectionTrait,
    row: secret::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Sets the end of those secrets.
pub(in super::super) async fn end_secrets(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
    at: OffsetDateTime,
) -> Result<(), DbErr> {
    let at: Millis = millis(at);
    secret::Entity::update_many()
        .col_expr(secret::Column::ExpiresAt, Expr::value(at))
        .filter(secret::Column::Id.is_in(ids))
        .exec(connection)
        .await
        .map(drop)
}

/// Notes an assertion; false when it was used before.
pub(in super::super) async fn use_assertion(
    connection: &impl ConnectionTrait,
    hash: Vec<u8>,
    expires_at: OffsetDateTime,
) -> Result<bool, DbErr> {
    let row = oauth_assertion::Model { hash, expires_at: millis(expires_at) };
    let inserted = oauth_assertion::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(oauth_assertion::Column::Hash).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(inserted == 1)
}

pub(in super::super) async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    oauth_assertion::Entity::delete_many()
        .filter(oauth_assertion::Column::ExpiresAt.lt(millis(now)))
        .exec(connection)
        .await?;
    secret::Entity::delete_many().filter(secret::Column::ExpiresAt.lt(millis(now))).exec(connection).await.map(drop)
}

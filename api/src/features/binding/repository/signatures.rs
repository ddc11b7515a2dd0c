use crate::entity::application_signature::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(in super::super) async fn newest(
    connection: &impl ConnectionTrait,
    application: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::ApplicationId.eq(application))
        .order_by_desc(Column::ApplicationVersion)
        .one(connection)
        .await
}

/// The newest version of each that was signed.
pub(in super::super) async fn newest_versions(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, i32>, DbErr> {
    let rows: Vec<(Uuid, i32)> = Entity::find()
        .filter(Column::ApplicationId.is_in(ids.iter().copied()))
        .select_only()
        .column(Column::ApplicationId)
        .column_as(Column::ApplicationVersion.max(), "newest")
        .group_by(Column::ApplicationId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The next few hundred, by id.
pub(in super::super) async fn after(connection: &impl ConnectionTrait, after: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(500).all(connection).await
}

pub(in super::super) async fn of(connection: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ApplicationId.eq(application))
        .order_by_asc(Column::ApplicationVersion)
        .all(connection)
        .await
}

pub(in super::super) async fn overwrite(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

//! What each step of an application left behind.

use crate::{
    ambient::Millis,
    entity::{application_signature as signature, binding, review_decision as decision},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Application, version and time of each signature, without the strokes.
pub(in super::super) async fn signatures(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, i32, Millis)>, DbErr> {
    signature::Entity::find()
        .filter(signature::Column::ApplicationId.is_in(ids.iter().copied()))
        .select_only()
        .columns([signature::Column::ApplicationId, signature::Column::ApplicationVersion, signature::Column::SignedAt])
        .into_tuple()
        .all(connection)
        .await
}

pub(in super::super) async fn decisions(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<decision::Model>, DbErr> {
    let of_them = decision::Column::ApplicationId.is_in(ids.iter().copied());
    decision::Entity::find().filter(of_them).order_by_asc(decision::Column::Id).all(connection).await
}

pub(in super::super) async fn bindings(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<binding::Model>, DbErr> {
    let of_them = binding::Column::ApplicationId.is_in(ids.iter().copied());
    binding::Entity::find().filter(of_them).all(connection).await
}

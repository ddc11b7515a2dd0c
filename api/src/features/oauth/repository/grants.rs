use crate::{
    database::millis,
    entity::{
        oauth_client,
        oauth_grant::{Column, Entity, Model},
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// What the account allows the client now.
pub(in super::super) async fn live(
    connection: &impl ConnectionTrait,
    account: Uuid,
    client: Uuid,
) -> Result<Option<Model>, DbErr> {
    let of_both = Entity::find().filter(Column::AccountId.eq(account)).filter(Column::ClientId.eq(client));
    of_both.filter(Column::RevokedAt.is_null()).one(connection).await
}

/// What the account allows, the newest first.
pub(in super::super) async fn live_of(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    let own = Entity::find().filter(Column::AccountId.eq(account)).filter(Column::RevokedAt.is_null());
    own.order_by_desc(Column::Id).all(connection).await
}

/// Those in force of the person whom clients of the sector know by that subject.
pub(in super::super) async fn live_of_subject(
    connection: &impl ConnectionTrait,
    sector: &str,
    subject: &str,
) -> Result<Vec<Model>, DbErr> {
    let of_sector = oauth_client::Entity::find()
        .filter(oauth_client::Column::Sector.eq(sector))
        .filter(oauth_client::Column::DisabledAt.is_null())
        .select_only()
        .column(oauth_client::Column::Id)
        .into_query();
    Entity::find()
        .filter(Column::Subject.eq(subject))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ClientId.in_subquery(of_sector))
        .all(connection)
        .await
}

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(in super::super) async fn widen(
    connection: &impl ConnectionTrait,
    id: Uuid,
    scopes: &str,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Scopes, Expr::value(scopes))
        .col_expr(Column::GrantedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// False when the account has no such grant in force.
pub(in super::super) async fn revoke(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::AccountId.eq(account))
        .filter(Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(revoked.rows_affected == 1)
}

pub(in super::super) async fn erase(connection: &impl ConnectionTrait, account: Uuid) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account)).exec(connection).await.map(drop)
}

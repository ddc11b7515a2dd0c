use crate::{database::millis, entity::deletion_request};
use deletion_request::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use time::OffsetDateTime;
use uuid::Uuid;

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Open ones, of one account or of all; the oldest first.
pub(super) async fn open(connection: &impl ConnectionTrait, account: Option<Uuid>) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::DoneAt.is_null()).order_by_asc(Column::Id);
    if let Some(account) = account {
        query = query.filter(Column::AccountId.eq(account));
    }
    query.all(connection).await
}

/// Whether the owner of an account has asked for deletion, and it isn't done.
///
/// # Errors
/// The database's.
pub async fn is_asked_for(connection: &impl ConnectionTrait, account: Uuid) -> Result<bool, DbErr> {
    Ok(!open(connection, Some(account)).await?.is_empty())
}

pub(super) async fn find_open(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::DoneAt.is_null()).one(connection).await
}

/// How a request ends.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    CarriedOut,
    Declined,
    Withdrawn,
}

impl Outcome {
    fn code(self) -> &'static str {
        match self {
            Self::CarriedOut => "carried_out",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// False when somebody was faster.
pub(super) async fn close(
    connection: &impl ConnectionTrait,
    id: Uuid,
    outcome: Outcome,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(millis(now)))
        .col_expr(Column::Outcome, Expr::value(outcome.code()))
        .filter(Column::Id.eq(id))
        .filter(Column::DoneAt.is_null())
        .exec(connection)
        .await?;
    Ok(done.rows_affected == 1)
}

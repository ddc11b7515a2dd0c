use crate::{
    database::millis,
    entity::{oauth_code as code, oauth_refresh_token as refresh, oauth_token_family as family},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Which codes and families end.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Which {
    Family(Uuid),
    Grant(Uuid),
    Client(Uuid),
    Account(Uuid),
    /// The account's, but for those of that session.
    AccountBut(Uuid, Uuid),
    /// Of that session, but for those that the person wanted to outlast it.
    Session(Uuid),
}

/// The condition over codes or families, whose columns have the same names.
macro_rules! of {
    ($entity:ident, $which:expr) => {{
        use $entity::Column;
        let outlasts = Column::Scopes.contains("offline_access");
        match $which {
            Which::Family(id) => Condition::all().add(Column::Id.eq(id)),
            Which::Grant(id) => Condition::all().add(Column::GrantId.eq(id)),
            Which::Client(id) => Condition::all().add(Column::ClientId.eq(id)),
            Which::Account(id) => Condition::all().add(Column::AccountId.eq(id)),
            Which::AccountBut(id, kept) => {
                Condition::all().add(Column::AccountId.eq(id)).add(Column::SessionId.ne(kept))
            }
            Which::Session(id) => Condition::all().add(Column::SessionId.eq(id)).add(outlasts.not()),
        }
    }};
}

pub(in super::super) async fn insert_code(connection: &impl ConnectionTrait, row: code::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Used or not.
pub(in super::super) async fn find_code(
    connection: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<code::Model>, DbErr> {
    code::Entity::find().filter(code::Column::CodeHash.eq(hash)).one(connection).await
}

/// Uses a code up; false when somebody was faster.
pub(in super::super) async fn use_code(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    Ok(end_codes(connection, Which::Family(id), now).await? == 1)
}

/// Codes that nobody has used can't be any more.
pub(in super::super) async fn end_codes(
    connection: &impl ConnectionTrait,
    which: Which,
    now: OffsetDateTime,
) -> Result<u64, DbErr> {
    let ended = code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(millis(now)))
        .filter(of!(code, which))
        .filter(code::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected)
}

pub(in super::super) async fn insert_family(
    connection: &impl ConnectionTrait,
    row: family::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(in super::super) async fn find_family(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<family::Model>, DbErr> {
    family::Entity::find_by_id(id).one(connection).await
}

pub(in super::super) async fn prolong(
    connection: &impl ConnectionTrait,
    row: &family::Model,
    expires_at: OffsetDateTime,
) -> Result<(), DbErr> {
    family::Entity::update_many()
        .col_expr(family::Column::ExpiresAt, Expr::value(millis(expires_at)))
        .filter(family::Column::Id.eq(row.id))
        .exec(connection)
        .await
        .map(drop)
}

/// Revokes what isn't, and returns what was.
pub(in super::super) async fn revoke_families(
    connection: &impl ConnectionTrait,
    which: Which,
    now: OffsetDateTime,
) -> Result<Vec<family::Model>, DbErr> {
    let live = of!(family, which).add(family::Column::RevokedAt.is_null());
    let mut revoked = Vec::new();
    for row in family::Entity::find().filter(live).all(connection).await? {
        let is_first = family::Entity::update_many()
            .col_expr(family::Column::RevokedAt, Expr::value(millis(now)))
            .filter(family::Column::Id.eq(row.id))
            .filter(family::Column::RevokedAt.is_null())
            .exec(connection)
            .await?;
        if is_first.rows_affected == 1 {
            revoked.push(row);
        }
    }
    Ok(revoked)
}

pub(in super::super) async fn insert_refresh(
    connection: &impl ConnectionTrait,
    row: refresh::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Held until the transaction ends: who comes with the same token waits, and then reads what became of it.
pub(in super::super) async fn hold_refresh(
    connection: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<refresh::Model>, DbErr> {
    // On SQLite, the one writer, the lock says nothing.
    let of_it = refresh::Entity::find().filter(refresh::Column::TokenHash.eq(hash));
    of_it.lock(LockType::NoKeyUpdate).one(connection).await
}

/// Used or not.
pub(in super::super) async fn find_refresh(
    connection: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<refresh::Model>, DbErr> {
    refresh::Entity::find().filter(refresh::Column::TokenHash.eq(hash)).one(connection).await
}

/// Gives a token its first successor, or, `instead_of` one that nobody has used, another. False when somebody was
/// faster.
pub(in super::super) async fn replace_refresh(
    connection: &impl ConnectionTrait,
    id: Uuid,
    instead_of: Option<Uuid>,
    by: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let column = refresh::Column::ReplacedBy;
    let as_read = instead_of.map_or(column.is_null(), |before| column.eq(before));
    let mut replacing = refresh::Entity::update_many()
        .col_expr(column, Expr::value(by))
        .filter(refresh::Column::Id.eq(id))
        .filter(as_read);
    if instead_of.is_none() {
        replacing = replacing.col_expr(refresh::Column::RotatedAt, Expr::value(millis(now)));
    }
    Ok(replacing.exec(connection).await?.rows_affected == 1)
}

/// Takes a token that nobody has used out of use; false when somebody had. It has no successor: whoever brings it is
/// not the one who was answered.
pub(in super::super) async fn discard_refresh(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let discarded = refresh::Entity::update_many()
        .col_expr(refresh::Column::RotatedAt, Expr::value(millis(now)))
        .filter(refresh::Column::Id.eq(id))
        .filter(refresh::Column::RotatedAt.is_null())
        .exec(connection)
        .await?;
    Ok(discarded.rows_affected == 1)
}

/// Drops what has been over for as long as `kept`: a code that comes again ends its family as long as that is there.
pub(in super::super) async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    let over = family::Column::ExpiresAt.lt(millis(now - KEPT));
    delete_families(connection, Condition::all().add(over)).await?;
    code::Entity::delete_many().filter(code::Column::ExpiresAt.lt(millis(now - KEPT))).exec(connection).await.map(drop)
}

const KEPT: Duration = Duration::days(30);

pub(in super::super) async fn erase(connection: &impl ConnectionTrait, account: Uuid) -> Result<(), DbErr> {
    delete_families(connection, Condition::all().add(family::Column::AccountId.eq(account))).await?;
    code::Entity::delete_many().filter(code::Column::AccountId.eq(account)).exec(connection).await.map(drop)
}

async fn delete_families(connection: &impl ConnectionTrait, which: Condition) -> Result<(), DbErr> {
    let ids = family::Entity::find().filter(which.clone()).select_only().column(family::Column::Id).into_query();
    refresh::Entity::delete_many().filter(refresh::Column::FamilyId.in_subquery(ids)).exec(connection).await?;
    family::Entity::delete_many().filter(which).exec(connection).await.map(drop)
}

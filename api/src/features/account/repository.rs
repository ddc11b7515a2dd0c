pub(super) mod bindings;

use crate::{
    ambient::Millis,
    database::{is_unique_violation, millis},
    entity::{account, account_session, activation_token},
};
use account::Column;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, TransactionTrait,
    sea_query::{Expr, LockType, OnConflict},
};
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// False when another account has the sign-in name, were it made a moment ago.
pub(super) async fn insert_if_free(connection: &impl ConnectionTrait, row: account::Model) -> Result<bool, DbErr> {
    let inserted = account::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(Column::SignInNameIndex).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(inserted == 1)
}

/// Writes the account anew; false, with nothing written, when another account has the sign-in name by now.
pub(super) async fn update_if_free(transaction: &DatabaseTransaction, row: account::Model) -> Result<bool, DbErr> {
    // A savepoint: PostgreSQL ends a transaction in which a statement failed.
    let attempt = transaction.begin().await?;
    match row.into_active_model().reset_all().update(&attempt).await {
        Ok(_) => attempt.commit().await.map(|()| true),
        Err(error) if is_unique_violation(&error) => attempt.rollback().await.map(|()| false),
        Err(error) => Err(error),
    }
}

pub(super) async fn set_display_name(connection: &impl ConnectionTrait, id: Uuid, name: &str) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::DisplayName, Expr::value(name))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(connection).await
}

pub(super) async fn find_all(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find().filter(Column::Id.is_in(ids)).all(connection).await
}

pub(super) async fn find_by_sign_in_name(
    connection: &impl ConnectionTrait,
    index: &[u8],
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(Column::SignInNameIndex.eq(index)).one(connection).await
}

pub(super) async fn find_by_national_id(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(Column::NationalIdIndex.eq(national_id_index)).one(connection).await
}

/// A try with the initial password counts for its whole life, before the password is looked at.
pub(super) async fn count_initial_try(
    connection: &impl ConnectionTrait,
    sign_in_name_index: &[u8],
) -> Result<(), DbErr> {
    change_initial_tries(connection, Column::SignInNameIndex.eq(sign_in_name_index), 1).await
}

/// The try was right.
pub(super) async fn forgive_initial_try(connection: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    change_initial_tries(connection, Column::Id.eq(id), -1).await
}

async fn change_initial_tries(connection: &impl ConnectionTrait, whose: Expr, by: i32) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::InitialPasswordFailures, Expr::col(Column::InitialPasswordFailures).add(by))
        .filter(whose)
        .filter(Column::PasswordIsInitial.eq(true))
        .exec(connection)
        .await
        .map(drop)
}

/// An initial password works again as on its first day; one of the person's own isn't touched, and who had none gets none.
pub(super) async fn renew_initial_password(
    connection: &impl ConnectionTrait,
    id: Uuid,
    expires_at: OffsetDateTime,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::InitialPasswordFailures, Expr::value(0))
        .col_expr(Column::InitialPasswordExpiresAt, Expr::value(millis(expires_at)))
        .filter(Column::Id.eq(id))
        .filter(Column::PasswordIsInitial.eq(true))
        .exec(connection)
        .await
        .map(drop)
}

/// The account as it is now, held until the transaction ends; none when its password isn't that one any more.
pub(super) async fn find_with_password(
    connection: &impl ConnectionTrait,
    id: Uuid,
    hash: &str,
) -> Result<Option<account::Model>, DbErr> {
    // On SQLite, the one writer, the lock says nothing.
    let held = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(connection).await?;
    Ok(held.filter(|account| account.password_hash == hash))
}

/// Sets a password of the person's own in place of the one that was read; false when somebody was faster.
pub(super) async fn replace_password(
    connection: &impl ConnectionTrait,
    account: &account::Model,
    hash: &str,
) -> Result<bool, DbErr> {
    if find_with_password(connection, account.id, &account.password_hash).await?.is_none() {
        return Ok(false);
    }
    set_password(connection, account.id, hash).await?;
    Ok(true)
}

/// A link that was mailed there was used.
pub(super) async fn prove_email(connection: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::EmailIsProved, Expr::value(true))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn set_national_id(
    connection: &impl ConnectionTrait,
    id: Uuid,
    sealed: Vec<u8>,
    index: Vec<u8>,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::NationalIdSealed, Expr::value(sealed))
        .col_expr(Column::NationalIdIndex, Expr::value(index))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Sets a password of the person's own.
pub(super) async fn set_password(connection: &impl ConnectionTrait, id: Uuid, hash: &str) -> Result<(), DbErr> {
    let never: Option<Millis> = None;
    account::Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordIsInitial, Expr::value(false))
        .col_expr(Column::InitialPasswordExpiresAt, Expr::value(never))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn insert_session(
    connection: &impl ConnectionTrait,
    row: account_session::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn find_live_session(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<account_session::Model>, DbErr> {
    account_session::Entity::find_by_id(id)
        .filter(account_session::Column::ExpiresAt.gt(millis(now)))
        .filter(account_session::Column::RevokedAt.is_null())
        .one(connection)
        .await
}

/// Every session that is kept, the newest first.
pub(super) async fn sessions(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<account_session::Model>, DbErr> {
    account_session::Entity::find()
        .filter(account_session::Column::AccountId.eq(account))
        .order_by_desc(account_session::Column::Id)
        .all(connection)
        .await
}

pub(super) async fn delete_sessions_and_tokens_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<(), DbErr> {
    account_session::Entity::delete_many()
        .filter(account_session::Column::AccountId.eq(account))
        .exec(connection)
        .await?;
    activation_token::Entity::delete_many()
        .filter(activation_token::Column::AccountId.eq(account))
        .exec(connection)
        .await
        .map(drop)
}

/// Live sessions, the newest first.
pub(super) async fn live_sessions(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<Vec<account_session::Model>, DbErr> {
    account_session::Entity::find()
        .filter(account_session::Column::AccountId.eq(account))
        .filter(account_session::Column::ExpiresAt.gt(millis(now)))
        .filter(account_session::Column::RevokedAt.is_null())
        .order_by_desc(account_session::Column::Id)
        .all(connection)
        .await
}

pub(super) async fn revoke_session(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    revoke(connection, account_session::Column::Id.eq(id), now).await.map(drop)
}

/// False when the account has no such live session.
pub(super) async fn revoke_session_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let own = account_session::Column::AccountId
        .eq(account)
        .and(account_session::Column::Id.eq(id))
        .and(account_session::Column::ExpiresAt.gt(millis(now)));
    Ok(revoke(connection, own, now).await? == 1)
}

pub(super) async fn revoke_sessions_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    revoke(connection, account_session::Column::AccountId.eq(account), now).await.map(drop)
}

pub(super) async fn revoke_other_sessions_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
    kept: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    let others = account_session::Column::AccountId.eq(account).and(account_session::Column::Id.ne(kept));
    revoke(connection, others, now).await.map(drop)
}

async fn revoke(connection: &impl ConnectionTrait, which: Expr, now: OffsetDateTime) -> Result<u64, DbErr> {
    let revoked = account_session::Entity::update_many()
        .col_expr(account_session::Column::RevokedAt, Expr::value(millis(now)))
        .filter(which)
        .filter(account_session::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(revoked.rows_affected)
}

pub(super) async fn insert_token(connection: &impl ConnectionTrait, row: activation_token::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// A mail sent twice carries a new link; the older one ends.
pub(super) async fn end_tokens_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    activation_token::Entity::update_many()
        .col_expr(activation_token::Column::UsedAt, Expr::value(millis(now)))
        .filter(activation_token::Column::AccountId.eq(account))
        .filter(activation_token::Column::UsedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn find_live_token(
    connection: &impl ConnectionTrait,
    hash: &[u8],
    now: OffsetDateTime,
) -> Result<Option<activation_token::Model>, DbErr> {
    activation_token::Entity::find()
        .filter(activation_token::Column::TokenHash.eq(hash))
        .filter(activation_token::Column::UsedAt.is_null())
        .filter(activation_token::Column::ExpiresAt.gt(millis(now)))
        .one(connection)
        .await
}

/// Uses a link up; false when somebody was faster.
pub(super) async fn use_token(connection: &impl ConnectionTrait, id: Uuid, now: OffsetDateTime) -> Result<bool, DbErr> {
    let used = activation_token::Entity::update_many()
        .col_expr(activation_token::Column::UsedAt, Expr::value(millis(now)))
        .filter(activation_token::Column::Id.eq(id))
        .filter(activation_token::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Drops sessions and links that were over a month ago; so long they can tell how somebody came in.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    let long_over = millis(now - Duration::days(30));
    account_session::Entity::delete_many()
        .filter(account_session::Column::ExpiresAt.lt(long_over))
        .exec(connection)
        .await?;
    activation_token::Entity::delete_many()
        .filter(activation_token::Column::ExpiresAt.lt(long_over))
        .exec(connection)
        .await
        .map(drop)
}

/// Those whose owner hasn't set a password yet.
pub fn is_unused(account_id: impl ColumnTrait) -> Expr {
    let unused = account::Entity::find()
        .filter(Column::Id.into_expr().eq(account_id.into_expr()))
        .filter(Column::PasswordIsInitial.eq(true));
    Expr::exists(unused.select_only().column(Column::Id).into_query())
}

/// Those of these accounts whose address nobody has proved.
///
/// # Errors
/// The database's.
pub async fn unproved_among(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>, DbErr> {
    let unproved = account::Entity::find().filter(Column::Id.is_in(accounts)).filter(Column::EmailIsProved.eq(false));
    let ids: Vec<Uuid> = unproved.select_only().column(Column::Id).into_tuple().all(connection).await?;
    Ok(ids.into_iter().collect())
}

/// Whether the person of that column, an index of ID numbers, has an account; for a query over its table.
pub fn is_owners(national_id_index: impl ColumnTrait) -> Expr {
    let own = account::Entity::find().filter(Column::NationalIdIndex.into_expr().eq(national_id_index.into_expr()));
    Expr::exists(own.select_only().column(Column::Id).into_query())
}

/// Those of these people who have an account, by the indexes of their ID numbers.
///
/// # Errors
/// The database's.
pub async fn owners_among(
    connection: &impl ConnectionTrait,
    national_id_indexes: impl IntoIterator<Item = Vec<u8>>,
) -> Result<HashSet<Vec<u8>>, DbErr> {
    let owners = account::Entity::find().filter(Column::NationalIdIndex.is_in(national_id_indexes));
    let indexes: Vec<Vec<u8>> =
        owners.select_only().column(Column::NationalIdIndex).into_tuple().all(connection).await?;
    Ok(indexes.into_iter().collect())
}

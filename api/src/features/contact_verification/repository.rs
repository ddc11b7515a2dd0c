use super::model::MOST_FAILURES;
use crate::{
    ambient::Millis,
    database::millis,
    entity::{account_session, applicant_session, consent_record, contact_verification},
};
use contact_verification::Column;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub(super) async fn insert(connection: &impl ConnectionTrait, row: contact_verification::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<contact_verification::Model>, DbErr> {
    contact_verification::Entity::find_by_id(id).one(connection).await
}

/// A new code kills the old ones.
pub(super) async fn close_others(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    contact_verification::Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(millis(now)))
        .filter(Column::AddressIndex.eq(address_index))
        .filter(Column::ClosedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// Takes one of the five tries; false when none is left. Taken before the code is compared, so that
/// parallel tries count each.
pub(super) async fn take_try(connection: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    let taken = contact_verification::Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
        .filter(Column::Failures.lt(MOST_FAILURES))
        .exec(connection)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Uses the code up; false when somebody was faster.
pub(super) async fn close(connection: &impl ConnectionTrait, id: Uuid, now: OffsetDateTime) -> Result<bool, DbErr> {
    let closed = contact_verification::Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
        .exec(connection)
        .await?;
    Ok(closed.rows_affected == 1)
}

pub(super) async fn insert_session(
    connection: &impl ConnectionTrait,
    row: applicant_session::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn find_live_session(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<applicant_session::Model>, DbErr> {
    // One that an account opened lives no longer than the account's own session: whatever ends that ends both.
    let by_code = applicant_session::Column::AccountSessionId.is_null();
    let signed_in = account_session::Entity::find()
        .filter(account_session::Column::ExpiresAt.gt(millis(now)))
        .filter(account_session::Column::RevokedAt.is_null())
        .select_only()
        .column(account_session::Column::Id)
        .into_query();
    applicant_session::Entity::find_by_id(id)
        .filter(applicant_session::Column::ExpiresAt.gt(millis(now)))
        .filter(applicant_session::Column::RevokedAt.is_null())
        .filter(by_code.or(applicant_session::Column::AccountSessionId.in_subquery(signed_in)))
        .one(connection)
        .await
}

pub(super) async fn revoke_session(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    let revoked: Option<Millis> = Some(millis(now));
    applicant_session::Entity::update_many()
        .col_expr(applicant_session::Column::RevokedAt, Expr::value(revoked))
        .filter(applicant_session::Column::Id.eq(id))
        .filter(applicant_session::Column::RevokedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn sessions_of_leaving(
    connection: &impl ConnectionTrait,
    account: Uuid,
    sessions: Vec<Uuid>,
) -> Result<Vec<applicant_session::Model>, DbErr> {
    let which = Condition::any()
        .add(applicant_session::Column::Id.is_in(sessions))
        .add(applicant_session::Column::AccountId.eq(account));
    applicant_session::Entity::find().filter(which).all(connection).await
}

pub(super) async fn overwrite(
    connection: &impl ConnectionTrait,
    row: contact_verification::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

pub(super) async fn overwrite_session(
    connection: &impl ConnectionTrait,
    row: applicant_session::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

/// Drops codes and sessions that were over a day ago, but those in which somebody answered a consent
/// text: they are part of that evidence.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    let long_over = millis(now - Duration::DAY);
    let with_answer = consent_record::Entity::find()
        .select_only()
        .column(consent_record::Column::ApplicantSessionId)
        .filter(
            Expr::col((consent_record::Entity, consent_record::Column::ApplicantSessionId))
                .eq(Expr::col((applicant_session::Entity, applicant_session::Column::Id))),
        )
        .into_query();
    applicant_session::Entity::delete_many()
        .filter(applicant_session::Column::ExpiresAt.lt(long_over))
        .filter(Expr::exists(with_answer).not())
        .exec(connection)
        .await?;
    let with_session = applicant_session::Entity::find()
        .select_only()
        .column(applicant_session::Column::VerificationId)
        .filter(
            Expr::col((applicant_session::Entity, applicant_session::Column::VerificationId))
                .eq(Expr::col((contact_verification::Entity, Column::Id))),
        )
        .into_query();
    contact_verification::Entity::delete_many()
        .filter(Column::ExpiresAt.lt(long_over))
        .filter(Expr::exists(with_session).not())
        .exec(connection)
        .await
        .map(drop)
}

use crate::{
    ambient::Millis,
    database::millis,
    entity::registry_check::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use shared_types::registry::{RegistryCheck, RegistryFinding, RegistryOutcome};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

pub(super) async fn unanswered_since(
    connection: &impl ConnectionTrait,
    asked_before: OffsetDateTime,
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::AnsweredAt.is_null())
        .filter(Column::AskedAt.lt(millis(asked_before)))
        .order_by_asc(Column::AskedAt)
        .limit(1_000)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

pub(super) async fn count_unanswered(
    connection: &impl ConnectionTrait,
    asked_before: OffsetDateTime,
) -> Result<u64, DbErr> {
    let unanswered = Entity::find().filter(Column::AnsweredAt.is_null());
    unanswered.filter(Column::AskedAt.lt(millis(asked_before))).count(connection).await
}

/// False when it was answered before.
pub(super) async fn answer(
    connection: &impl ConnectionTrait,
    id: Uuid,
    outcome: RegistryOutcome,
    findings: &[RegistryFinding],
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let findings: Vec<&str> = findings.iter().map(|finding| finding.code()).collect();
    let updated = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome.code()))
        .col_expr(Column::Findings, Expr::value(findings.join(",")))
        .col_expr(Column::AnsweredAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::AnsweredAt.is_null())
        .exec(connection)
        .await?;
    Ok(updated.rows_affected == 1)
}

async fn of(connection: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    let of_them = Column::ApplicationId.is_in(applications.iter().copied());
    Entity::find().filter(of_them).order_by_asc(Column::ApplicationVersion).all(connection).await
}

/// When the registry was asked, by application: whoever applied may know.
///
/// # Errors
/// The database's.
pub async fn asked(connection: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<(Uuid, Millis)>, DbErr> {
    Ok(of(connection, applications).await?.into_iter().map(|row| (row.application_id, row.asked_at)).collect())
}

/// What it said last, by application: for whoever reviews.
///
/// # Errors
/// The database's.
pub async fn checks(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<HashMap<Uuid, RegistryCheck>, DbErr> {
    let rows = of(connection, applications).await?;
    // In the order of versions: the last one counts.
    Ok(rows.into_iter().filter_map(|row| Some((row.application_id, check(&row)?))).collect())
}

fn check(row: &Model) -> Option<RegistryCheck> {
    let findings = row.findings.as_deref().unwrap_or_default();
    Some(RegistryCheck {
        outcome: RegistryOutcome::from_code(row.outcome.as_deref()?)?,
        findings: findings.split(',').filter_map(RegistryFinding::from_code).collect(),
        answered_at: *row.answered_at?,
    })
}

/// Drops what was said about those applications.
///
/// # Errors
/// The database's.
pub async fn erase(connection: &impl ConnectionTrait, applications: &[Uuid]) -> Result<(), DbErr> {
    let of_them = Column::ApplicationId.is_in(applications.iter().copied());
    Entity::delete_many().filter(of_them).exec(connection).await.map(drop)
}

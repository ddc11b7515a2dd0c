use crate::{
    ambient::Millis,
    database::millis,
    entity::registry_check::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
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
    created_before: OffsetDateTime,
) -> Result<Vec<Model>, DbErr> {
    let unanswered = Entity::find().filter(Column::AnsweredAt.is_null());
    unanswered
        .filter(Column::CreatedAt.lt(millis(created_before)))
        .order_by_asc(Column::CreatedAt)
        .all(connection)
        .await
}

/// The question goes out now, unless it did before.
pub(super) async fn asked_now(connection: &impl ConnectionTrait, id: Uuid, now: OffsetDateTime) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AskedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::AskedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

pub(super) async fn count_unanswered(
    connection: &impl ConnectionTrait,
    created_before: OffsetDateTime,
) -> Result<u64, DbErr> {
    let unanswered = Entity::find().filter(Column::AnsweredAt.is_null());
    unanswered.filter(Column::CreatedAt.lt(millis(created_before))).count(connection).await
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
    let rows = of(connection, applications).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.application_id, row.asked_at?))).collect())
}

/// What it said of each application as it was sent last: for whoever reviews.
///
/// # Errors
/// The database's.
pub async fn checks(
    connection: &impl ConnectionTrait,
    sent_versions: &HashMap<Uuid, i32>,
) -> Result<HashMap<Uuid, RegistryCheck>, DbErr> {
    let applications: Vec<Uuid> = sent_versions.keys().copied().collect();
    let rows = of(connection, &applications).await?;
    let is_of_last = |row: &&Model| sent_versions.get(&row.application_id) == Some(&row.application_version);
    Ok(rows.iter().filter(is_of_last).filter_map(|row| Some((row.application_id, check(row)?))).collect())
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

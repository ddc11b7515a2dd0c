//! What was decided on applications, and taken back.

use crate::{
    database::millis,
    entity::{binding_application as application, review_decision},
    http::authority::Reviewer,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

pub(in super::super) async fn insert_decisions(
    connection: &impl ConnectionTrait,
    rows: Vec<review_decision::Model>,
) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    review_decision::Entity::insert_many(rows).exec_without_returning(connection).await.map(drop)
}

/// The decision on that version of an application.
pub(in super::super) async fn decision_on(
    connection: &impl ConnectionTrait,
    application: Uuid,
    version: i32,
) -> Result<Option<review_decision::Model>, DbErr> {
    review_decision::Entity::find()
        .filter(review_decision::Column::ApplicationId.eq(application))
        .filter(review_decision::Column::ApplicationVersion.eq(version))
        .one(connection)
        .await
}

/// Whether anybody has ever decided about that person and child.
///
/// # Errors
/// The database's.
pub async fn was_decided(
    connection: &impl ConnectionTrait,
    student: Uuid,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    let applications = application::Entity::find()
        .filter(application::Column::StudentId.eq(student))
        .filter(application::Column::NationalIdIndex.eq(national_id_index))
        .select_only()
        .column(application::Column::Id);
    let decisions = review_decision::Entity::find()
        .filter(review_decision::Column::ApplicationId.in_subquery(applications.into_query()));
    Ok(decisions.count(connection).await? > 0)
}

/// Those are the teacher's to take back: the own, and what nobody but the household registry decided.
fn own_or_nobodys(teacher: &Reviewer) -> Condition {
    Condition::any()
        .add(review_decision::Column::DecidedBy.eq(teacher.account))
        .add(review_decision::Column::DecidedBy.is_null())
}

/// Those among `ids` that are the teacher's to take back.
pub(in super::super) async fn own_decisions(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, review_decision::Model>, DbErr> {
    let rows = review_decision::Entity::find()
        .filter(review_decision::Column::Id.is_in(ids))
        .filter(own_or_nobodys(teacher))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub(in super::super) async fn undo_decision(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    review_decision::Entity::update_many()
        .col_expr(review_decision::Column::UndoneAt, Expr::value(millis(now)))
        .filter(review_decision::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// What was decided on those applications, hasn't been taken back and is the teacher's to take back.
pub(in super::super) async fn standing_decisions(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    applications: Vec<Uuid>,
) -> Result<Vec<review_decision::Model>, DbErr> {
    if applications.is_empty() {
        return Ok(Vec::new());
    }
    review_decision::Entity::find()
        .filter(review_decision::Column::ApplicationId.is_in(applications))
        .filter(own_or_nobodys(teacher))
        .filter(review_decision::Column::UndoneAt.is_null())
        .all(connection)
        .await
}

//! Protected children: what waits for the desk, and what nobody of a school sees.

use super::{in_tab, present_in_own_classes};
use crate::{
    database::millis,
    entity::{binding_application as application, student},
    features::protection::sealed_students,
    http::authority::Reviewer,
    paging::Paging,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
    sea_query::{Expr, ExprTrait},
};
use shared_types::{application::ApplicationStatus, review::ReviewState};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// A page of what was sent for protected children, the oldest first, and how many there are. What a school had approved
/// and is held waits too.
pub(in super::super) async fn of_sealed(
    connection: &impl ConnectionTrait,
    state: ReviewState,
    paging: Paging,
) -> Result<(Vec<application::Model>, u64), DbErr> {
    let rows = application::Entity::find()
        .filter(application::Column::StudentId.in_subquery(sealed_students()))
        .filter(match state {
            ReviewState::Pending => in_tab(state).or(application::Column::HeldAt.is_not_null()),
            ReviewState::Decided => in_tab(state).and(application::Column::HeldAt.is_null()),
        });
    let total = rows.clone().count(connection).await?;
    let page = rows
        .order_by_asc(application::Column::SubmittedAt)
        .order_by_asc(application::Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .all(connection)
        .await?;
    Ok((page, total))
}

/// Has an approval wait for the protection desk, or not any more.
pub(in super::super) async fn hold(
    connection: &impl ConnectionTrait,
    id: Uuid,
    held_at: Option<OffsetDateTime>,
) -> Result<(), DbErr> {
    application::Entity::update_many()
        .col_expr(application::Column::HeldAt, Expr::value(held_at.map(millis)))
        .filter(application::Column::Id.eq(id))
        .filter(application::Column::Status.eq(ApplicationStatus::Approved.code()))
        .filter(application::Column::AccountId.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// Approved applications for those children that have opened no account.
pub(in super::super) async fn approved_unopened(
    connection: &impl ConnectionTrait,
    students: &[Uuid],
) -> Result<Vec<application::Model>, DbErr> {
    application::Entity::find()
        .filter(application::Column::StudentId.is_in(students.iter().copied()))
        .filter(application::Column::Status.eq(ApplicationStatus::Approved.code()))
        .filter(application::Column::AccountId.is_null())
        .all(connection)
        .await
}

/// Those among `ids` that would lie in the reviewer's classes, were their children not protected.
///
/// # Errors
/// The database's.
pub async fn hidden_applications(
    connection: &impl ConnectionTrait,
    reviewer: &Reviewer,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, application::Model>, DbErr> {
    let rows = application::Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .filter(application::Column::Id.is_in(ids))
        .filter(present_in_own_classes(reviewer))
        .filter(student::Column::Id.in_subquery(sealed_students()));
    Ok(rows.all(connection).await?.into_iter().map(|row| (row.id, row)).collect())
}

use crate::entity::{
    school,
    school_settings::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use std::collections::HashSet;

pub(super) async fn find(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(code).one(connection).await
}

pub(super) async fn is_school(connection: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    Ok(school::Entity::find_by_id(code).count(connection).await? > 0)
}

pub(super) async fn save(connection: &impl ConnectionTrait, row: Model, is_first: bool) -> Result<(), DbErr> {
    let row = row.into_active_model().reset_all();
    match is_first {
        true => row.insert(connection).await.map(drop),
        false => row.update(connection).await.map(drop),
    }
}

/// Whether an approval at that school needs the tick that the signed paper came back.
///
/// # Errors
/// The database's.
pub async fn wants_paper(connection: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    Ok(find(connection, code).await?.is_some_and(|row| row.paper_required))
}

/// All schools of which that is so.
///
/// # Errors
/// The database's.
pub async fn schools_that_want_paper(connection: &impl ConnectionTrait) -> Result<HashSet<String>, DbErr> {
    let codes = Entity::find().filter(Column::PaperRequired.eq(true)).select_only().column(Column::SchoolCode);
    Ok(codes.into_tuple::<String>().all(connection).await?.into_iter().collect())
}

use crate::{
    database::{is_unique_violation, query_all},
    entity::{
        school::{Column, Entity, Model},
        student,
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;

pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Code).all(connection).await
}

pub(super) async fn find(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(code).one(connection).await
}

/// False when there is a school of that code.
pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<bool, DbErr> {
    match row.into_active_model().insert(connection).await {
        Ok(_) => Ok(true),
        Err(error) if is_unique_violation(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// False when it isn't as it was before any more.
pub(super) async fn update(connection: &impl ConnectionTrait, row: &Model, before: i32) -> Result<bool, DbErr> {
    let mut changed = row.clone().into_active_model().reset_all();
    changed.code = sea_orm::ActiveValue::NotSet;
    let of_version =
        Entity::update_many().set(changed).filter(Column::Code.eq(&row.code)).filter(Column::Version.eq(before));
    Ok(of_version.exec(connection).await?.rows_affected == 1)
}

/// How many children are at each school.
pub(super) async fn children(connection: &impl ConnectionTrait) -> Result<HashMap<String, i64>, DbErr> {
    let rows: Vec<(String, i64)> = student::Entity::find()
        .filter(student::Column::LeftAt.is_null())
        .select_only()
        .column(student::Column::SchoolCode)
        .column_as(student::Column::Id.count(), "children")
        .group_by(student::Column::SchoolCode)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// (school, level) of the classes of each school's newest year.
pub(super) async fn levels_in_use(connection: &impl ConnectionTrait) -> Result<Vec<(String, String)>, DbErr> {
    const SQL: &str = "
        SELECT DISTINCT classes.school_code, classes.level FROM classes
        WHERE classes.school_year = (
            SELECT MAX(newer.school_year) FROM classes AS newer WHERE newer.school_code = classes.school_code
        )";
    let rows = query_all(connection, SQL, []).await?;
    rows.iter().map(|row| Ok((row.try_get("", "school_code")?, row.try_get("", "level")?))).collect()
}

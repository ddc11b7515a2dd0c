//! Classes of a school year.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "classes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub school_code: String,
    /// 民國
    pub school_year: i32,
    pub level: String,
    pub grade: i32,
    pub name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::school::Entity", from = "Column::SchoolCode", to = "super::school::Column::Code")]
    School,
}

impl ActiveModelBehavior for ActiveModel {}

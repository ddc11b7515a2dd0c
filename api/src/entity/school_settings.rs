//! What a school decides for itself.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "school_settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_code: String,
    pub version: i32,
    pub paper_required: bool,
    /// `2026-11-30`
    pub apply_until: Option<String>,
    /// JSON: read and written whole.
    pub contacts: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Who is homeroom teacher of which class, and when.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "homeroom_assignments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub class_id: Uuid,
    /// 代理導師
    pub is_substitute: bool,
    pub starts_at: Millis,
    /// From then on it isn't in force any more.
    pub ends_at: Option<Millis>,
    /// None: an import.
    pub granted_by: Option<Uuid>,
    /// Who ended it before its time.
    pub ended_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::account::Entity", from = "Column::AccountId", to = "super::account::Column::Id")]
    Account,
    #[sea_orm(belongs_to = "super::class::Entity", from = "Column::ClassId", to = "super::class::Column::Id")]
    Class,
}

impl ActiveModelBehavior for ActiveModel {}

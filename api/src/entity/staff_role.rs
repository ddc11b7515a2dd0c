//! What staff may act as, and when.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_roles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub role: String,
    /// None: of the city.
    pub school_code: Option<String>,
    pub starts_at: Millis,
    /// From then on it isn't in force any more.
    pub ends_at: Option<Millis>,
    /// None: the command line.
    pub granted_by: Option<Uuid>,
    /// Who ended it before its time.
    pub ended_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::account::Entity", from = "Column::AccountId", to = "super::account::Column::Id")]
    Account,
}

impl ActiveModelBehavior for ActiveModel {}

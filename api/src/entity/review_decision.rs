//! Every decision that was ever made.

use super::return_reason::ReturnReasonColumn;
use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "review_decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    /// None: the household registry confirmed it.
    pub decided_by: Option<Uuid>,
    pub outcome: String,
    pub reason: Option<ReturnReasonColumn>,
    pub application_version: i32,
    pub decided_at: Millis,
    pub undone_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

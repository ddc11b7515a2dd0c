//! Services that sign people in through us, and machines.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_clients")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i32,
    pub kind: String,
    pub auth_method: String,
    /// Names, addresses, scopes and keys, as JSON.
    pub settings: String,
    /// Clients of one sector know a person by the same subject.
    pub sector: String,
    pub created_by: Uuid,
    pub created_at: Millis,
    pub disabled_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

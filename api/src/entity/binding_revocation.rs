//! Why a school or the bureau ended a binding.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const REASON: Place = Place::new("binding_revocations", "reason_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "binding_revocations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub binding_id: Uuid,
    pub revoked_by: Uuid,
    /// None: an objection was upheld.
    pub reason_sealed: Option<Vec<u8>>,
    pub revoked_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Why a school or the bureau took an approval back that had opened no account.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const REASON: Place = Place::new("approval_revocations", "reason_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_revocations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub revoked_by: Uuid,
    /// None: whoever applied has had all data deleted.
    pub reason_sealed: Option<Vec<u8>>,
    pub revoked_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

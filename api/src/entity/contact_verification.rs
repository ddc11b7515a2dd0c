//! One-time codes that were sent.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const ADDRESS: Place = Place::new("contact_verifications", "address_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_verifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel: String,
    pub purpose: String,
    pub address_sealed: Vec<u8>,
    pub address_index: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub failures: i32,
    pub created_at: Millis,
    pub expires_at: Millis,
    /// Used, or replaced by a newer code.
    pub closed_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! What an applicant signed, for every version of the application that was sent.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const EVIDENCE: Place = Place::new("application_signatures", "evidence_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "application_signatures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub application_version: i32,
    pub evidence_sealed: Vec<u8>,
    /// Which of our keys signed the evidence.
    pub signing_key: i32,
    /// Ed25519, over the evidence as it was sealed.
    pub server_signature: Vec<u8>,
    pub signed_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

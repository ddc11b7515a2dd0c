//! Children who are entrusted to a carer for a time.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const DOCUMENT_REFERENCE: Place = Place::new("carer_delegations", "document_reference_sealed");
pub const NOTE: Place = Place::new("carer_delegations", "note_sealed");
pub const END_REASON: Place = Place::new("carer_delegations", "end_reason_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "carer_delegations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub student_id: Uuid,
    /// The carer's.
    pub account_id: Uuid,
    /// Absent where the child was protected when it was recorded.
    pub binding_id: Option<Uuid>,
    pub document_index: Vec<u8>,
    pub document_reference_sealed: Vec<u8>,
    pub note_sealed: Option<Vec<u8>>,
    pub starts_at: Millis,
    /// The end of the last day.
    pub ends_at: Millis,
    pub recorded_by: Uuid,
    pub recorded_at: Millis,
    /// The officer who ended it early.
    pub ended_by: Option<Uuid>,
    pub end_reason_sealed: Option<Vec<u8>>,
    pub ended_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Orders by which children are protected.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const ORDER_REFERENCE: Place = Place::new("protective_seals", "order_reference_sealed");
pub const NOTE: Place = Place::new("protective_seals", "note_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "protective_seals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub student_id: Uuid,
    /// The child's, wherever a school's list has it.
    pub national_id_index: Vec<u8>,
    pub order_index: Vec<u8>,
    pub order_reference_sealed: Vec<u8>,
    pub note_sealed: Option<Vec<u8>>,
    /// Where the child was when it was sealed.
    pub school_code: String,
    pub school_name: String,
    pub class_name: String,
    pub sealed_by: Uuid,
    pub sealed_at: Millis,
    /// Who wants it lifted.
    pub lift_requested_by: Option<Uuid>,
    pub lift_requested_at: Option<Millis>,
    /// Somebody else, who approved that.
    pub lifted_by: Option<Uuid>,
    pub lifted_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

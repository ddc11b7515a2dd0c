//! What guardians have against another's application for their child.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const REASON: Place = Place::new("binding_objections", "reason_sealed");
pub const NOTE: Place = Place::new("binding_objections", "note_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "binding_objections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub raised_by: Uuid,
    pub reason_sealed: Vec<u8>,
    pub raised_at: Millis,
    pub state: String,
    pub settled_by: Option<Uuid>,
    pub note_sealed: Option<Vec<u8>>,
    pub settled_at: Option<Millis>,
    /// Since when the application names somebody else than it was raised against.
    pub lapsed_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::binding_application::Entity",
        from = "Column::ApplicationId",
        to = "super::binding_application::Column::Id"
    )]
    Application,
}

impl ActiveModelBehavior for ActiveModel {}

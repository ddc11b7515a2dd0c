//! Dated answers to a consent text.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const ADDRESS: Place = Place::new("consent_records", "address_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub consent_document_id: Uuid,
    pub applicant_session_id: Uuid,
    pub answer: String,
    pub channel: String,
    /// The address that was verified when the answer was given.
    pub address_sealed: Vec<u8>,
    pub address_index: Vec<u8>,
    pub text_sha256: String,
    pub client: String,
    pub answered_at: Millis,
    pub withdrawn_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::consent_document::Entity",
        from = "Column::ConsentDocumentId",
        to = "super::consent_document::Column::Id"
    )]
    Document,
}

impl ActiveModelBehavior for ActiveModel {}

//! Sessions that a code, or an account, opened.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const ADDRESS: Place = Place::new("applicant_sessions", "address_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "applicant_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub verification_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    /// The session of the account that opened it; swept by itself one day.
    pub account_session_id: Option<Uuid>,
    pub channel: String,
    pub address_sealed: Vec<u8>,
    pub address_index: Vec<u8>,
    pub created_at: Millis,
    pub expires_at: Millis,
    pub revoked_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

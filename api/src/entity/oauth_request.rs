//! Authorization requests under way.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const PARAMETERS: Place = Place::new("oauth_requests", "parameters_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    pub handle_hash: Vec<u8>,
    pub parameters_sealed: Vec<u8>,
    /// By the client itself, and not yet brought along by a browser.
    pub is_pushed: bool,
    pub created_at: Millis,
    pub expires_at: Millis,
    /// A code was issued, or refused.
    pub decided_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! What tokens for others are signed with.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const PRIVATE_KEY: Place = Place::new("oauth_signing_keys", "private_key_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_signing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub algorithm: String,
    /// Counts up within an algorithm.
    pub generation: i32,
    /// PKCS #8.
    pub private_key_sealed: Vec<u8>,
    pub created_at: Millis,
    /// Published before that, so that nobody meets a signature of a key they can't know.
    pub signs_from: Millis,
    /// Nothing that it signed holds any more.
    pub withdrawn_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

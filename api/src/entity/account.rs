//! Single-sign-on accounts.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const NATIONAL_ID: Place = Place::new("accounts", "national_id_sealed");
pub const MOBILE: Place = Place::new("accounts", "mobile_sealed");
pub const SIGN_IN_NAME: Place = Place::new("accounts", "sign_in_name_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As on the application or the school's list: forms go on with it.
    pub name: String,
    /// What the owner wants to be called.
    pub display_name: Option<String>,
    pub email: String,
    /// Whether a code or a link that was sent there came back.
    pub email_is_proved: bool,
    /// The e-mail address, or something else where another person's account has it already.
    pub sign_in_name_sealed: Vec<u8>,
    pub sign_in_name_index: Vec<u8>,
    pub national_id_sealed: Vec<u8>,
    pub national_id_index: Vec<u8>,
    pub mobile_sealed: Vec<u8>,
    pub password_hash: String,
    /// May only be used to set another one.
    pub password_is_initial: bool,
    pub initial_password_expires_at: Option<Millis>,
    pub initial_password_failures: i32,
    pub created_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Model {
    /// What screens and mails call the owner.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }
}

impl ActiveModelBehavior for ActiveModel {}

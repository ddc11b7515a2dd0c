//! Requests for deletion of personal data.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deletion_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub requested_at: Millis,
    /// By then it is answered.
    pub due_at: Millis,
    /// Of the mail that answers it.
    pub language: String,
    pub done_at: Option<Millis>,
    /// How it was done: carried out, declined, withdrawn.
    pub outcome: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! A file that a registrar sent.

use crate::{ambient::Millis, crypto::Place};
use sea_orm::entity::prelude::*;

pub const CONTENT: Place = Place::new("roster_imports", "content_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub school_code: String,
    pub uploaded_by: Uuid,
    pub file_name: Option<String>,
    pub format: String,
    /// Empty once it is settled.
    pub content_sealed: Vec<u8>,
    pub content_index: Vec<u8>,
    pub status: String,
    pub rows_done: i32,
    pub rows_total: Option<i32>,
    /// JSON
    pub changes: Option<String>,
    pub problems: i32,
    pub warnings: i32,
    /// Of the roster that the report is about.
    pub fingerprint: Option<Vec<u8>>,
    pub created_at: Millis,
    pub settled_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::account::Entity", from = "Column::UploadedBy", to = "super::account::Column::Id")]
    Account,
}

impl ActiveModelBehavior for ActiveModel {}

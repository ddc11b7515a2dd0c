//! What must happen after a transaction.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const PAYLOAD: Place = Place::new("outbox_jobs", "payload_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    /// The account, application or import that it is about.
    pub subject_id: Option<Uuid>,
    pub payload_sealed: Vec<u8>,
    pub status: String,
    pub attempts: i32,
    /// Not before; a worker that takes the job moves it to the end of its lease.
    pub run_at: Millis,
    pub last_error: Option<String>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

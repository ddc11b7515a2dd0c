//! What happened, as it was when it happened. Ids and codes only.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub occurred_at: Millis,
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub role: Option<String>,
    pub action: String,
    pub subject: Option<String>,
    pub subject_id: Option<Uuid>,
    pub school_code: Option<String>,
    pub reason: Option<String>,
    pub trace_id: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

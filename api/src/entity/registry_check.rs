//! What the household registry was asked and said: codes alone, nothing personal.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registry_checks")]
pub struct Model {
    /// Told to the registry, which answers with it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    /// As it was sent.
    pub application_version: i32,
    pub created_at: Millis,
    /// When the question first went out; never, where the applicant or an outage was faster.
    pub asked_at: Option<Millis>,
    pub answered_at: Option<Millis>,
    /// Of [`shared_types::registry::RegistryOutcome`].
    pub outcome: Option<String>,
    /// Of [`shared_types::registry::RegistryFinding`], with commas between.
    pub findings: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

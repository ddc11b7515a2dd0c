//! What the audit trail was searched for.

use crate::table::with_uuid_key;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The id is the event's.
        manager.create_table(with_uuid_key("audit_searches").col(string("criteria")).to_owned()).await
    }
}

//! What was signed for, where the bureau has corrected an ID number since.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let signed = Table::alter().table("binding_applications").add_column(blob_null("signed_id_sealed")).to_owned();
        manager.alter_table(signed).await
    }
}

//! Which officer published a consent text.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = uuid_null("published_by");
        manager.alter_table(Table::alter().table("consent_documents").add_column(column).to_owned()).await
    }
}

//! What a school decides for itself.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = Table::create()
            .table("school_settings")
            .col(ColumnDef::new("school_code").string().not_null().primary_key())
            .foreign_key(ForeignKey::create().from_col("school_code").to("schools", "code"))
            .col(integer("version"))
            .col(boolean("paper_required"))
            .col(string_null("apply_until"))
            // JSON: read and written whole.
            .col(string("contacts"))
            .to_owned();
        manager.create_table(settings).await
    }
}

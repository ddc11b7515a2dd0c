//! Files that registrars sent, and what is wrong in them.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let imports = with_uuid_key("roster_imports")
            .col(string("school_code"))
            .foreign_key(ForeignKey::create().from_col("school_code").to("schools", "code"))
            .references("uploaded_by", "accounts")
            .col(string("format"))
            // Empty once it is settled: ID numbers are in it.
            .col(blob("content_sealed"))
            // Finds the same file again.
            .col(blob("content_index"))
            .col(string("status"))
            .col(integer("rows_done"))
            .col(integer_null("rows_total"))
            // JSON
            .col(string_null("changes"))
            .col(integer("problems"))
            .col(integer("warnings"))
            // Of the roster that the report is about.
            .col(blob_null("fingerprint"))
            .col(big_integer("created_at"))
            .col(big_integer_null("settled_at"))
            .to_owned();
        manager.create_table(imports).await?;
        manager.create_index(index("roster_imports", &["school_code", "id"])).await?;

        let problems = with_uuid_key("roster_problems")
            .references("import_id", "roster_imports")
            .col(integer("position"))
            .col(string("file"))
            .col(integer_null("row"))
            .col(string_null("heading"))
            .col(string("code"))
            .to_owned();
        manager.create_table(problems).await?;
        manager.create_index(unique("roster_problems", &["import_id", "position"])).await
    }
}

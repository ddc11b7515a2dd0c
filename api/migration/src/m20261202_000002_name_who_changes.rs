//! To whom an import does what, what its file was called.

use crate::table::{References, index, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let named = Table::alter().table("roster_imports").add_column(string_null("file_name")).to_owned();
        manager.alter_table(named).await?;
        let changes = with_uuid_key("roster_changes")
            .references("import_id", "roster_imports")
            .references("student_id", "students")
            .col(string("kind"))
            .to_owned();
        manager.create_table(changes).await?;
        manager.create_index(index("roster_changes", &["import_id", "kind", "id"])).await
    }
}

//! Schools can be changed by the bureau, and closed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite adds no two at once.
        for column in [integer("version").default(0).take(), boolean("is_closed").default(false).take()] {
            manager.alter_table(Table::alter().table("schools").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

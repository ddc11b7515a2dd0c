//! What the bureau decides for the whole city: a row a decision, which never changes.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let policies = Table::create()
            .table("policies")
            .col(ColumnDef::new("version").integer().not_null().primary_key())
            .col(boolean("registry_approves"))
            .col(boolean("initial_password_from_id"))
            .col(uuid("decided_by"))
            .foreign_key(ForeignKey::create().from_col("decided_by").to("accounts", "id"))
            .col(big_integer("decided_at"))
            .to_owned();
        manager.create_table(policies).await
    }
}

//! Approvals of a school that hadn't been carried out when their child was sealed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let held = Table::alter().table("binding_applications").add_column(big_integer_null("held_at")).to_owned();
        manager.alter_table(held).await
    }
}

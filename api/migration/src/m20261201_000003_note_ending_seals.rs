//! Bindings that an order of the protection desk named.

use crate::table::index;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seal = Table::alter().table("bindings").add_column(uuid_null("ended_by_seal")).to_owned();
        manager.alter_table(seal).await?;
        let mut of_seals = index("bindings", &["ended_by_seal"]);
        manager.create_index(of_seals.cond_where(Expr::col("ended_by_seal").is_not_null()).to_owned()).await
    }
}

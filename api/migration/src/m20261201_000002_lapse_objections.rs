//! Objections to somebody whom a correction took out of the application: they count no more, and whoever raised one can
//! object to the next person.

use crate::table::unique;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lapsed = Table::alter().table("binding_objections").add_column(big_integer_null("lapsed_at")).to_owned();
        manager.alter_table(lapsed).await?;
        let name = "ix_binding_objections_application_id_raised_by";
        manager.drop_index(Index::drop().name(name).table("binding_objections").to_owned()).await?;
        let mut one_each = unique("binding_objections", &["application_id", "raised_by"]);
        manager.create_index(one_each.cond_where(Expr::col("lapsed_at").is_null()).to_owned()).await
    }
}

//! Requests for deletion of personal data.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let requests = with_uuid_key("deletion_requests")
            .references("account_id", "accounts")
            .col(big_integer("requested_at"))
            .col(big_integer("due_at"))
            .col(string("language"))
            .col(big_integer_null("done_at"))
            .col(string_null("outcome"))
            .to_owned();
        manager.create_table(requests).await?;
        let one_open =
            unique("deletion_requests", &["account_id"]).cond_where(Expr::col("done_at").is_null()).to_owned();
        manager.create_index(one_open).await?;
        manager.create_index(index("deletion_requests", &["done_at"])).await
    }
}

//! What became of mails about applications.

use crate::table::{References, index, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deliveries = with_uuid_key("mail_deliveries")
            .references("application_id", "binding_applications")
            .col(string("kind"))
            // sent | waiting | failed | bounced
            .col(string("state"))
            .col(big_integer("at"))
            .col(string("address_masked"))
            .col(string_null("failure"))
            .col(big_integer_null("sent_again_at"))
            .to_owned();
        manager.create_table(deliveries).await?;
        manager.create_index(index("mail_deliveries", &["application_id"])).await?;
        // Few at any time.
        let undelivered = index("mail_deliveries", &["at"])
            .cond_where(Expr::col("state").ne("sent").and(Expr::col("sent_again_at").is_null()))
            .to_owned();
        manager.create_index(undelivered).await
    }
}

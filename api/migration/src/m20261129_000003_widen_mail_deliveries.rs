//! Mails about accounts leave a row as well, and a job says openly whom or what it is about.

use crate::table::{References, index, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.widen_deliveries(manager).await?;
        let subject = Table::alter().table("outbox_jobs").add_column(uuid_null("subject_id")).to_owned();
        manager.alter_table(subject).await?;
        manager.create_index(index("outbox_jobs", &["subject_id"])).await
    }
}

impl Migration {
    /// A new table in the old one's place: SQLite can't take a NOT NULL away.
    async fn widen_deliveries(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        const KEPT: [&str; 8] =
            ["id", "application_id", "kind", "state", "at", "address_masked", "failure", "sent_again_at"];
        let wider = with_uuid_key("wider_mail_deliveries")
            .references_maybe("application_id", "binding_applications")
            // One of the two.
            .references_maybe("account_id", "accounts")
            .col(string("kind"))
            // waiting | sent | failed | bounced
            .col(string("state"))
            .col(big_integer("at"))
            .col(string("address_masked"))
            .col(string_null("failure"))
            .col(big_integer_null("sent_again_at"))
            .to_owned();
        manager.create_table(wider).await?;
        let old = Query::select().columns(KEPT).from("mail_deliveries").to_owned();
        let mut copy = Query::insert().into_table("wider_mail_deliveries").columns(KEPT).to_owned();
        copy.select_from(old).map_err(|error| DbErr::Custom(error.to_string()))?;
        manager.execute(copy).await?;
        manager.drop_table(Table::drop().table("mail_deliveries").to_owned()).await?;
        manager.rename_table(Table::rename().table("wider_mail_deliveries", "mail_deliveries").to_owned()).await?;
        for column in ["application_id", "account_id"] {
            manager.create_index(index("mail_deliveries", &[column])).await?;
        }
        // Few at any time.
        let undelivered = index("mail_deliveries", &["at"])
            .cond_where(Expr::col("state").ne("sent").and(Expr::col("sent_again_at").is_null()))
            .to_owned();
        manager.create_index(undelivered).await
    }
}

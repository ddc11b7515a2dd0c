//! Approvals that a school took back before they had opened an account.

use crate::table::{References, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revocations = with_uuid_key("approval_revocations")
            .references("application_id", "binding_applications")
            .references("revoked_by", "accounts")
            // None: whoever applied has had all data deleted.
            .col(blob_null("reason_sealed"))
            .col(big_integer("revoked_at"))
            .to_owned();
        manager.create_table(revocations).await?;
        manager.create_index(unique("approval_revocations", &["application_id"])).await
    }
}

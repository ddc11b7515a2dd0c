//! Objections of guardians to other applications for their child, and bindings that a school revoked.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let objections = with_uuid_key("binding_objections")
            .references("application_id", "binding_applications")
            .references("raised_by", "accounts")
            .col(blob("reason_sealed"))
            .col(big_integer("raised_at"))
            .col(string("state"))
            .references_maybe("settled_by", "accounts")
            .col(blob_null("note_sealed"))
            .col(big_integer_null("settled_at"))
            .to_owned();
        manager.create_table(objections).await?;
        manager.create_index(unique("binding_objections", &["application_id", "raised_by"])).await?;
        manager.create_index(index("binding_objections", &["raised_by"])).await?;
        manager.create_index(index("binding_objections", &["state"])).await?;

        let revocations = with_uuid_key("binding_revocations")
            .references("binding_id", "bindings")
            .references("revoked_by", "accounts")
            // None: an objection was upheld.
            .col(blob_null("reason_sealed"))
            .col(big_integer("revoked_at"))
            .to_owned();
        manager.create_table(revocations).await?;
        manager.create_index(unique("binding_revocations", &["binding_id"])).await
    }
}

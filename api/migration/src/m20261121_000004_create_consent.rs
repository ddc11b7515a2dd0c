//! Consent texts by version and language, and the dated answers to them.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let documents = with_uuid_key("consent_documents")
            .col(integer("version"))
            .col(string("language"))
            .col(string("title"))
            .col(text("body"))
            .col(string("text_sha256"))
            .col(big_integer("published_at"))
            .to_owned();
        manager.create_table(documents).await?;
        manager.create_index(unique("consent_documents", &["version", "language"])).await?;

        let records = with_uuid_key("consent_records")
            .references("consent_document_id", "consent_documents")
            .references("applicant_session_id", "applicant_sessions")
            .col(string("answer"))
            .col(string("channel"))
            // The address that was verified when the answer was given.
            .col(blob("address_sealed"))
            .col(blob("address_index"))
            .col(string("text_sha256"))
            .col(string("client"))
            .col(big_integer("answered_at"))
            .col(big_integer_null("withdrawn_at"))
            .to_owned();
        manager.create_table(records).await?;
        manager.create_index(index("consent_records", &["applicant_session_id"])).await?;
        manager.create_index(index("consent_records", &["address_index"])).await
    }
}

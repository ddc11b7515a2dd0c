//! One-time codes, the sessions they open, what was looked up in them, and the counters that limit all of it.

use crate::table::{References, index, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let verifications = with_uuid_key("contact_verifications")
            .col(string("channel"))
            .col(string("purpose"))
            .col(blob("address_sealed"))
            .col(blob("address_index"))
            .col(blob("code_hash"))
            .col(integer("failures"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            // used, or replaced by a newer code
            .col(big_integer_null("closed_at"))
            .to_owned();
        manager.create_table(verifications).await?;
        manager.create_index(index("contact_verifications", &["address_index", "created_at"])).await?;
        manager.create_index(index("contact_verifications", &["expires_at"])).await?;

        let sessions = with_uuid_key("applicant_sessions")
            // One of the two opened it: a code, or an account.
            .references_maybe("verification_id", "contact_verifications")
            .references_maybe("account_id", "accounts")
            .col(uuid_null("account_session_id"))
            .col(string("channel"))
            .col(blob("address_sealed"))
            .col(blob("address_index"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("revoked_at"))
            .to_owned();
        manager.create_table(sessions).await?;
        // One code opens one session, whatever races.
        let once = index("applicant_sessions", &["verification_id"]).unique().to_owned();
        manager.create_index(once).await?;
        manager.create_index(index("applicant_sessions", &["expires_at"])).await?;
        manager.create_index(index("applicant_sessions", &["address_index"])).await?;
        manager.create_index(index("applicant_sessions", &["account_id"])).await?;

        let lookups = with_uuid_key("student_lookups")
            .references("applicant_session_id", "applicant_sessions")
            .references("student_id", "students")
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(lookups).await?;
        manager.create_index(index("student_lookups", &["applicant_session_id"])).await?;
        manager.create_index(index("student_lookups", &["created_at"])).await?;

        let counters = Table::create()
            .table("throttle_counters")
            .col(blob("bucket").primary_key().to_owned())
            .col(big_integer("window_ends_at"))
            .col(integer("hits"))
            .to_owned();
        manager.create_table(counters).await?;
        manager.create_index(index("throttle_counters", &["window_ends_at"])).await
    }
}

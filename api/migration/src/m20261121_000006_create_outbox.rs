//! The outbox: what must happen after a transaction, written in it.

use crate::table::{index, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let jobs = with_uuid_key("outbox_jobs")
            .col(string("kind"))
            .col(blob("payload_sealed"))
            // pending | done | dead
            .col(string("status"))
            .col(integer("attempts"))
            // Not before; a worker that takes the job moves it to the end of its lease.
            .col(big_integer("run_at"))
            .col(string_null("last_error"))
            .col(big_integer("created_at"))
            .col(big_integer_null("finished_at"))
            .to_owned();
        manager.create_table(jobs).await?;
        manager.create_index(index("outbox_jobs", &["status", "run_at"])).await
    }
}

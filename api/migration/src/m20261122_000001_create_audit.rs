//! The audit trail: events, their chain, and why somebody read full numbers.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is written once and never changed.
const APPEND_ONLY: [&str; 2] = ["audit_events", "audit_links"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let events = with_uuid_key("audit_events")
            .col(big_integer("occurred_at"))
            .col(string("actor"))
            // Ids without foreign keys: sessions are swept one day.
            .col(uuid_null("actor_id"))
            .col(string_null("role"))
            .col(string("action"))
            .col(string_null("subject"))
            .col(uuid_null("subject_id"))
            .col(string_null("school_code"))
            .col(string_null("reason"))
            .col(string_null("trace_id"))
            .to_owned();
        manager.create_table(events).await?;
        manager.create_index(index("audit_events", &["occurred_at"])).await?;
        for column in ["actor_id", "subject_id", "action", "school_code"] {
            manager.create_index(index("audit_events", &[column, "id"])).await?;
        }

        let links = Table::create()
            .table("audit_links")
            .col(big_integer("sequence").primary_key().to_owned())
            .references("event_id", "audit_events")
            // SHA-256 over this event, its number and the hash before.
            .col(string("hash"))
            // Of the last one that was linked at a time.
            .col(integer_null("signing_key"))
            .col(blob_null("signature"))
            .to_owned();
        manager.create_table(links).await?;
        manager.create_index(unique("audit_links", &["event_id"])).await?;

        // What the next round links.
        let unlinked = Table::create()
            .table("audit_unlinked")
            .col(ColumnDef::new("event_id").uuid().not_null().primary_key())
            .to_owned();
        manager.create_table(unlinked).await?;

        // The event of the same id says who and when.
        let unmaskings = with_uuid_key("unmaskings")
            .references("application_id", "binding_applications")
            .col(string_null("note"))
            .to_owned();
        manager.create_table(unmaskings).await?;
        manager.create_index(index("unmaskings", &["application_id"])).await?;
        refuse_changes(manager).await
    }
}

async fn refuse_changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let is_sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    if !is_sqlite {
        let function = "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$";
        connection.execute_unprepared(function).await?;
    }
    for table in APPEND_ONLY {
        if is_sqlite {
            for change in ["UPDATE", "DELETE"] {
                let trigger = format!(
                    "CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} \
                     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
                );
                connection.execute_unprepared(&trigger).await?;
            }
        } else {
            let trigger = format!(
                "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            );
            connection.execute_unprepared(&trigger).await?;
        }
    }
    Ok(())
}

//! The database schema, one file per change; the same on SQLite and PostgreSQL.
//!
//! Conventions: ids are UUIDv7; times are Unix milliseconds in `bigint`, so that both engines sort
//! them alike; `*_sealed` columns hold encrypted personal data and `*_index` its keyed blind index
//! (see `api/src/crypto`). Migrations only go forward.

mod m20261121_000001_create_roster;
mod m20261121_000002_create_accounts;
mod m20261121_000003_create_contact_verification;
mod m20261121_000004_create_consent;
mod m20261121_000005_create_binding;
mod m20261121_000006_create_outbox;
mod m20261121_000007_create_deletion_requests;
mod m20261122_000001_create_audit;
mod m20261122_000002_create_protection;
mod m20261122_000002_create_roster_imports;
mod m20261122_000003_create_school_settings;
mod m20261122_000004_create_mail_deliveries;
mod m20261122_000006_create_objections;
mod m20261129_000001_create_carer_delegations;
mod m20261129_000001_create_policies;
mod m20261129_000001_hold_approvals;
mod m20261129_000002_create_audit_searches;
mod m20261129_000002_maintain_schools;
mod m20261129_000003_note_who_published_consents;
mod m20261129_000003_widen_mail_deliveries;
mod m20261129_000004_create_right_pairs;
mod m20261130_000001_create_approval_revocations;
mod m20261130_000002_create_consent_refusals;
mod m20261201_000001_keep_signed_numbers;
mod m20261201_000002_lapse_objections;
mod m20261201_000003_note_ending_seals;
mod m20261202_000001_index_what_is_asked_for;
mod m20261202_000002_name_who_changes;
mod m20261203_000001_create_oauth;
mod table;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_roster::Migration),
            Box::new(m20261121_000002_create_accounts::Migration),
            Box::new(m20261121_000003_create_contact_verification::Migration),
            Box::new(m20261121_000004_create_consent::Migration),
            Box::new(m20261121_000005_create_binding::Migration),
            Box::new(m20261121_000006_create_outbox::Migration),
            Box::new(m20261121_000007_create_deletion_requests::Migration),
            Box::new(m20261122_000001_create_audit::Migration),
            Box::new(m20261122_000002_create_protection::Migration),
            Box::new(m20261122_000002_create_roster_imports::Migration),
            Box::new(m20261122_000003_create_school_settings::Migration),
            Box::new(m20261122_000004_create_mail_deliveries::Migration),
            Box::new(m20261122_000006_create_objections::Migration),
            Box::new(m20261129_000001_create_carer_delegations::Migration),
            Box::new(m20261129_000001_create_policies::Migration),
            Box::new(m20261129_000001_hold_approvals::Migration),
            Box::new(m20261129_000002_create_audit_searches::Migration),
            Box::new(m20261129_000002_maintain_schools::Migration),
            Box::new(m20261129_000003_note_who_published_consents::Migration),
            Box::new(m20261129_000003_widen_mail_deliveries::Migration),
            Box::new(m20261129_000004_create_right_pairs::Migration),
            Box::new(m20261130_000001_create_approval_revocations::Migration),
            Box::new(m20261130_000002_create_consent_refusals::Migration),
            Box::new(m20261201_000001_keep_signed_numbers::Migration),
            Box::new(m20261201_000002_lapse_objections::Migration),
            Box::new(m20261201_000003_note_ending_seals::Migration),
            Box::new(m20261202_000001_index_what_is_asked_for::Migration),
            Box::new(m20261202_000002_name_who_changes::Migration),
            Box::new(m20261203_000001_create_oauth::Migration),
        ]
    }
}

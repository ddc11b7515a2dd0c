//! The audit trail: what is written down, its chain, and who reads it.

mod chain;
mod trail;
mod unmasking;

use crate::support::*;
use kinbind_api::features::audit;
use serde_json::{Value, json};
use shared_types::audit::{AuditAction, AuditActor, AuditEvent, AuditPage};

/// `hsu` as an auditor.
async fn auditor(city: &City) -> Teacher {
    city.with_role("hsu", "auditor", None).await
}

async fn search(auditor: &Client, query: &str) -> Vec<AuditEvent> {
    auditor.get(&format!("audit-events?page_size=100&{query}")).await.expect(200).json::<AuditPage>().items
}

fn actions(events: &[AuditEvent]) -> Vec<&'static str> {
    // The oldest first reads as it happened.
    events.iter().rev().map(|event| event.action.code()).collect()
}

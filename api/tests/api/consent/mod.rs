//! The consent text, answers to it, and what follows when one is withdrawn.

mod answers;
mod ledger;
mod publishing;
mod withdrawal;

use crate::support::*;
use shared_types::{List, consent::ConsentRecord};
use uuid::Uuid;

async fn ledger(client: &Client) -> Vec<ConsentRecord> {
    client.get("consent-records").await.expect(200).json::<List<ConsentRecord>>().items
}

async fn withdraw(client: &Client, record: Uuid) -> Answer {
    client.post_nothing(&format!("consent-records/{record}/withdrawals")).await
}

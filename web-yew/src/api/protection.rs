//! The protection desk.

use super::{ApiError, get, post, post_empty};
use shared_types::{
    List, Page,
    protection::{LookUpProtected, ProtectedChild, ProtectionApplication, ProtectiveSeal, SealChild},
};
use uuid::Uuid;

/// The child at each school that has it; none where nobody does.
pub async fn look_up(asked: &LookUpProtected) -> Result<Vec<ProtectedChild>, ApiError> {
    post::<_, List<ProtectedChild>>("/protection-lookups", asked).await.map(|list| list.items)
}

/// A page of seals: those in force, or those that were lifted.
pub async fn seals(lifted: bool, page: u32) -> Result<Page<ProtectiveSeal>, ApiError> {
    get(&format!("/protective-seals?lifted={lifted}&page={page}")).await
}

pub async fn seal(asked: &SealChild) -> Result<ProtectiveSeal, ApiError> {
    post("/protective-seals", asked).await
}

/// Asks for a seal to be lifted, withdraws that, or approves it.
pub async fn act(id: Uuid, what: &str) -> Result<ProtectiveSeal, ApiError> {
    post_empty(&format!("/protective-seals/{id}/{what}")).await
}

/// What waits at the desk, the oldest first.
pub async fn applications() -> Result<Page<ProtectionApplication>, ApiError> {
    get("/protection-applications?page_size=200").await
}

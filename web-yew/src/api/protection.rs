//! The protection desk.

use super::{ApiError, get, post, post_empty};
use shared_types::{
    List, Page,
    objection::{BindingObjection, ObjectionState},
    protection::{LookUpProtected, ProtectedChild, ProtectionApplication, ProtectiveSeal, SealChild},
    review::ReviewState,
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

/// A page of what waits at the desk, or is decided; the oldest first.
pub async fn applications(state: ReviewState, page: u32) -> Result<Page<ProtectionApplication>, ApiError> {
    let state = match state {
        ReviewState::Pending => "pending",
        ReviewState::Decided => "decided",
    };
    get(&format!("/protection-applications?state={state}&page={page}")).await
}

/// A page of what was objected to about sealed children.
pub async fn objections(state: ObjectionState, page: u32) -> Result<Page<BindingObjection>, ApiError> {
    get(&format!("/protection-objections?state={}&page={page}", state.code())).await
}

//! 委託照顧

use super::{ApiError, get, post};
use shared_types::{
    Page,
    delegation::{CarerDelegation, DelegationLookup, EndDelegation, LookUpDelegation, RecordDelegation},
    staff::Standing,
};
use uuid::Uuid;

pub async fn look_up(asked: &LookUpDelegation) -> Result<DelegationLookup, ApiError> {
    post("/carer-delegation-lookups", asked).await
}

/// A page of delegations of that standing, or of any.
pub async fn list(standing: Option<Standing>, page: u32) -> Result<Page<CarerDelegation>, ApiError> {
    let standing = standing.map(|standing| format!("&standing={}", standing.code())).unwrap_or_default();
    get(&format!("/carer-delegations?page={page}{standing}")).await
}

pub async fn record(asked: &RecordDelegation) -> Result<CarerDelegation, ApiError> {
    post("/carer-delegations", asked).await
}

pub async fn end(id: Uuid, reason: String) -> Result<CarerDelegation, ApiError> {
    post(&format!("/carer-delegations/{id}/endings"), &EndDelegation { reason }).await
}

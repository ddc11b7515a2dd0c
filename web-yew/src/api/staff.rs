//! Roles, classes and the audit trail.

use super::{ApiError, delete, get, post};
use shared_types::{
    List, Page,
    audit::{AuditPage, FoundActor, LookUpActor},
    staff::{AssignHomeroom, GrantRole, GrantedRole, HomeroomAssignment, OwnSchool},
};
use uuid::Uuid;

/// A page of roles: those in force and to come, or those that are over.
pub async fn roles(over: bool, page: u32) -> Result<Page<GrantedRole>, ApiError> {
    get(&format!("/staff-roles?over={over}&page={page}")).await
}

/// Whose registrar one is.
pub async fn own_schools() -> Result<Vec<OwnSchool>, ApiError> {
    get::<List<OwnSchool>>("/own-schools").await.map(|list| list.items)
}

pub async fn grant(role: &GrantRole) -> Result<GrantedRole, ApiError> {
    post("/staff-roles", role).await
}

pub async fn end_role(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/staff-roles/{id}")).await
}

/// A page of who has which class of a school.
pub async fn homerooms(school: &str, over: bool, page: u32) -> Result<Page<HomeroomAssignment>, ApiError> {
    get(&format!("/schools/{school}/homeroom-assignments?over={over}&page={page}")).await
}

pub async fn assign(school: &str, asked: &AssignHomeroom) -> Result<HomeroomAssignment, ApiError> {
    post(&format!("/schools/{school}/homeroom-assignments"), asked).await
}

pub async fn end_homeroom(school: &str, id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/schools/{school}/homeroom-assignments/{id}")).await
}

/// The account of whom somebody names, by sign-in name or ID number.
pub async fn audit_actor(asked: &LookUpActor) -> Result<FoundActor, ApiError> {
    post("/audit-actors", asked).await
}

/// A part of the trail; that it was searched is noted.
pub async fn audit_events(query: &str) -> Result<AuditPage, ApiError> {
    get(&format!("/audit-events?{query}")).await
}

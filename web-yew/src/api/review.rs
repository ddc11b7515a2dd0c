//! The homeroom teacher's review.

use super::{ApiError, get, post};
use shared_types::{
    List,
    audit::{Unmask, Unmasked},
    evidence::ApplicationEvidence,
    objection::RevokeBinding,
    review::{ClassStudent, DecideApplications, DecisionResults, ReviewClass, ReviewPage, UndoDecisions, UndoResults},
};
use uuid::Uuid;

/// The own classes with their counts.
pub async fn classes() -> Result<Vec<ReviewClass>, ApiError> {
    get::<List<ReviewClass>>("/classes").await.map(|list| list.items)
}

/// A page of the grid; `query` holds state, sort and page.
pub async fn class_applications(class_id: Uuid, query: &str) -> Result<ReviewPage, ApiError> {
    get(&format!("/classes/{class_id}/binding-applications?{query}")).await
}

/// Where the same is as a CSV file, all pages of it.
pub fn export_address(class_id: Uuid, query: &str) -> String {
    format!("/api/v1/classes/{class_id}/binding-applications.csv?{query}")
}

/// The children of a class, with whoever is bound to them or has applied.
pub async fn class_students(class_id: Uuid) -> Result<Vec<ClassStudent>, ApiError> {
    get::<List<ClassStudent>>(&format!("/classes/{class_id}/students")).await.map(|list| list.items)
}

/// What lies beside a row of the grid. That it was read is noted.
pub async fn evidence(application: Uuid) -> Result<ApplicationEvidence, ApiError> {
    get(&format!("/review-applications/{application}")).await
}

/// The full numbers of an applicant, not to be kept.
pub async fn unmask(application: Uuid, asked: &Unmask) -> Result<Unmasked, ApiError> {
    post(&format!("/review-applications/{application}/unmaskings"), asked).await
}

/// 撤銷綁定
pub async fn revoke_binding(binding: Uuid, reason: String) -> Result<(), ApiError> {
    post(&format!("/bindings/{binding}/revocations"), &RevokeBinding { reason }).await
}

/// 撤銷通過, of an application that may have opened no account.
pub async fn revoke_approval(application: Uuid, reason: String) -> Result<(), ApiError> {
    post(&format!("/binding-applications/{application}/revocations"), &RevokeBinding { reason }).await
}

/// 批次審核: some rows may fail while others succeed.
pub async fn decide(decisions: &DecideApplications) -> Result<DecisionResults, ApiError> {
    post("/review-decisions", decisions).await
}

/// 復原: each may fail while others succeed.
pub async fn undo(decisions: &UndoDecisions) -> Result<UndoResults, ApiError> {
    post("/review-decisions/undos", decisions).await
}

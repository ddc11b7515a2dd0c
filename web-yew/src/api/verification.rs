//! Step 1: codes and applicant sessions.

use super::{ApiError, delete, get, post, post_empty};
use shared_types::verification::{ApplicantSession, ContactVerification, RequestCode, TryCode};
use uuid::Uuid;

/// Sends a code.
pub async fn request_code(request: &RequestCode) -> Result<ContactVerification, ApiError> {
    post("/contact-verifications", request).await
}

/// Opens the applicant session when the code is right.
pub async fn try_code(verification: Uuid, code: String) -> Result<ApplicantSession, ApiError> {
    post(&format!("/contact-verifications/{verification}/attempts"), &TryCode { code }).await
}

/// Opens the applicant session of a signed-in person, without a code.
pub async fn open_applicant_session() -> Result<ApplicantSession, ApiError> {
    post_empty("/applicant-sessions").await
}

pub async fn current_applicant_session() -> Result<ApplicantSession, ApiError> {
    get("/applicant-sessions/current").await
}

pub async fn end_applicant_session() -> Result<(), ApiError> {
    delete("/applicant-sessions/current").await
}

//! Step 3: the consent text in force, and the answer to it.

use super::{ApiError, get, post};
use shared_types::{
    consent::{AnswerConsent, ConsentAnswer, ConsentDocument, ConsentRecord},
    language::Language,
};
use uuid::Uuid;

pub async fn current_consent_document(language: Language) -> Result<ConsentDocument, ApiError> {
    get(&format!("/consent-documents/current?language={}", language.tag())).await
}

/// Keeps a yes or a no.
pub async fn answer_consent(consent_document_id: Uuid, answer: ConsentAnswer) -> Result<ConsentRecord, ApiError> {
    post("/consent-records", &AnswerConsent { consent_document_id, answer }).await
}

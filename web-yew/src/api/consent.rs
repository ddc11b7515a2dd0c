//! Step 3: the consent text in force, and the answer to it.

use super::{ApiError, get, post, post_empty};
use serde::Deserialize;
use shared_types::{
    List,
    consent::{AnswerConsent, ConsentAnswer, ConsentDocument, ConsentRecord},
    language::Language,
};
use uuid::Uuid;

pub async fn current_consent_document(language: Language) -> Result<ConsentDocument, ApiError> {
    get(&format!("/consent-documents/current?language={}", language.tag())).await
}

/// A text that somebody answered, as it was then.
pub async fn consent_document(id: Uuid) -> Result<ConsentDocument, ApiError> {
    get(&format!("/consent-documents/{id}")).await
}

/// The own answers, newest first.
pub async fn consent_records() -> Result<Vec<ConsentRecord>, ApiError> {
    get::<List<ConsentRecord>>("/consent-records").await.map(|list| list.items)
}

/// Takes a yes back; what depended on it ends.
pub async fn withdraw_consent(id: Uuid) -> Result<ConsentRecord, ApiError> {
    post_empty(&format!("/consent-records/{id}/withdrawals")).await
}

/// Keeps a yes or a no, and answers under which id.
pub async fn answer_consent(consent_document_id: Uuid, answer: ConsentAnswer) -> Result<Uuid, ApiError> {
    // Of the whole record the parents' program would need a kilobyte of code.
    #[derive(Deserialize)]
    struct Kept {
        id: Uuid,
    }
    let kept: Kept = post("/consent-records", &AnswerConsent { consent_document_id, answer }).await?;
    Ok(kept.id)
}

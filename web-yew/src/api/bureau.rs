//! What the bureau decides for the city: policies, schools, consent texts, people who are known twice.

use super::{ApiError, get, post, put};
use shared_types::{
    List, Page,
    consent::{ConsentDocument, ConsentVersion, PublishConsent},
    duplicate::{DuplicateKind, DuplicatePerson, ResolveDuplicate},
    policy::{DecidePolicies, Policies},
    school_register::{AddSchool, ChangeSchool, SchoolRecord},
};

pub async fn policies() -> Result<Policies, ApiError> {
    get("/policies").await
}

pub async fn decide_policies(asked: &DecidePolicies) -> Result<Policies, ApiError> {
    put("/policies", asked).await
}

/// All schools, closed ones too.
pub async fn schools() -> Result<Vec<SchoolRecord>, ApiError> {
    get::<List<SchoolRecord>>("/school-records").await.map(|list| list.items)
}

pub async fn add_school(asked: &AddSchool) -> Result<SchoolRecord, ApiError> {
    post("/schools", asked).await
}

pub async fn change_school(code: &str, asked: &ChangeSchool) -> Result<SchoolRecord, ApiError> {
    put(&format!("/schools/{code}"), asked).await
}

/// Every version of the consent text, the newest first.
pub async fn consent_versions() -> Result<Vec<ConsentVersion>, ApiError> {
    get::<List<ConsentVersion>>("/consent-documents").await.map(|list| list.items)
}

/// All languages of a version.
pub async fn texts_of(version: &ConsentVersion) -> Result<Vec<ConsentDocument>, ApiError> {
    let mut texts = Vec::new();
    for text in &version.texts {
        texts.push(super::consent::consent_document(text.id).await?);
    }
    Ok(texts)
}

pub async fn publish_consent(asked: &PublishConsent) -> Result<(), ApiError> {
    post::<_, List<ConsentDocument>>("/consent-documents", asked).await.map(drop)
}

/// A page of people who may be known twice.
pub async fn duplicates((kind, page): (DuplicateKind, u32)) -> Result<Page<DuplicatePerson>, ApiError> {
    get(&format!("/duplicate-persons?kind={}&page={page}", kind.code())).await
}

pub async fn resolve_duplicate(asked: &ResolveDuplicate) -> Result<(), ApiError> {
    post("/duplicate-persons/resolutions", asked).await
}

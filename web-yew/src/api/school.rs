//! A school's settings, its mails that didn't arrive, reminders, objections; and the city's census.

use super::{ApiError, get, post, post_empty, put};
use shared_types::{
    Page,
    census::CityCensus,
    mail::UndeliveredMail,
    objection::{BindingObjection, ObjectionState, SettleObjection},
    review::{NotePaperReturns, PaperReturnResults, Reminded},
    school_settings::{SchoolContacts, SchoolSettings},
};
use uuid::Uuid;

pub async fn settings(code: String) -> Result<SchoolSettings, ApiError> {
    get(&format!("/schools/{code}/settings")).await
}

pub async fn change_settings(code: &str, settings: &SchoolSettings) -> Result<SchoolSettings, ApiError> {
    put(&format!("/schools/{code}/settings"), settings).await
}

/// What everybody may know of them.
pub async fn contacts(code: &str) -> Result<SchoolContacts, ApiError> {
    get(&format!("/schools/{code}/contacts")).await
}

/// Mails that didn't arrive, the oldest first.
pub async fn undelivered((code, page): (String, u32)) -> Result<Page<UndeliveredMail>, ApiError> {
    get(&format!("/schools/{code}/undelivered-mails?page={page}")).await
}

pub async fn send_again(mail: Uuid) -> Result<(), ApiError> {
    post_empty(&format!("/mail-deliveries/{mail}/resends")).await
}

/// Those of a school whose application waits for themselves.
pub async fn remind(code: &str) -> Result<Reminded, ApiError> {
    post_empty(&format!("/schools/{code}/reminders")).await
}

/// 紙本繳回: some may fail while others succeed.
pub async fn note_papers(returns: &NotePaperReturns) -> Result<PaperReturnResults, ApiError> {
    post("/paper-returns", returns).await
}

/// A page of a school's objections of that state, the oldest first.
pub async fn objections(
    (code, state, page): (String, ObjectionState, u32),
) -> Result<Page<BindingObjection>, ApiError> {
    get(&format!("/schools/{code}/binding-objections?state={}&page={page}", state.code())).await
}

pub async fn settle_objection(id: Uuid, asked: &SettleObjection) -> Result<BindingObjection, ApiError> {
    post(&format!("/binding-objections/{id}/settlements"), asked).await
}

/// 全面普查
pub async fn census() -> Result<CityCensus, ApiError> {
    get("/census").await
}

//! A school's list of children.

use super::{ApiError, get, post, post_file};
use shared_types::{
    Page,
    roster::{ConfirmImport, RosterImport, RosterProblem},
};
use uuid::Uuid;
use web_sys::File;

/// Sends a file; a job checks it.
pub async fn upload(school: &str, file: File, media_type: &'static str) -> Result<RosterImport, ApiError> {
    post_file(&format!("/schools/{school}/roster-imports"), file.into(), media_type).await
}

/// The newest imports of a school.
pub async fn imports(school: &str) -> Result<Page<RosterImport>, ApiError> {
    get(&format!("/schools/{school}/roster-imports?page_size=5")).await
}

pub async fn import(id: Uuid) -> Result<RosterImport, ApiError> {
    get(&format!("/roster-imports/{id}")).await
}

/// Wrong rows, and those that are left out.
pub async fn problems(id: Uuid, page: u32) -> Result<Page<RosterProblem>, ApiError> {
    get(&format!("/roster-imports/{id}/problems?page={page}")).await
}

/// Has it carried out.
pub async fn confirm(id: Uuid, asked: &ConfirmImport) -> Result<RosterImport, ApiError> {
    post(&format!("/roster-imports/{id}/confirmations"), asked).await
}

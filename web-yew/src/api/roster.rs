//! A school's list of children.

use super::{ApiError, get, post, post_file, put};
use shared_types::{
    Page,
    roster::{
        ConfirmImport, DepartStudent, DepartureReason, GuardianPlaces, RosterChange, RosterChangeKind, RosterImport,
        RosterProblem, StudentDeparture,
    },
};
use uuid::Uuid;
use web_sys::File;

/// Sends a file; a job checks it.
pub async fn upload(school: &str, file: File, media_type: &'static str) -> Result<RosterImport, ApiError> {
    let name = js_sys::encode_uri_component(&file.name());
    post_file(&format!("/schools/{school}/roster-imports?file_name={name}"), file.into(), media_type).await
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

/// The children whom an import concerns in that way.
pub async fn changes(id: Uuid, kind: RosterChangeKind, page: u32) -> Result<Page<RosterChange>, ApiError> {
    get(&format!("/roster-imports/{id}/changes?kind={}&page={page}", kind.code())).await
}

/// 轉出
pub async fn depart(school: &str, student: Uuid, reason: DepartureReason) -> Result<StudentDeparture, ApiError> {
    post(&format!("/schools/{school}/students/{student}/departures"), &DepartStudent { reason }).await
}

/// 監護人名額
pub async fn set_guardian_places(
    school: &str,
    student: Uuid,
    places: &GuardianPlaces,
) -> Result<GuardianPlaces, ApiError> {
    put(&format!("/schools/{school}/students/{student}/guardian-places"), places).await
}

/// Our template: a server address, which every browser can download.
pub fn template_address(kind: &str) -> String {
    format!("/api/v1/roster-template.{kind}")
}

/// Has it carried out.
pub async fn confirm(id: Uuid, asked: &ConfirmImport) -> Result<RosterImport, ApiError> {
    post(&format!("/roster-imports/{id}/confirmations"), asked).await
}

//! Binding applications of the applicant or the signed-in guardian.

use super::{ApiError, get, post, post_empty};
use shared_types::{
    List,
    account::ConfirmEmail,
    application::{ApplicationEventKind as Kind, ApplicationStatus, BindingApplication, SendAgain, SubmitApplications},
    problem::ProblemCode,
    school_settings::SchoolContacts,
};
use uuid::Uuid;

/// 送出資料: one application per child.
pub async fn submit_applications(form: &SubmitApplications) -> Result<Vec<BindingApplication>, ApiError> {
    post::<_, List<BindingApplication>>("/binding-applications", form).await.map(|list| list.items)
}

/// One's own: the newest form first, the children of a form as they were entered.
pub async fn applications() -> Result<Vec<BindingApplication>, ApiError> {
    get::<List<BindingApplication>>("/binding-applications").await.map(|list| list.items)
}

pub async fn application(id: Uuid) -> Result<BindingApplication, ApiError> {
    get(&format!("/binding-applications/{id}")).await
}

/// Whom to call at the child's school, and whether it wants the signed paper.
pub async fn school_contacts(id: Uuid) -> Result<SchoolContacts, ApiError> {
    get(&format!("/binding-applications/{id}/school-contacts")).await
}

/// 修正後再送
pub async fn send_again(id: Uuid, correction: &SendAgain) -> Result<BindingApplication, ApiError> {
    let answer = post(&format!("/binding-applications/{id}/resubmissions"), correction).await;
    or_done_before(id, answer, |one| {
        // Not by the teacher, who may have taken the return back.
        let last = one.history.iter().rfind(|event| event.kind != Kind::RegistryAsked);
        one.status.is_waiting() && last.is_some_and(|event| event.kind == Kind::SentAgain)
    })
    .await
}

/// 申請書: a server address, which every browser can download.
pub fn form_address(id: Uuid) -> String {
    format!("/api/v1/binding-applications/{id}/form.pdf")
}

/// Mails the link that confirms the e-mail address once more.
pub async fn send_email_confirmation(id: Uuid) -> Result<(), ApiError> {
    post_empty(&format!("/binding-applications/{id}/email-confirmations")).await
}

/// Uses the link that was mailed to an application's address.
pub async fn confirm_email(token: String) -> Result<(), ApiError> {
    post("/email-confirmations", &ConfirmEmail { token }).await
}

/// Takes an application back.
pub async fn cancel_application(id: Uuid) -> Result<BindingApplication, ApiError> {
    let answer = post_empty(&format!("/binding-applications/{id}/cancellations")).await;
    or_done_before(id, answer, |one| one.status == ApplicationStatus::Cancelled).await
}

/// What is refused because it has been done already counts as done: an earlier answer was lost.
async fn or_done_before(
    id: Uuid,
    answer: Result<BindingApplication, ApiError>,
    is_done: fn(&BindingApplication) -> bool,
) -> Result<BindingApplication, ApiError> {
    match answer {
        Err(error) if matches!(error.code(), Some(ProblemCode::WrongState | ProblemCode::Stale)) => {
            application(id).await.ok().filter(is_done).ok_or(error)
        }
        answer => answer,
    }
}

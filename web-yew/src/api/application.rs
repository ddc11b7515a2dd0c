//! Binding applications of the applicant or the signed-in guardian.

use super::{ApiError, get, post, post_empty};
use shared_types::{
    List,
    application::{BindingApplication, SendAgain, SubmitApplications},
};
use uuid::Uuid;

/// 送出資料: one application per child.
pub async fn submit_applications(form: &SubmitApplications) -> Result<Vec<BindingApplication>, ApiError> {
    post::<_, List<BindingApplication>>("/binding-applications", form).await.map(|list| list.items)
}

/// One's own: the newest form first, the children of a form as they were entered.
pub async fn applications() -> Result<Vec<BindingApplication>, ApiError> {
    get::<List<BindingApplication>>("/binding-applications").await.map(|list| as_entered(list.items))
}

/// Children sent together differ by milliseconds, which turn the newest-first order round; their ids count up.
fn as_entered(newest_first: Vec<BindingApplication>) -> Vec<BindingApplication> {
    let mut ordered: Vec<BindingApplication> = Vec::new();
    for one in newest_first {
        let later = |other: &BindingApplication| other.reference == one.reference && other.id > one.id;
        let last = |other: &BindingApplication| other.reference == one.reference;
        let place = ordered.iter().position(later).or_else(|| Some(ordered.iter().rposition(last)? + 1));
        ordered.insert(place.unwrap_or(ordered.len()), one);
    }
    ordered
}

pub async fn application(id: Uuid) -> Result<BindingApplication, ApiError> {
    get(&format!("/binding-applications/{id}")).await
}

/// 修正後再送
pub async fn send_again(id: Uuid, correction: &SendAgain) -> Result<BindingApplication, ApiError> {
    post(&format!("/binding-applications/{id}/resubmissions"), correction).await
}

/// Takes an application back.
pub async fn cancel_application(id: Uuid) -> Result<BindingApplication, ApiError> {
    post_empty(&format!("/binding-applications/{id}/cancellations")).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: u128, reference: &str) -> BindingApplication {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::from_u128(id), "reference": reference, "status": "in_review", "version": 1,
            "student": { "name_masked": "王○明", "school_name": "市立內湖國小", "class_name": "五年一班" },
            "relationship": "mother", "submitted_at": "2026-11-21T12:00:00Z", "account": "none",
            "applicant": { "national_id_masked": "", "name": "", "email": "", "mobile": "" },
        }))
        .unwrap()
    }

    #[test]
    fn children_keep_the_order_in_which_they_were_entered() {
        // 6 was corrected later than 4 was sent.
        let listed = [6, 4, 3, 5, 2, 1].map(|id| one(id, if id > 4 || id == 2 { "115-B" } else { "115-A" }));
        let ids: Vec<u128> = as_entered(listed.into()).iter().map(|one| one.id.as_u128()).collect();
        assert_eq!(ids, [2, 5, 6, 1, 3, 4]);
    }
}

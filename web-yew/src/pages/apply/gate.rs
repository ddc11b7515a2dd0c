//! What a step needs before it can be shown, and where its visitor goes instead.

use crate::{
    api::ApiError,
    components::loading::not_loaded,
    draft::{Draft, DraftContext, use_draft},
    route::{Route, use_go},
    session::{Loaded, SessionContext, use_applicant, use_session},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct GateProps {
    /// The step behind the gate.
    pub step: Route,
    pub children: Html,
}

/// Shows a step to those who have an applicant session and have answered the steps before.
#[component]
pub fn Gate(props: &GateProps) -> Html {
    let go = use_go();
    let draft = use_draft();
    let session = use_session();
    let applicant = use_applicant();
    let instead = match &applicant {
        Loaded::Absent => Some(Route::ApplyContact),
        Loaded::Present(session) => missing_before(props.step, &draft, session.account.is_some()),
        Loaded::Loading | Loaded::Failed(_) => None,
    };
    {
        let (applicant, draft) = (applicant.clone(), draft.clone());
        use_effect_with((instead, applicant), move |(instead, applicant)| {
            match applicant {
                Loaded::Absent => draft.change(|draft| {
                    // Somebody who has not begun hasn't lost anything.
                    if draft.session_ends.is_some() {
                        draft.end_session();
                    }
                }),
                Loaded::Present(session) => {
                    let ends = session.expires_at;
                    if draft.session_ends != Some(ends) {
                        draft.change(move |draft| draft.begin_session(ends));
                    }
                }
                Loaded::Loading | Loaded::Failed(_) => {}
            }
            if let Some(route) = instead {
                go.instead(*route);
            }
        });
    }
    let retry = Callback::from(move |()| session.reload_applicant());
    match applicant {
        Loaded::Failed(error) => not_loaded(Some(&error), &retry),
        Loaded::Present(_) if instead.is_none() => props.children.clone(),
        _ => not_loaded(None, &retry),
    }
}

/// The first step before `step` that has something to ask; nothing about the parent who comes from an account.
fn missing_before(step: Route, draft: &Draft, from_account: bool) -> Option<Route> {
    // Sent already: going back shows what became of it.
    if draft.sent.is_some() && draft.students.is_empty() && step != Route::ApplyStudents {
        return Some(Route::ApplyDone);
    }
    let gates = [
        (Route::ApplyStudents, true),
        (Route::ApplyConsent, draft.students_ready()),
        (Route::ApplyParent, draft.consent_record_id.is_some()),
        (Route::ApplyCheck, from_account || draft.parent_ready()),
    ];
    let position = gates.iter().position(|(route, _)| *route == step)?;
    // What a gate needs is answered on the page before it.
    let wanting = gates[..=position].iter().position(|(_, open)| !open)?;
    gates.get(wanting.checked_sub(1)?).map(|(route, _)| *route)
}

/// What every step does with an ended session: back to step 1, which says why. True when it was that.
pub fn left_for_step_one(error: &ApiError, session: &SessionContext, draft: &DraftContext) -> bool {
    let ended = error.is_not_signed_in();
    if ended {
        draft.change(Draft::end_session);
        // The gate sees it and goes.
        session.set_applicant(None);
    }
    ended
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    const CHILD: &str = r#"{ "lookup_id": "00000000-0000-0000-0000-000000000001", "level": "elementary",
        "student": { "name_masked": "王○明", "school_name": "市立內湖國小", "class_name": "五年一班" },
        "relationship": "mother", "relationship_note": null, "school_code": "343606", "school_latin": "" }"#;

    #[test]
    fn a_step_leads_to_the_first_one_unanswered() {
        let empty = Draft::default();
        assert_eq!(missing_before(Route::ApplyStudents, &empty, false), None);
        assert_eq!(missing_before(Route::ApplyCheck, &empty, false), Some(Route::ApplyStudents));

        let mut with_child = draft(&format!(r#"{{ "students": [{CHILD}] }}"#));
        assert_eq!(missing_before(Route::ApplyConsent, &with_child, false), None);
        assert_eq!(missing_before(Route::ApplyCheck, &with_child, false), Some(Route::ApplyConsent));

        with_child.consent_record_id = Some(Uuid::from_u128(1));
        with_child.parent.name = "王大明".into();
        assert_eq!(missing_before(Route::ApplyParent, &with_child, false), None);
        // The ID isn't kept over a reload.
        assert_eq!(missing_before(Route::ApplyCheck, &with_child, false), Some(Route::ApplyParent));
        assert_eq!(missing_before(Route::ApplyCheck, &with_child, true), None, "an account needs none");
        with_child.parent_national_id = Some("A123456789".into());
        assert_eq!(missing_before(Route::ApplyCheck, &with_child, false), None);
    }
}

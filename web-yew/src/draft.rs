//! What a parent has answered so far, kept in the tab so that a reload, the back button or an
//! ended session loses nothing. National IDs and codes are never kept.

use crate::browser;
use serde::{Deserialize, Serialize};
use shared_types::{
    relationship::Relationship,
    school::{SchoolLevel, StudentSummary},
    verification::ContactVerification,
};
use std::rc::Rc;
use time::OffsetDateTime;
use uuid::Uuid;
use yew::prelude::*;

const STORAGE_KEY: &str = "kinbind.draft";

/// The answers of the four steps.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Step 1: the code under way.
    pub contact: Option<PendingContact>,
    /// Which applicant session the look-ups and the consent belong to: its end, which is unique enough.
    #[serde(with = "time::serde::rfc3339::option")]
    pub session_ends: Option<OffsetDateTime>,
    /// Step 2: the children so far.
    pub students: Vec<DraftStudent>,
    /// Step 2: the child being filled in.
    pub student_form: StudentForm,
    /// Step 3: the accepted consent of this session.
    pub consent_record_id: Option<Uuid>,
    /// Step 4.
    pub parent: ParentForm,
    /// The reference number of what was sent, for the last page.
    pub sent: Option<String>,
    /// Said once on step 1.
    #[serde(skip)]
    pub session_ended: bool,
    /// Said once on step 3.
    #[serde(skip)]
    pub consent_outdated: bool,
    /// In memory only: after a reload step 4 asks for it again.
    #[serde(skip)]
    pub parent_national_id: Option<String>,
}

/// A code is on its way to this address.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingContact {
    pub verification: ContactVerification,
    /// The own address, to show and to correct.
    pub address: String,
}

/// A child that was found, with what is needed to look it up again but the ID.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftStudent {
    pub lookup_id: Uuid,
    pub student: StudentSummary,
    pub relationship: Relationship,
    pub relationship_note: Option<String>,
    pub level: SchoolLevel,
    pub school_code: String,
    /// The look-up ended with its session.
    #[serde(default)]
    pub expired: bool,
}

/// The form of step 2 but the ID.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudentForm {
    pub relationship: Option<Relationship>,
    pub relationship_note: String,
    pub level: Option<SchoolLevel>,
    pub school_code: Option<String>,
}

/// The form of step 4 but the ID.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParentForm {
    pub name: String,
    pub email: String,
    pub mobile: String,
}

impl Draft {
    /// A session begins. Look-ups and consent of an earlier one are worth nothing in it; the rest stays.
    pub fn begin_session(&mut self, ends: OffsetDateTime) {
        if self.session_ends == Some(ends) {
            return;
        }
        self.session_ends = Some(ends);
        self.contact = None;
        self.session_ended = false;
        self.consent_record_id = None;
        for student in &mut self.students {
            student.expired = true;
        }
    }

    /// The API says that the session has ended.
    pub fn end_session(&mut self) {
        self.session_ended = true;
        self.contact = None;
    }

    /// A child was found: it replaces the expired card of the same child, if there is one.
    ///
    /// Names are masked, so two cards are the same child when all that is shown is the same.
    pub fn add_student(&mut self, found: DraftStudent) {
        match self.students.iter_mut().find(|s| s.expired && s.student == found.student) {
            Some(card) => *card = found,
            None => self.students.push(found),
        }
        self.student_form = StudentForm::default();
    }

    /// The consent text was replaced meanwhile: the newer one has to be read.
    pub fn outdate_consent(&mut self) {
        self.consent_record_id = None;
        self.consent_outdated = true;
    }

    /// Every child can be sent.
    pub fn students_ready(&self) -> bool {
        !self.students.is_empty() && !self.students.iter().any(|s| s.expired)
    }

    pub fn parent_ready(&self) -> bool {
        self.parent_national_id.is_some() && !self.parent.name.is_empty()
    }

    /// The form was sent: nothing of it stays but what the last page shows.
    pub fn finish(&mut self, reference: Option<String>) {
        *self = Self { sent: reference, session_ends: self.session_ends, ..Self::default() };
    }

    /// As it was kept. What an older version of the app wrote, or nobody, is an empty draft.
    fn from_json(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_default()
    }
}

impl Reducible for Draft {
    type Action = Box<dyn FnOnce(&mut Draft)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        change(&mut next);
        if let (Some(storage), Ok(json)) = (browser::session_storage(), serde_json::to_string(&next)) {
            // A full or forbidden storage costs only the memory across a reload.
            let _ = storage.set_item(STORAGE_KEY, &json);
        }
        Rc::new(next)
    }
}

/// The draft, and the way to change it.
#[derive(Clone, PartialEq)]
pub struct DraftContext(UseReducerHandle<Draft>);

impl std::ops::Deref for DraftContext {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl DraftContext {
    /// Changes the draft as it is now, even where this handle is older, and keeps it.
    pub fn change(&self, change: impl FnOnce(&mut Draft) + 'static) {
        self.0.dispatch(Box::new(change));
    }
}

#[derive(Properties, PartialEq)]
pub struct DraftProviderProps {
    pub children: Html,
}

/// Gives [`use_draft`] to everything inside.
#[component]
pub fn DraftProvider(props: &DraftProviderProps) -> Html {
    let draft = use_reducer(|| {
        let kept = browser::session_storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten());
        Draft::from_json(kept.as_deref().unwrap_or_default())
    });
    html! {
        <ContextProvider<DraftContext> context={DraftContext(draft)}>
            { props.children.clone() }
        </ContextProvider<DraftContext>>
    }
}

/// The answers so far.
#[hook]
pub fn use_draft() -> DraftContext {
    use_context().expect("the app is wrapped in DraftProvider")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn child(name: &str) -> DraftStudent {
        DraftStudent {
            lookup_id: Uuid::from_u128(1),
            student: StudentSummary {
                name_masked: name.into(),
                school_name: "市立內湖國小".into(),
                class_name: "五年一班".into(),
            },
            relationship: Relationship::Mother,
            relationship_note: None,
            level: SchoolLevel::Elementary,
            school_code: "343606".into(),
            expired: false,
        }
    }

    fn filled_in() -> Draft {
        Draft {
            session_ends: Some(datetime!(2026-11-21 12:00 UTC)),
            students: vec![child("王○明")],
            consent_record_id: Some(Uuid::from_u128(2)),
            parent: ParentForm { name: "王大明".into(), email: "a@b.tw".into(), mobile: "0912345678".into() },
            parent_national_id: Some("A123456789".into()),
            ..Draft::default()
        }
    }

    #[test]
    fn a_reload_keeps_everything_but_the_national_id() {
        let kept = serde_json::to_string(&filled_in()).unwrap();
        assert!(!kept.contains("A123456789"), "{kept}");
        let again = Draft::from_json(&kept);
        assert!(again == Draft { parent_national_id: None, ..filled_in() });
        assert!(again.students_ready() && !again.parent_ready());
    }

    #[test]
    fn a_draft_nobody_can_read_is_an_empty_one() {
        for kept in ["", "null", "{\"students\":7}", "not json"] {
            assert!(Draft::from_json(kept) == Draft::default(), "{kept}");
        }
    }

    #[test]
    fn a_new_session_keeps_the_answers_but_asks_for_children_and_consent_again() {
        let mut draft = filled_in();
        draft.begin_session(datetime!(2026-11-21 14:00 UTC));
        assert!(!draft.students_ready());
        assert_eq!(draft.consent_record_id, None);
        assert!(draft.parent == filled_in().parent);

        draft.add_student(child("王○明"));
        assert_eq!(draft.students.len(), 1);
        assert!(draft.students_ready());
    }

    #[test]
    fn the_same_session_keeps_its_look_ups() {
        let mut draft = filled_in();
        draft.begin_session(datetime!(2026-11-21 12:00 UTC));
        assert!(draft.students_ready() && draft.consent_record_id.is_some());
    }

    #[test]
    fn two_children_shown_alike_are_two_cards() {
        let mut draft = filled_in();
        draft.add_student(child("王○明"));
        assert_eq!(draft.students.len(), 2);
    }
}

//! The form of a correction.

use super::{Draft, ParentForm};
use crate::components::signature_pad::SignatureInput;
use serde::{Deserialize, Serialize};
use shared_types::{application::BindingApplication, relationship::Relationship};
use uuid::Uuid;

/// What stands in it, for this version of this application only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    id: Uuid,
    version: u32,
    pub relationship: Relationship,
    pub relationship_note: String,
    /// Empty where an account's data are on file: they aren't asked for.
    pub parent: ParentForm,
    /// In memory only, like those of step 4.
    #[serde(skip)]
    pub national_id: String,
    #[serde(skip)]
    pub signature: SignatureInput,
}

impl Correction {
    /// What is on file.
    fn of(application: &BindingApplication) -> Self {
        let on_file = &application.applicant;
        let parent = match on_file.is_of_account {
            true => ParentForm::default(),
            false => {
                ParentForm { name: on_file.name.clone(), email: on_file.email.clone(), mobile: on_file.mobile.clone() }
            }
        };
        Self {
            id: application.id,
            version: application.version,
            relationship: application.relationship,
            relationship_note: application.relationship_note.clone().unwrap_or_default(),
            parent,
            national_id: String::new(),
            signature: SignatureInput::default(),
        }
    }
}

impl Draft {
    /// What was typed for this version of the application, or what is on file.
    pub fn correction_of(&self, application: &BindingApplication) -> Correction {
        self.typed_for(application.id, application.version).unwrap_or_else(|| Correction::of(application))
    }

    fn typed_for(&self, id: Uuid, version: u32) -> Option<Correction> {
        let is_it = |one: &Correction| one.id == id && one.version == version;
        self.correction.clone().filter(is_it).or_else(|| self.written_down().filter(is_it))
    }

    fn written_down(&self) -> Option<Correction> {
        serde_json::from_str(&self.correction_json).ok()
    }

    /// The form is shown: what was typed for an earlier version is worth nothing any more.
    pub fn begin_correction(&mut self, begun: Correction) {
        if self.written_down().is_some_and(|kept| kept.id == begun.id && kept.version != begun.version) {
            self.correction_json.clear();
        }
        self.correction = Some(begun);
    }

    /// Changes the form that was begun, unless somebody has left it.
    pub fn change_correction(&mut self, change: impl FnOnce(&mut Correction)) {
        if let Some(correction) = &mut self.correction {
            let before = correction.clone();
            change(correction);
            if *correction != before {
                // Never fails for what holds no map.
                self.correction_json = serde_json::to_string(correction).unwrap_or_default();
            }
        }
    }

    /// It was sent.
    pub fn end_correction(&mut self) {
        let sent = self.correction.take();
        if self.written_down().is_some_and(|kept| sent.is_some_and(|sent| sent.id == kept.id)) {
            self.correction_json.clear();
        }
    }
}

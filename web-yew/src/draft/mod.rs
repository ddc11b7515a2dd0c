//! What a parent has answered so far, kept in the tab so that a reload, the back button or an
//! ended session loses nothing. National IDs and codes are never kept.

mod correction;
mod kept;
#[cfg(test)]
mod tests;

pub use correction::Correction;
pub use kept::{DraftContext, DraftProvider, LEFT, keep_answers, use_draft};

use crate::components::signature_pad::SignatureInput;
use serde::{Deserialize, Serialize};
use shared_types::{
    account::KnownAccount,
    application::{ApplicationStatus, BindingApplication},
    national_id::NationalId,
    relationship::Relationship,
    school::{SchoolLevel, StudentSummary},
    verification::{ContactChannel, ContactVerification},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The answers of the four steps.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Step 1: where codes can go.
    pub address_form: AddressForm,
    /// Step 1: the code under way.
    pub contact: Option<PendingContact>,
    /// Which applicant session the look-ups and the consent belong to: its end, which is unique enough.
    #[serde(with = "time::serde::rfc3339::option")]
    pub session_ends: Option<OffsetDateTime>,
    /// Step 2: the children so far.
    pub students: Vec<DraftStudent>,
    /// Step 2: the child being filled in.
    pub student_form: StudentForm,
    /// Step 2: the children before one was removed, to take that back.
    #[serde(skip)]
    pub before_removal: Vec<DraftStudent>,
    /// Step 2: the look-up of the child that is being changed.
    pub changing: Option<Uuid>,
    /// Step 3: the accepted consent of this session.
    pub consent_record_id: Option<Uuid>,
    /// Step 4.
    pub parent: ParentForm,
    /// What was typed into a correction, as JSON: only the bundle that has corrections reads it.
    correction_json: String,
    /// The correction that is under way.
    #[serde(skip)]
    correction: Option<Correction>,
    /// The reference number of what was sent, for the last page.
    pub sent: Option<String>,
    /// The key of what the front page, which may be another bundle's, says to somebody who has just left.
    pub left: String,
    /// Said once on step 1.
    #[serde(skip)]
    pub session_ended: bool,
    /// Said once on step 3.
    #[serde(skip)]
    pub consent_outdated: bool,
    /// In memory only: after a reload step 4 asks for it again.
    #[serde(skip)]
    pub parent_national_id: Option<String>,
    /// The account that the person of that ID number has.
    #[serde(skip)]
    pub known_account: Option<KnownAccount>,
    /// In memory only, so that a change of an answer doesn't ask for it again.
    #[serde(skip)]
    pub signature: SignatureInput,
}

/// The form of step 1. Each way has an address of its own, so that changing one's mind loses neither.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    pub by_sms: bool,
    pub email: String,
    pub mobile: String,
}

/// A code is on its way to this address.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingContact {
    pub verification: ContactVerification,
    /// The own address, to show.
    pub address: String,
}

impl PendingContact {
    /// With a code that can't be used any more.
    pub fn ended(mut self) -> Self {
        self.verification.expires_at = OffsetDateTime::UNIX_EPOCH;
        self
    }
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
    /// The school's romanised name.
    pub school_latin: String,
    /// The look-up ended with its session.
    #[serde(default)]
    pub expired: bool,
    /// In memory only, to notice the same child a second time.
    #[serde(skip)]
    pub national_id: Option<NationalId>,
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
    /// What the field of this way begins with: what was typed there, else what step 4 knows.
    pub fn address(&self, channel: ContactChannel) -> &str {
        let (typed, known) = match channel {
            ContactChannel::Email => (&self.address_form.email, &self.parent.email),
            ContactChannel::Sms => (&self.address_form.mobile, &self.parent.mobile),
        };
        if typed.is_empty() { known } else { typed }
    }

    /// Keeps what was typed for this way.
    pub fn keep_address(&mut self, channel: ContactChannel, typed: String) {
        match channel {
            ContactChannel::Email => self.address_form.email = typed,
            ContactChannel::Sms => self.address_form.mobile = typed,
        }
    }

    /// A session begins. Look-ups, consent and signature of an earlier one are worth nothing in it; the rest stays.
    pub fn begin_session(&mut self, ends: OffsetDateTime) {
        if self.session_ends == Some(ends) {
            return;
        }
        self.session_ends = Some(ends);
        self.contact = None;
        // The session knows the address. The tab need not, but the next code travels the same way.
        self.address_form = AddressForm { by_sms: self.address_form.by_sms, ..AddressForm::default() };
        self.session_ended = false;
        self.left.clear();
        self.consent_record_id = None;
        self.signature = SignatureInput::default();
        self.before_removal.clear();
        for student in &mut self.students {
            student.expired = true;
        }
    }

    /// The API says that the code can't be used any more.
    pub fn end_code(&mut self) {
        self.contact = self.contact.take().map(PendingContact::ended);
    }

    /// The API says that the session has ended.
    pub fn end_session(&mut self) {
        self.session_ended = true;
        self.contact = None;
    }

    /// A child was found: it replaces the one that is being changed, or the expired card of the same child, if there
    /// is one.
    ///
    /// Names are masked, so two cards are the same child when all that is shown is the same.
    pub fn add_student(&mut self, found: DraftStudent) {
        let same = |s: &DraftStudent| Some(s.lookup_id) == self.changing || s.expired && s.lookup_id == found.lookup_id;
        let alike = |s: &DraftStudent| s.expired && s.student == found.student;
        match self.students.iter().position(same).or_else(|| self.students.iter().position(alike)) {
            Some(index) => self.students[index] = found,
            None => self.students.push(found),
        }
        self.begin_student();
    }

    /// The form for one more child. Brothers and sisters mostly have the same parent.
    pub fn begin_student(&mut self) {
        self.before_removal.clear();
        self.changing = None;
        self.student_form = StudentForm::default();
        if let Some(last) = self.students.last() {
            self.student_form.relationship = Some(last.relationship);
            self.student_form.relationship_note = last.relationship_note.clone().unwrap_or_default();
        }
    }

    /// The form for a child that is in the list.
    pub fn change_student(&mut self, lookup_id: Uuid) {
        self.before_removal.clear();
        self.changing = Some(lookup_id);
        if let Some(student) = self.students.iter().find(|s| s.lookup_id == lookup_id) {
            self.student_form.relationship = Some(student.relationship);
            self.student_form.relationship_note = student.relationship_note.clone().unwrap_or_default();
            self.student_form.level = Some(student.level);
            self.student_form.school_code = Some(student.school_code.clone());
        }
    }

    /// The child that is being changed.
    pub fn changed_student(&self) -> Option<&DraftStudent> {
        self.students.iter().find(|s| Some(s.lookup_id) == self.changing)
    }

    /// The ID of the child that is being changed, unless it has to be typed again.
    pub fn kept_id(&self) -> Option<&NationalId> {
        self.changed_student().filter(|s| !s.expired)?.national_id.as_ref()
    }

    /// This one goes.
    pub fn remove_student(&mut self, lookup_id: Uuid) {
        let before = self.students.clone();
        self.students.retain(|s| s.lookup_id != lookup_id);
        // Else what is in the form belongs to one more child.
        if self.changing == Some(lookup_id) {
            self.begin_student();
        }
        self.before_removal = before;
    }

    /// The one that went last comes back.
    pub fn undo_removal(&mut self) {
        self.students = std::mem::take(&mut self.before_removal);
    }

    /// A child that was looked up is in the list: the API answers the same child with the same look-up.
    pub fn has_lookup(&self, id: Uuid) -> bool {
        self.others().any(|s| s.lookup_id == id)
    }

    /// This child is in the list. After a reload nobody knows, because IDs aren't kept; the API does.
    pub fn has_student(&self, national_id: &NationalId) -> bool {
        self.others().any(|s| s.national_id.as_ref() == Some(national_id))
    }

    /// Those that a child may not be a second time.
    fn others(&self) -> impl Iterator<Item = &DraftStudent> {
        self.students.iter().filter(|s| !s.expired && Some(s.lookup_id) != self.changing)
    }

    /// The consent text was replaced meanwhile: the newer one has to be read, and signed for.
    pub fn outdate_consent(&mut self) {
        self.consent_record_id = None;
        self.signature = SignatureInput::default();
        self.consent_outdated = true;
    }

    /// Every child can be sent.
    pub fn students_ready(&self) -> bool {
        !self.students.is_empty() && !self.students.iter().any(|s| s.expired)
    }

    /// Step 4 is answered: by an ID number, and what the account behind it can't say.
    pub fn parent_ready(&self) -> bool {
        self.parent_national_id.is_some() && (self.known_account.is_some() || !self.parent.name.is_empty())
    }

    /// 「驗證」 of step 4 answered; none to begin it anew.
    pub fn identify(&mut self, national_id: Option<String>, account: Option<KnownAccount>) {
        self.parent_national_id = national_id;
        self.known_account = account;
    }

    /// The form was sent: nothing of it stays but what the last page shows.
    pub fn finish(&mut self, reference: Option<String>) {
        *self = Self { sent: reference, session_ends: self.session_ends, ..Self::default() };
    }

    /// Children that have been sent already don't stay, and without a child nothing does.
    ///
    /// Each application stands for one child only: twins in one class are shown alike.
    pub fn forget_sent(&mut self, applications: &[BindingApplication]) {
        for application in applications.iter().filter(|one| one.status != ApplicationStatus::Cancelled) {
            let is_it =
                |s: &DraftStudent| s.student == application.student && s.relationship == application.relationship;
            if let Some(index) = self.students.iter().position(is_it) {
                self.students.remove(index);
            }
        }
        if self.students.is_empty() {
            self.finish(None);
        }
    }

    /// Something was typed or chosen that hasn't been sent.
    pub fn has_answers(&self) -> bool {
        !self.correction_json.is_empty()
            || !self.students.is_empty()
            || self.student_form != StudentForm::default()
            || self.parent != ParentForm::default()
    }

    /// Somebody leaves a phone that others use too, and is told `words` of it.
    pub fn leave(&mut self, words: &str) {
        *self = Self { left: words.into(), ..Self::default() };
    }

    /// As it was kept. What an older version of the app wrote, or nobody, is an empty draft.
    fn from_json(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_default()
    }
}

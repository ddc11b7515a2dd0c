//! The verdict on each kind of field, for what a person typed.
//!
//! The browser calls these on its inputs; the server through [`server`], from `validator`.

use crate::{
    application::ReturnReason,
    audit::UnmaskingReason,
    contact::{EmailAddress, MobileNumber},
    limits,
    national_id::NationalId,
    person_name,
    problem::FieldCode,
    relationship::Relationship,
    school::SchoolLevel,
    school_register::DISTRICTS,
    school_settings::SchoolContact,
    staff::StaffRole,
    text,
    verification::{ContactAddress, ContactChannel},
};
use time::Date;

/// A verdict: the field is fine, or what is wrong with it.
pub type Verdict = Result<(), FieldCode>;

pub fn required(typed: &str) -> Verdict {
    if typed.trim().is_empty() { Err(FieldCode::Required) } else { Ok(()) }
}

pub fn national_id(typed: &str) -> Verdict {
    NationalId::parse(typed).map(drop)
}

pub fn email(typed: &str) -> Verdict {
    EmailAddress::parse(typed).map(drop)
}

pub fn mobile(typed: &str) -> Verdict {
    MobileNumber::parse(typed).map(drop)
}

pub fn contact_address(channel: ContactChannel, typed: &str) -> Verdict {
    ContactAddress::parse(channel, typed).map(drop)
}

pub fn name(typed: &str) -> Verdict {
    person_name::parse(typed).map(drop)
}

/// A typed signature is the signer's own name.
pub fn signed_name(typed: &str, own: &str) -> Verdict {
    if person_name::is_same(typed, own) { Ok(()) } else { Err(FieldCode::OtherName) }
}

/// A one-time code, spaces and full-width digits accepted.
pub fn code(typed: &str) -> Verdict {
    let code = text::normalise_identifier(typed);
    match code.len() {
        0 => Err(FieldCode::Required),
        limits::CODE_DIGITS if code.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        _ => Err(FieldCode::Format),
    }
}

/// 「其他」 needs a few words; every other relationship needs none.
pub fn relationship_note(relationship: Relationship, note: Option<&str>) -> Verdict {
    if relationship != Relationship::Other {
        return Ok(());
    }
    short_text(note.unwrap_or_default(), limits::RELATIONSHIP_NOTE_CHARS)
}

/// 退回事由: grounds or a note.
pub fn return_reason(reason: &ReturnReason) -> Verdict {
    let ReturnReason { grounds, note } = reason;
    if grounds.iter().enumerate().any(|(index, ground)| grounds[..index].contains(ground)) {
        return Err(FieldCode::Duplicate);
    }
    match short_text(note.as_deref().unwrap_or_default(), limits::REASON_CHARS) {
        Err(FieldCode::Required) if !grounds.is_empty() => Ok(()),
        verdict => verdict,
    }
}

/// A last day isn't before the first.
pub fn days(from: Option<Date>, until: Option<Date>) -> Verdict {
    if from.zip(until).is_some_and(|(from, until)| until < from) { Err(FieldCode::TooEarly) } else { Ok(()) }
}

/// A registrar has a school; the other roles are the city's.
pub fn school_of_role(role: StaffRole, school_code: Option<&str>) -> Verdict {
    match (role, school_code) {
        (StaffRole::Registrar, school) => required(school.unwrap_or_default()),
        (_, Some(_)) => Err(FieldCode::Unknown),
        (_, None) => Ok(()),
    }
}

/// A substitute has a last day.
pub fn days_of_substitute(is_substitute: bool, until: Option<Date>) -> Verdict {
    if is_substitute && until.is_none() { Err(FieldCode::Required) } else { Ok(()) }
}

/// 「其他」 needs a note; nobody needs a long one.
pub fn unmasking_note(reason: UnmaskingReason, note: Option<&str>) -> Verdict {
    match short_text(note.unwrap_or_default(), limits::REASON_CHARS) {
        Err(FieldCode::Required) if reason != UnmaskingReason::Other => Ok(()),
        verdict => verdict,
    }
}

/// The name of a school's office.
pub fn office(typed: &str) -> Verdict {
    short_text(typed, limits::OFFICE_CHARS)
}

/// A phone number as a school prints it, with its extension.
pub fn phone(typed: &str) -> Verdict {
    short_text(typed, limits::PHONE_CHARS)?;
    let line = text::normalise_line(typed);
    let is_written_so = |c: char| c.is_ascii_digit() || "+-() #轉分機".contains(c);
    if line.chars().all(is_written_so) && line.chars().filter(char::is_ascii_digit).count() >= 4 {
        Ok(())
    } else {
        Err(FieldCode::Format)
    }
}

/// The Ministry's code of a school.
pub fn school_code(typed: &str) -> Verdict {
    match text::normalise_identifier(typed) {
        code if code.is_empty() => Err(FieldCode::Required),
        code if code.len() == 6 && code.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(()),
        _ => Err(FieldCode::Format),
    }
}

pub fn school_name(typed: &str) -> Verdict {
    short_text(typed, limits::NAME_CHARS)
}

/// One of Taipei's.
pub fn district(chosen: &str) -> Verdict {
    required(chosen)?;
    if DISTRICTS.contains(&chosen) { Ok(()) } else { Err(FieldCode::NotFound) }
}

/// At least one, each once.
pub fn levels(levels: &[SchoolLevel]) -> Verdict {
    let is_second = |(index, one): (usize, &SchoolLevel)| levels[..index].contains(one);
    match levels {
        [] => Err(FieldCode::Required),
        some if some.iter().enumerate().any(is_second) => Err(FieldCode::Duplicate),
        _ => Ok(()),
    }
}

/// A mail's id: of our making or not, on one line.
pub fn message_id(typed: &str) -> Verdict {
    short_text(typed, limits::EMAIL_CHARS)
}

/// An enhanced status code of RFC 3463, `5.1.1`.
pub fn mail_status(typed: &str) -> Verdict {
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    match typed.split('.').collect::<Vec<_>>()[..] {
        ["2" | "4" | "5", subject, detail] if is_number(subject) && is_number(detail) => Ok(()),
        _ => Err(FieldCode::Format),
    }
}

/// One contact for a topic at most.
pub fn contacts(contacts: &[SchoolContact]) -> Verdict {
    let is_second =
        |(index, one): (usize, &SchoolContact)| contacts[..index].iter().any(|other| other.topic == one.topic);
    if contacts.iter().enumerate().any(is_second) { Err(FieldCode::Duplicate) } else { Ok(()) }
}

/// 字號 of an order.
pub fn order_reference(typed: &str) -> Verdict {
    short_text(typed, limits::ORDER_REFERENCE_CHARS)
}

/// A note that may be left out.
pub fn optional_note(note: Option<&str>) -> Verdict {
    match short_text(note.unwrap_or_default(), limits::REASON_CHARS) {
        Err(FieldCode::Required) => Ok(()),
        verdict => verdict,
    }
}

/// Why something is done, in a few sentences.
pub fn reason(typed: &str) -> Verdict {
    short_text(typed, limits::REASON_CHARS)
}

fn short_text(typed: &str, longest: usize) -> Verdict {
    let line = text::normalise_line(typed);
    match line.chars().count() {
        0 => Err(FieldCode::Required),
        n if n > longest => Err(FieldCode::TooLong),
        _ if line.chars().any(text::is_misleading) => Err(FieldCode::Character),
        _ => Ok(()),
    }
}

/// The same checks in the shape that `validator`'s derive calls.
#[cfg(feature = "server")]
pub mod server {
    use super::Verdict;
    use crate::{
        application::{SendAgain, StudentToBind},
        audit::Unmask,
        consent::ConsentText,
        delegation::RecordDelegation,
        language::Language,
        limits, password as passwords,
        problem::FieldCode,
        protection::SealChild,
        review::{Decision, DecisionOutcome, PaperReturn},
        school::SchoolLevel,
        school_settings::SchoolContact,
        signature::{self as signatures, Signature},
        staff::{AssignHomeroom, GrantRole},
        verification::RequestCode,
    };
    use uuid::Uuid;
    use validator::{ValidationError, ValidationErrors};

    type Checked = Result<(), ValidationError>;

    fn answer(verdict: Verdict) -> Checked {
        verdict.map_err(|code| ValidationError::new(code.code()))
    }

    /// A verdict of a whole struct that concerns the field of that name.
    fn answer_at(field: &'static str, verdict: Verdict) -> Checked {
        answer(verdict).map_err(|mut error| {
            error.add_param("field".into(), &field);
            error
        })
    }

    macro_rules! as_validator {
        ($($name:ident),+) => {$(
            pub fn $name(typed: &str) -> Checked {
                answer(super::$name(typed))
            }
        )+};
    }
    as_validator!(required, national_id, email, mobile, name, code, reason, office, phone, message_id, mail_status);
    as_validator!(school_code, school_name, district);

    pub fn levels(levels: &[SchoolLevel]) -> Checked {
        answer(super::levels(levels))
    }

    pub fn contact_address(asked: &RequestCode) -> Checked {
        answer_at("address", super::contact_address(asked.channel, &asked.address))
    }

    pub fn password(typed: &str) -> Checked {
        answer(passwords::check_length(typed))
    }

    pub fn signature(signature: &Signature) -> Checked {
        answer(match signature {
            Signature::Drawn { width, height, strokes } => signatures::check_strokes(*width, *height, strokes),
            Signature::Typed { name } => super::name(name),
        })
    }

    pub fn contacts(contacts: &[SchoolContact]) -> Checked {
        answer(super::contacts(contacts))
    }

    pub fn guardian_places(places: u8) -> Checked {
        answer(if places > limits::GUARDIAN_PLACES { Err(FieldCode::TooMany) } else { Ok(()) })
    }

    pub fn students(students: &[StudentToBind]) -> Checked {
        let repeated =
            students.iter().enumerate().any(|(i, s)| students[..i].iter().any(|t| t.lookup_id == s.lookup_id));
        answer(match students.len() {
            0 => Err(FieldCode::Required),
            n if n > limits::STUDENTS_PER_FORM => Err(FieldCode::TooMany),
            _ if repeated => Err(FieldCode::Duplicate),
            _ => Ok(()),
        })
    }

    /// Each language once, and the authoritative one among them.
    pub fn consent_texts(texts: &[ConsentText]) -> Checked {
        let of = |language: Language| texts.iter().filter(|text| text.language == language).count();
        answer(match Language::ALL.map(of) {
            [0, ..] => Err(FieldCode::Required),
            counts if counts.iter().any(|count| *count > 1) => Err(FieldCode::Duplicate),
            _ => Ok(()),
        })
    }

    pub fn student_relationship(student: &StudentToBind) -> Checked {
        let verdict = super::relationship_note(student.relationship, student.relationship_note.as_deref());
        answer_at("relationship_note", verdict)
    }

    pub fn correction_relationship(correction: &SendAgain) -> Checked {
        let verdict = super::relationship_note(correction.relationship, correction.relationship_note.as_deref());
        answer_at("relationship_note", verdict)
    }

    pub fn decisions(decisions: &[Decision]) -> Checked {
        batch(decisions.iter().map(|decision| decision.application_id).collect())
    }

    pub fn decisions_to_undo(decisions: &[Uuid]) -> Checked {
        batch(decisions.to_vec())
    }

    pub fn paper_returns(returns: &[PaperReturn]) -> Checked {
        batch(returns.iter().map(|one| one.application_id).collect())
    }

    fn batch(mut ids: Vec<Uuid>) -> Checked {
        let asked = ids.len();
        ids.sort_unstable();
        ids.dedup();
        answer(match asked {
            0 => Err(FieldCode::Required),
            n if n > limits::DECISIONS_PER_BATCH => Err(FieldCode::TooMany),
            n if n > ids.len() => Err(FieldCode::Duplicate),
            _ => Ok(()),
        })
    }

    pub fn decision_reason(decision: &Decision) -> Checked {
        let verdict = match (decision.outcome, &decision.reason) {
            (DecisionOutcome::Return, Some(reason)) => super::return_reason(reason),
            (DecisionOutcome::Return, None) => Err(FieldCode::Required),
            (DecisionOutcome::Approve, None) => Ok(()),
            (DecisionOutcome::Approve, Some(_)) => Err(FieldCode::Unknown),
        };
        answer_at("reason", verdict)
    }

    pub fn unmasking(asked: &Unmask) -> Checked {
        answer_at("note", super::unmasking_note(asked.reason, asked.note.as_deref()))
    }

    pub fn role_grant(grant: &GrantRole) -> Checked {
        answer_at("school_code", super::school_of_role(grant.role, grant.school_code.as_deref()))?;
        answer_at("until", super::days(grant.from, grant.until))
    }

    pub fn homeroom_assignment(asked: &AssignHomeroom) -> Checked {
        let verdict = super::days_of_substitute(asked.is_substitute, asked.until);
        answer_at("until", verdict.and_then(|()| super::days(asked.from, asked.until)))
    }

    pub fn delegation(asked: &RecordDelegation) -> Checked {
        answer_at("document_reference", super::order_reference(&asked.document_reference))?;
        answer_at("note", super::optional_note(asked.note.as_deref()))?;
        answer_at("until", super::days(asked.from, Some(asked.until)))
    }

    pub fn optional_note(typed: &str) -> Checked {
        answer(super::optional_note(Some(typed)))
    }

    pub fn seal(asked: &SealChild) -> Checked {
        answer_at("order_reference", super::order_reference(&asked.order_reference))?;
        answer_at("note", super::optional_note(asked.note.as_deref()))?;
        let is_too_much = asked.binding_ids.len() > limits::BINDINGS_PER_ORDER;
        answer_at("binding_ids", if is_too_much { Err(FieldCode::TooMany) } else { Ok(()) })
    }

    /// Every wrong field as (JSON pointer, code), in a stable order.
    pub fn field_errors(errors: &ValidationErrors) -> Vec<crate::problem::FieldError> {
        let mut found = Vec::new();
        collect("", errors, &mut found);
        found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        found
    }

    fn collect(prefix: &str, errors: &ValidationErrors, found: &mut Vec<crate::problem::FieldError>) {
        use validator::ValidationErrorsKind;
        for (field, kind) in errors.errors() {
            // validator files a whole-struct verdict under `__all__`; `answer_at` says which field it concerns.
            let pointer = if field == "__all__" { prefix.to_owned() } else { format!("{prefix}/{field}") };
            match kind {
                ValidationErrorsKind::Field(list) => found.extend(list.iter().map(|error| {
                    let at = error.params.get("field").and_then(|f| f.as_str());
                    crate::problem::FieldError {
                        pointer: at.map_or_else(|| pointer.clone(), |f| format!("{pointer}/{f}")),
                        code: FieldCode::from_code(&error.code).unwrap_or(FieldCode::Format),
                    }
                })),
                ValidationErrorsKind::Struct(inner) => collect(&pointer, inner, found),
                ValidationErrorsKind::List(items) => {
                    for (index, inner) in items {
                        collect(&format!("{pointer}/{index}"), inner, found);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_pasted_with_spaces_or_typed_full_width() {
        for typed in ["123456", " 123 456 ", "１２３４５６", "123-456"] {
            assert_eq!(code(typed), Ok(()), "{typed}");
        }
        assert_eq!(code("12345"), Err(FieldCode::Format));
        assert_eq!(code("12345a"), Err(FieldCode::Format));
        assert_eq!(code(""), Err(FieldCode::Required));
    }

    #[test]
    fn only_other_needs_words() {
        assert_eq!(relationship_note(Relationship::Father, None), Ok(()));
        assert_eq!(relationship_note(Relationship::Other, None), Err(FieldCode::Required));
        assert_eq!(relationship_note(Relationship::Other, Some("社工")), Ok(()));
        assert_eq!(relationship_note(Relationship::Other, Some(&"長".repeat(21))), Err(FieldCode::TooLong));
    }
}

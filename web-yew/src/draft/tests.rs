use super::*;
use shared_types::application::{AccountState, ApplicantView};
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
        school_latin: "Neihu Guoxiao".into(),
        expired: false,
        national_id: NationalId::parse("A123456789").ok(),
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

fn json(draft: &Draft) -> String {
    serde_json::to_string(draft).unwrap()
}

#[test]
fn a_reload_keeps_everything_but_the_national_id() {
    let kept = serde_json::to_string(&filled_in()).unwrap();
    assert!(!kept.contains("A123456789"), "{kept}");
    let again = Draft::from_json(&kept);
    assert!(again.parent == filled_in().parent);
    assert!(again.students_ready() && !again.parent_ready());
}

#[test]
fn a_draft_nobody_can_read_is_an_empty_one() {
    for kept in ["", "null", "{\"students\":7}", "not json"] {
        assert_eq!(json(&Draft::from_json(kept)), json(&Draft::default()), "{kept}");
    }
}

#[test]
fn a_new_session_keeps_the_answers_but_asks_for_children_and_consent_again() {
    let mut draft = filled_in();
    let signature = draft.signature.clone();
    draft.begin_session(datetime!(2026-11-21 14:00 UTC));
    assert!(!draft.students_ready() && draft.signature != signature);
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

#[test]
fn a_changed_child_keeps_its_place_and_may_turn_out_to_be_another() {
    let mut draft = filled_in();
    draft.add_student(DraftStudent { lookup_id: Uuid::from_u128(2), ..child("王○恩") });
    draft.change_student(Uuid::from_u128(1));
    assert!(draft.student_form.school_code.is_some());
    assert!(!draft.has_lookup(Uuid::from_u128(1)) && draft.has_lookup(Uuid::from_u128(2)), "it may stay itself");
    draft.add_student(DraftStudent { lookup_id: Uuid::from_u128(3), ..child("王○晴") });
    let lookups: Vec<_> = draft.students.iter().map(|s| s.lookup_id.as_u128()).collect();
    assert_eq!((lookups, draft.changing), (vec![3, 2], None));
}

#[test]
fn the_next_child_begins_with_the_relationship_of_the_one_before() {
    let mut draft = Draft::default();
    draft.add_student(child("王○明"));
    assert!(draft.student_form == StudentForm { relationship: Some(Relationship::Mother), ..StudentForm::default() });
    draft.student_form.level = Some(SchoolLevel::JuniorHigh);
    draft.remove_student(Uuid::from_u128(1));
    assert!(draft.students.is_empty() && draft.student_form.level.is_some(), "what was begun stays");
}

fn application(name: &str, status: ApplicationStatus) -> BindingApplication {
    BindingApplication {
        id: Uuid::from_u128(3),
        reference: "115-7K3Q9XWD".into(),
        status,
        version: 1,
        student: child(name).student,
        relationship: Relationship::Mother,
        relationship_note: None,
        applicant: ApplicantView {
            national_id_masked: String::new(),
            name: String::new(),
            email: String::new(),
            mobile: String::new(),
            is_of_account: false,
            email_is_proved: true,
        },
        submitted_at: datetime!(2026-11-21 12:00 UTC),
        decided_at: None,
        return_reason: None,
        account: AccountState::None,
        history: Vec::new(),
    }
}

#[test]
fn a_child_is_known_again_by_its_id_until_its_look_up_ends() {
    let mut draft = filled_in();
    let id = NationalId::parse("a123456789").unwrap();
    assert!(draft.has_student(&id));
    draft.begin_session(datetime!(2026-11-21 14:00 UTC));
    assert!(!draft.has_student(&id), "it has to be looked up again");
}

#[test]
fn a_child_is_known_again_by_its_look_up() {
    let mut draft = filled_in();
    assert!(draft.has_lookup(Uuid::from_u128(1)) && !draft.has_lookup(Uuid::from_u128(2)));
    draft.add_student(DraftStudent { lookup_id: Uuid::from_u128(2), ..child("王○明") });
    draft.begin_session(datetime!(2026-11-21 14:00 UTC));
    assert!(!draft.has_lookup(Uuid::from_u128(1)), "it has to be looked up again");

    draft.add_student(DraftStudent { lookup_id: Uuid::from_u128(2), ..child("王○明") });
    assert_eq!(draft.students.iter().map(|s| s.expired).collect::<Vec<_>>(), [true, false], "not its twin's card");
}

#[test]
fn what_was_sent_after_all_is_forgotten_and_the_rest_stays() {
    let mut draft = filled_in();
    draft.add_student(child("王○明"));
    draft.forget_sent(&[application("王○明", ApplicationStatus::Cancelled)]);
    assert_eq!(draft.students.len(), 2);
    draft.forget_sent(&[application("王○明", ApplicationStatus::InReview)]);
    assert_eq!(draft.students.len(), 1, "a twin isn't its brother");
    assert!(draft.parent == filled_in().parent);
    draft.forget_sent(&[application("王○明", ApplicationStatus::InReview)]);
    assert!(!draft.has_answers() && draft.consent_record_id.is_none());
}

#[test]
fn who_leaves_leaves_nothing() {
    assert!(!Draft::default().has_answers());
    let mut draft = filled_in();
    assert!(draft.has_answers());
    let signature = draft.signature.clone();
    draft.leave(LEFT);
    assert_eq!(json(&draft), json(&Draft { left: LEFT.into(), ..Draft::default() }));
    assert!(draft.signature != signature && draft.parent_national_id.is_none());
}

#[test]
fn each_way_begins_with_what_was_typed_for_it_else_with_what_step_four_knows() {
    let mut draft = filled_in();
    draft.keep_address(ContactChannel::Email, "c@d.tw".into());
    assert_eq!(draft.address(ContactChannel::Email), "c@d.tw");
    assert_eq!(draft.address(ContactChannel::Sms), "0912345678");
}

#[test]
fn a_proved_address_is_not_kept_but_the_next_code_travels_the_same_way() {
    let mut draft = Draft::default();
    draft.address_form.by_sms = true;
    draft.keep_address(ContactChannel::Sms, "0912345678".into());
    draft.begin_session(datetime!(2026-11-21 14:00 UTC));
    assert!(draft.address_form.by_sms);
    assert_eq!(draft.address(ContactChannel::Sms), "");
}

#[test]
fn a_correction_outlives_its_session_and_a_reload_but_not_its_version() {
    let mut returned = application("王○明", ApplicationStatus::Returned);
    let mut draft = Draft::default();
    draft.begin_correction(draft.correction_of(&returned));
    draft.change_correction(|_| {});
    assert!(!draft.has_answers(), "nothing was changed");
    draft.change_correction(|correction| {
        correction.parent.name = "王達明".into();
        correction.national_id = "A123456789".into();
    });
    let typed = draft.correction.clone().unwrap();
    assert!(draft.has_answers());

    draft.end_session();
    draft.begin_session(datetime!(2026-11-21 14:00 UTC));
    assert!(draft.correction_of(&returned) == typed, "the signature and the ID number too");

    let kept = json(&draft);
    assert!(!kept.contains("A123456789"), "{kept}");
    let again = Draft::from_json(&kept).correction_of(&returned);
    assert!(again.parent == typed.parent && again.relationship == Relationship::Mother);
    assert!(again.signature != typed.signature && again.national_id.is_empty());

    returned.version = 2;
    draft.begin_correction(draft.correction_of(&returned));
    assert_eq!(draft.correction_of(&returned).parent.name, "", "what is on file now");
    assert!(!draft.has_answers());
    draft.leave(LEFT);
    draft.change_correction(|correction| correction.national_id = "A123456789".into());
    assert!(draft.correction.is_none(), "nor does it come back");
}

#[test]
fn a_look_at_another_correction_loses_nothing_of_the_first() {
    let first = application("王○明", ApplicationStatus::Returned);
    let second = BindingApplication { id: Uuid::from_u128(4), ..first.clone() };
    let mut draft = Draft::default();
    draft.begin_correction(draft.correction_of(&first));
    draft.change_correction(|correction| correction.parent.name = "王達明".into());
    draft.begin_correction(draft.correction_of(&second));
    draft.end_correction();
    assert_eq!(draft.correction_of(&first).parent.name, "王達明");
    draft.begin_correction(draft.correction_of(&first));
    draft.end_correction();
    assert!(!draft.has_answers());
}

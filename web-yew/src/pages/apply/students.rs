//! Step 2 確認學生資訊: the children so far, and the form for one more.

use super::{
    help,
    step::{StepProps, step},
    student_card::student_card,
    student_form::{ANOTHER, StudentForm},
};
use crate::{
    browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        icon::Icon,
        notice::{Notice, NoticeKind},
    },
    draft::{Draft, DraftStudent, use_draft},
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
};
use shared_types::limits;
use yew::prelude::*;

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyStudents, Route::ApplyContact, 2, "students.title", |onerror| html! { <Students {onerror} /> })
}

#[component]
fn Students(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let adding = use_state_eq(|| false);
    // What has just become of the list.
    let told = use_state_eq(AttrValue::default);
    let errors = use_state(FormErrors::default);
    // Its heading, and where it leads back to.
    let changing = draft.changed_student().map(|student| AttrValue::from(student.student.name_masked.clone()));
    let is_changing = changing.is_some();
    // From the check: a new look-up in a new session is followed by a new consent.
    let from_check = is_changing && draft.consent_record_id.is_some();
    let open = *adding || is_changing || draft.students.is_empty();

    let set_adding = |value: bool| {
        let (adding, errors, told) = (adding.clone(), errors.clone(), told.clone());
        let (draft, go) = (draft.clone(), go.clone());
        Callback::from(move |()| {
            if is_changing {
                draft.change(Draft::begin_student);
            }
            if from_check {
                return go.to(Route::ApplyCheck);
            }
            errors.set(FormErrors::default());
            told.set(AttrValue::default());
            browser::focus_heading();
            adding.set(value);
        })
    };
    let onadded = {
        let (adding, told, onerror) = (adding.clone(), told.clone(), props.onerror.clone());
        let (go, done) = (go.clone(), i18n.t(if is_changing { "own.changed" } else { "students.added" }));
        Callback::from(move |()| {
            if from_check {
                return go.to(Route::ApplyCheck);
            }
            browser::focus_heading();
            adding.set(false);
            told.set(done.clone());
            onerror.emit(false);
        })
    };
    let card = |student: &DraftStudent| {
        let onremove = {
            let (draft, told, id) = (draft.clone(), told.clone(), student.lookup_id);
            let removed = i18n.with("students.removed", &[("name", &student.student.name_masked)]);
            Callback::from(move |()| {
                browser::focus_heading();
                told.set(removed.clone());
                draft.change(move |draft| draft.remove_student(id));
            })
        };
        let onchange = {
            let (draft, told, id) = (draft.clone(), told.clone(), student.lookup_id);
            Callback::from(move |()| {
                told.set(AttrValue::default());
                draft.change(move |draft| draft.change_student(id));
            })
        };
        student_card(&i18n, student, onremove, onchange)
    };
    let onundo = {
        let (draft, told) = (draft.clone(), told.clone());
        Callback::from(move |()| {
            browser::focus_heading();
            told.set(AttrValue::default());
            draft.change(Draft::undo_removal);
        })
    };
    let onnext = {
        let (draft, go, errors, i18n) = (draft.clone(), go.clone(), errors.clone(), i18n.clone());
        let onerror = props.onerror.clone();
        Callback::from(move |()| {
            if draft.students_ready() {
                // After a change the consent is there already.
                go.to(if draft.consent_record_id.is_some() { Route::ApplyCheck } else { Route::ApplyConsent });
            } else {
                errors.set(FormErrors::general(i18n.t("student.expired")));
                onerror.emit(true);
            }
        })
    };
    html! {
        <>
            <p>{ i18n.t(if draft.students.is_empty() { "students.intro" } else { "students.confirm" }) }</p>
            <ErrorSummary errors={(*errors).clone()} />
            if !told.is_empty() && errors.is_empty() {
                <Notice kind={NoticeKind::Good} live=true>
                    <p>{ (*told).clone() }</p>
                    if !draft.before_removal.is_empty() {
                        <div><Button look={Look::Quiet} small=true onclick={onundo}>{ i18n.t("students.undo") }</Button></div>
                    }
                </Notice>
            }
            if !draft.students.is_empty() {
                <ul class="children">{ for draft.students.iter().map(card) }</ul>
            }
            if !draft.students.is_empty() { { help::names_differ(&i18n) } }
            if open {
                if !draft.students.is_empty() {
                    <h2 id={ANOTHER} tabindex="-1">{ changing.unwrap_or_else(|| i18n.t("students.another")) }</h2>
                }
                <StudentForm key={draft.changing.map(|id| id.to_string()).unwrap_or_default()} {onadded} onerror={props.onerror.clone()}
                    oncancel={(!draft.students.is_empty()).then(|| set_adding(false))} />
            } else {
                if draft.students.len() < limits::STUDENTS_PER_FORM {
                    <div><Button look={Look::Quiet} onclick={set_adding(true)}>
                        { Icon::Plus.html() }{ i18n.t("students.add") }
                    </Button></div>
                }
                <div class="bar"><Button onclick={onnext}>{ i18n.t("action.next") }</Button></div>
            }
        </>
    }
}

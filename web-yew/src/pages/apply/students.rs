//! Step 2 確認學生資訊: the children so far, and the form for one more.

use super::{
    help,
    step::{StepProps, step},
    student_card::student_card,
    student_form::StudentForm,
};
use crate::{
    browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        icon::Icon,
        notice::{Notice, NoticeKind},
    },
    draft::{StudentForm as Kept, use_draft},
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
};
use shared_types::limits;
use yew::prelude::*;

/// The heading of the form for one more child.
const ANOTHER: &str = "another";

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyStudents, 2, "students.title", |onerror| html! { <Students {onerror} /> })
}

#[component]
fn Students(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let adding = use_state_eq(|| false);
    let told = use_state_eq(AttrValue::default);
    let errors = use_state(FormErrors::default);
    let open = *adding || draft.students.is_empty();

    let set_adding = |value: bool| {
        let (adding, errors, told) = (adding.clone(), errors.clone(), told.clone());
        Callback::from(move |()| {
            errors.set(FormErrors::default());
            told.set(AttrValue::default());
            browser::focus_heading();
            adding.set(value);
        })
    };
    use_effect_with(*adding, |adding| {
        if *adding {
            browser::focus(ANOTHER);
        }
    });
    let onadded = {
        let (adding, told, i18n, onerror) = (adding.clone(), told.clone(), i18n.clone(), props.onerror.clone());
        Callback::from(move |()| {
            browser::focus_heading();
            adding.set(false);
            told.set(i18n.t("students.added"));
            onerror.emit(false);
        })
    };
    let card = |(index, student): (usize, &crate::draft::DraftStudent)| {
        let onremove = {
            let draft = draft.clone();
            Callback::from(move |()| {
                browser::focus_heading();
                draft.change(move |draft| drop(draft.students.remove(index)));
            })
        };
        let onagain = {
            let (draft, adding, student) = (draft.clone(), adding.clone(), student.clone());
            Callback::from(move |()| {
                let student = student.clone();
                draft.change(move |draft| {
                    draft.student_form = Kept {
                        relationship: Some(student.relationship),
                        relationship_note: student.relationship_note.unwrap_or_default(),
                        level: Some(student.level),
                        school_code: Some(student.school_code),
                    };
                });
                adding.set(true);
            })
        };
        student_card(&i18n, student, onremove, onagain)
    };
    let onnext = {
        let (draft, go, errors, i18n) = (draft.clone(), go.clone(), errors.clone(), i18n.clone());
        let onerror = props.onerror.clone();
        Callback::from(move |()| {
            if draft.students_ready() {
                go.to(Route::ApplyConsent);
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
            if !told.is_empty() {
                <Notice kind={NoticeKind::Good} live=true><p>{ (*told).clone() }</p></Notice>
            }
            if !draft.students.is_empty() {
                <ul class="children">{ for draft.students.iter().enumerate().map(card) }</ul>
            }
            if !draft.students.is_empty() { { help::names_differ(&i18n) } }
            if open {
                if !draft.students.is_empty() { <h2 id={ANOTHER} tabindex="-1">{ i18n.t("students.another") }</h2> }
                <StudentForm {onadded} onerror={props.onerror.clone()}
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

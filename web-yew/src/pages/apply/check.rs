//! Step 4 請再次確認您的資料是否正確, and 電子簽名.

use super::{
    already_sent::AlreadySent,
    gate::left_for_step_one,
    parent::account_lines,
    step::{StepProps, step},
    student_card::student_detail,
};
use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        parent_fields::parent_places,
        signature_pad::{SIGNATURE, SignaturePad},
        summary_list::{Change, Line, summary_list},
    },
    draft::{Draft, DraftContext, DraftStudent, use_draft},
    form::{FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    route::{Route, use_go},
    session::{SessionContext, use_session},
    task::use_task,
};
use shared_types::{
    account::KnownAccount,
    application::{Applicant, StudentToBind, SubmitApplications},
    contact::{EmailAddress, shown},
    national_id::NationalId,
    problem::{FieldCode, Problem, ProblemCode},
    signature::Signature,
};
use yew::prelude::*;
use yew_router::prelude::*;

const STUDENTS: &str = "check-students";
const PARENT: &str = "check-parent";

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyCheck, Route::ApplyParent, 4, "check.title", |onerror| html! { <Check {onerror} /> })
}

#[component]
fn Check(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let go = use_go();
    let task = use_task();
    let signature = draft.signature.clone();
    let errors = use_state(FormErrors::default);
    let already_sent = use_state(FormErrors::default);

    let onsubmit = {
        let (i18n, draft, errors, task) = (i18n.clone(), draft.clone(), errors.clone(), task.clone());
        let (signature, onerror, already_sent) = (signature.clone(), props.onerror.clone(), already_sent.clone());
        let (session, go) = (session.clone(), go.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let signed = signature.read();
            onerror.emit(signed.is_err());
            let form = match signed.map(|signature| form_of(&draft, &session, signature, &i18n)) {
                Ok(Some(form)) => form,
                // Something went missing in another tab: the gate leads to it.
                Ok(None) => return draft.change(|draft| draft.identify(None, None)),
                Err(code) => return errors.set(signature_error(&i18n, code)),
            };
            errors.set(FormErrors::default());
            already_sent.set(FormErrors::default());
            let (i18n, draft, errors, go) = (i18n.clone(), draft.clone(), errors.clone(), go.clone());
            let (session, onerror, already_sent) = (session.clone(), onerror.clone(), already_sent.clone());
            task.run(async move {
                match api::application::submit_applications(&form).await {
                    Ok(sent) => {
                        go.instead(Route::ApplyDone);
                        let reference = sent.first().map(|application| application.reference.clone());
                        draft.change(move |draft| draft.finish(reference));
                    }
                    Err(error) if left_for_step_one(&error, &session, &draft) => {}
                    Err(error) => {
                        if error.code() == Some(ProblemCode::ConsentOutdated) {
                            draft.change(Draft::outdate_consent);
                        }
                        if let Some(problem) = error.problem() {
                            mark_expired(&draft, problem);
                        }
                        let wrong = FormErrors::from_api(&i18n, &error, &places(&i18n, &draft));
                        if error.code() == Some(ProblemCode::AlreadyApplied) {
                            already_sent.set(wrong);
                        } else {
                            errors.set(wrong);
                            onerror.emit(true);
                        }
                    }
                }
            });
        })
    };

    let student = |student: &DraftStudent| {
        let change = {
            let (draft, go, id) = (draft.clone(), go.clone(), student.lookup_id);
            Callback::from(move |()| {
                draft.change(move |draft| draft.change_student(id));
                go.to(Route::ApplyStudents);
            })
        };
        let name = student.student.name_masked.clone();
        Line::changeable(name.into(), student_detail(&i18n, student), Change::Here(change))
    };
    let masked_id = draft.parent_national_id.as_deref().and_then(|id| NationalId::parse(id).ok());
    let parent = |key: &str, value: String| Line::changeable(i18n.t(key), value, Change::At(Route::ApplyParent));
    let email = EmailAddress::parse(&draft.parent.email).map_or_else(|_| String::new(), |email| email.as_str().into());
    // A slip in it would send the account to somebody else.
    let unverified = session.applicant().present().is_some_and(|session| !session.has_proved(&email));
    let id_line = masked_id.map(|id| parent("parent.national_id", id.masked()));
    let parent_lines: Vec<Line> = match own_account(&session).or(draft.known_account.as_ref()) {
        Some(account) => id_line.into_iter().chain(account_lines(&i18n, account)).collect(),
        None => id_line
            .into_iter()
            .chain([
                parent("parent.name", draft.parent.name.clone()),
                Line { warning: unverified.then(|| i18n.t("check.email_unverified")), ..parent("parent.email", email) },
                parent("parent.mobile", shown(&draft.parent.mobile)),
            ])
            .collect(),
    };
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            if !already_sent.is_empty() { <AlreadySent errors={(*already_sent).clone()} /> }
            <section class="card stack stack--tight" id={STUDENTS} tabindex="-1" aria-labelledby="check-students-title">
                <h2 id="check-students-title">{ i18n.t("check.students") }</h2>
                { summary_list(&i18n, &draft.students.iter().map(student).collect::<Vec<_>>()) }
            </section>
            <section class="card stack stack--tight" id={PARENT} tabindex="-1" aria-labelledby="check-parent-title">
                <h2 id="check-parent-title">{ i18n.t("check.parent") }</h2>
                { summary_list(&i18n, &parent_lines) }
            </section>
            <form class="form card" {onsubmit} novalidate=true>
                <SignaturePad input={signature} error={errors.of(SIGNATURE)} />
                <p class="hint">{ i18n.t("check.consequence") }</p>
                <div class="actions">
                    <Link<Route> to={Route::ApplyParent} classes="btn btn--quiet">{ i18n.t("check.back") }</Link<Route>>
                    <Button busy={task.is_running()}>{ i18n.t("check.send") }</Button>
                </div>
            </form>
        </>
    }
}

/// What is wrong with a signature.
pub fn signature_error(i18n: &I18n, code: FieldCode) -> FormErrors {
    let mut errors = FormErrors::default();
    if code == FieldCode::Required {
        errors.add(SIGNATURE, i18n.t("signature.label"), i18n.t("signature.missing"));
    } else {
        errors.check(i18n, SIGNATURE, i18n.t("signature.label"), Err(code));
    }
    errors
}

/// Of somebody who came signed in: nothing of it is typed.
fn own_account(session: &SessionContext) -> Option<&KnownAccount> {
    session.applicant().present()?.account.as_ref()
}

/// The form as it is sent; none when something has gone missing.
fn form_of(draft: &Draft, session: &SessionContext, signature: Signature, i18n: &I18n) -> Option<SubmitApplications> {
    let applicant = match (own_account(session), draft.parent_national_id.clone(), &draft.known_account) {
        (Some(_), ..) => Applicant::default(),
        (None, national_id @ Some(_), Some(_)) => Applicant { national_id, ..Applicant::default() },
        (None, national_id @ Some(_), None) => Applicant {
            national_id,
            name: Some(draft.parent.name.clone()),
            email: Some(draft.parent.email.clone()),
            mobile: Some(draft.parent.mobile.clone()),
        },
        (None, None, _) => return None,
    };
    let student = |student: &DraftStudent| StudentToBind {
        lookup_id: student.lookup_id,
        relationship: student.relationship,
        relationship_note: student.relationship_note.clone(),
    };
    Some(SubmitApplications {
        consent_record_id: draft.consent_record_id?,
        students: draft.students.iter().map(student).collect(),
        applicant,
        signature,
        language: i18n.language(),
    })
}

/// Where the API's verdicts belong on a page that shows answers: their section, under their name.
fn places(i18n: &I18n, draft: &Draft) -> Vec<FieldPlace> {
    let mut places: Vec<FieldPlace> =
        parent_places(i18n).into_iter().map(|place| FieldPlace { field: PARENT, ..place }).collect();
    places.push(FieldPlace { pointer: "/signature".into(), field: SIGNATURE, label: i18n.t("signature.label") });
    for (index, student) in draft.students.iter().enumerate() {
        let label = AttrValue::from(student.student.name_masked.clone());
        for part in ["", "/lookup_id", "/relationship", "/relationship_note"] {
            let pointer = format!("/students/{index}{part}").into();
            places.push(FieldPlace { pointer, field: STUDENTS, label: label.clone() });
        }
    }
    places
}

/// Look-ups that ended with their session are marked, so that step 2 asks for their IDs again.
fn mark_expired(draft: &DraftContext, problem: &Problem) {
    let expired: Vec<usize> = problem
        .errors
        .iter()
        .filter(|wrong| wrong.code == FieldCode::LookupExpired)
        .filter_map(|wrong| wrong.pointer.split('/').nth(2)?.parse().ok())
        .collect();
    if !expired.is_empty() {
        draft.change(move |draft| {
            for index in expired {
                if let Some(student) = draft.students.get_mut(index) {
                    student.expired = true;
                }
            }
        });
    }
}

//! Step 2: one child, by relationship, level, ID and school.

use super::{gate::left_for_step_one, help};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        loading::when_loaded,
        parent_fields::id_check,
        radio_cards::{Choice, ChoiceGroup, RadioCards},
        relationship_fields::{RELATIONSHIP_NOTE, RelationshipFields, check_relationship},
        school_combobox::SchoolCombobox,
    },
    draft::{Draft, DraftStudent, use_draft},
    form::{FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    session::{Loaded, use_session},
    task::use_task,
};
use shared_types::{
    national_id::NationalId,
    problem::ProblemCode,
    relationship::Relationship,
    school::{LookUpStudent, School, SchoolLevel},
    text,
};
use std::rc::Rc;
use yew::prelude::*;

/// The heading of the form for one more child, or for one that is being changed.
pub const ANOTHER: &str = "another";
const LEVEL: &str = "level";
const STUDENT_ID: &str = "student_national_id";
const SCHOOL: &str = "school";

#[derive(Properties, PartialEq)]
pub struct StudentFormProps {
    /// A child was found and is in the draft now.
    pub onadded: Callback<()>,
    /// Back to the cards without another child; absent when there are none.
    #[prop_or_default]
    pub oncancel: Option<Callback<()>>,
    #[prop_or_default]
    pub onerror: Callback<bool>,
}

/// Looks a child up.
#[component]
pub fn StudentForm(props: &StudentFormProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let not_found = use_state_eq(|| false);
    let (schools, reload) = use_schools();
    let (national_id, note) = (use_node_ref(), use_node_ref());
    let form = &draft.student_form;
    let is_kept = draft.kept_id().is_some();
    use_effect_with((), |()| browser::focus(ANOTHER));

    let onsubmit = {
        let (i18n, errors, draft, task) = (i18n.clone(), errors.clone(), draft.clone(), task.clone());
        let (national_id, note, not_found) = (national_id.clone(), note.clone(), not_found.clone());
        let (onadded, onerror) = (props.onadded.clone(), props.onerror.clone());
        let chosen =
            schools.present().and_then(|all| all.iter().find(|one| Some(&one.code) == form.school_code.as_ref()));
        let school_latin = chosen.map(|school| school.romanised_name.clone()).unwrap_or_default();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (typed_id, typed_note) = (value_of(&national_id), value_of(&note));
            let answered = check_form(&i18n, &draft, &typed_id, &typed_note);
            onerror.emit(answered.is_err());
            let answers = match answered {
                Ok(answers) => answers,
                Err(wrong) => return errors.set(wrong),
            };
            errors.set(FormErrors::default());
            not_found.set(false);
            let (i18n, errors, draft, session) = (i18n.clone(), errors.clone(), draft.clone(), session.clone());
            let (not_found, school_latin) = (not_found.clone(), school_latin.clone());
            let (onadded, onerror) = (onadded.clone(), onerror.clone());
            task.run(async move {
                match api::student::look_up_student(&answers.look_up).await {
                    // After a reload only its look-up tells that the child is here already.
                    Ok(found) if draft.has_lookup(found.id) => {
                        errors.set(already_listed(&i18n, FormErrors::default()));
                        onerror.emit(true);
                    }
                    Ok(found) => {
                        draft.change(move |draft| {
                            draft.add_student(DraftStudent {
                                lookup_id: found.id,
                                student: found.student,
                                relationship: answers.relationship,
                                relationship_note: answers.note,
                                level: answers.look_up.level,
                                school_code: answers.look_up.school_code,
                                school_latin,
                                expired: false,
                                national_id: answers.national_id,
                            });
                        });
                        onadded.emit(());
                    }
                    Err(error) if left_for_step_one(&error, &session, &draft) => {}
                    Err(error) => {
                        not_found.set(error.code() == Some(ProblemCode::StudentNotFound));
                        errors.set(FormErrors::from_api(&i18n, &error, &places(&i18n)));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let set_relationship = {
        let draft = draft.clone();
        Callback::from(move |chosen| draft.change(move |draft| draft.student_form.relationship = Some(chosen)))
    };
    let set_note = {
        let draft = draft.clone();
        Callback::from(move |note| draft.change(move |draft| draft.student_form.relationship_note = note))
    };
    let set_level = {
        let draft = draft.clone();
        let schools = schools.present().cloned();
        Callback::from(move |code: &'static str| {
            let level = SchoolLevel::from_code(code);
            let serves = |school: &School| level.is_some_and(|level| school.levels.contains(&level));
            let others: Vec<String> =
                schools.iter().flat_map(|s| s.iter()).filter(|s| !serves(s)).map(|s| s.code.clone()).collect();
            draft.change(move |draft| {
                draft.student_form.level = level;
                draft.student_form.school_code.take_if(|code| others.contains(code));
            });
        })
    };
    let set_school = {
        let draft = draft.clone();
        Callback::from(move |code| draft.change(move |draft| draft.student_form.school_code = code))
    };
    let levels = vec![ChoiceGroup {
        label: AttrValue::default(),
        choices: SchoolLevel::ALL
            .map(|level| Choice { value: level.code(), label: i18n.t(&format!("level.{}", level.code())) })
            .into(),
    }];
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            if *not_found { { help::not_found(&i18n, form.school_code.as_deref().unwrap_or_default()) } }
            <form class="form card" {onsubmit} novalidate=true>
                <RelationshipFields chosen={form.relationship} onchoose={set_relationship} {note}
                    note_value={form.relationship_note.clone()} onleave_note={set_note} errors={(*errors).clone()} />
                <RadioCards name={LEVEL} legend={i18n.t("level.label")} groups={levels} onchoose={set_level}
                    chosen={form.level.map(|level| AttrValue::Static(level.code()))} error={errors.of(LEVEL).filter(|_| form.level.is_none())} />
                <TextField id={STUDENT_ID} label={i18n.t("student.national_id")} short=true
                    hint={i18n.t(if is_kept { "student.national_id_kept" } else { "student.national_id_hint" })} node={national_id} error={errors.of(STUDENT_ID)}
                    enterkeyhint="next" recheck={id_check(!is_kept)} />
                { when_loaded(&schools, &reload, |schools| html! {
                    <SchoolCombobox id={SCHOOL} label={i18n.t("school.label")} schools={schools.clone()} level={form.level}
                        chosen={form.school_code.clone().map(AttrValue::from)} onchoose={set_school}
                        error={errors.of(SCHOOL).filter(|_| form.school_code.is_none())} />
                }) }
                <div class="actions">
                    <Button busy={task.is_running()}>{ i18n.t(if is_kept { "own.save" } else { "student.verify" }) }</Button>
                    if let Some(oncancel) = props.oncancel.clone() {
                        <Button look={Look::Quiet} onclick={oncancel}>{ i18n.t("action.cancel") }</Button>
                    }
                </div>
            </form>
        </>
    }
}

/// A form that can be sent.
struct Answers {
    relationship: Relationship,
    note: Option<String>,
    national_id: Option<NationalId>,
    look_up: LookUpStudent,
}

fn check_form(i18n: &I18n, draft: &Draft, typed_id: &str, note: &str) -> Result<Answers, FormErrors> {
    let form = &draft.student_form;
    let mut errors = FormErrors::default();
    check_relationship(&mut errors, i18n, form.relationship, note);
    if form.level.is_none() {
        errors.add(LEVEL, i18n.t("level.label"), i18n.t("level.choose"));
    }
    // Of a child that is being changed, the ID is only typed to correct it.
    let typed_id = draft.kept_id().filter(|_| typed_id.trim().is_empty()).map_or(typed_id, NationalId::reveal);
    let national_id = NationalId::parse(typed_id);
    if national_id.as_ref().is_ok_and(|id| draft.has_student(id)) {
        errors = already_listed(i18n, errors);
    }
    errors.check(i18n, STUDENT_ID, i18n.t("student.national_id"), national_id.as_ref().map(drop).map_err(|code| *code));
    if form.school_code.is_none() {
        errors.add(SCHOOL, i18n.t("school.label"), i18n.t("school.choose"));
    }
    match (form.relationship, form.level, form.school_code.clone()) {
        (Some(relationship), Some(level), Some(school_code)) if errors.is_empty() => Ok(Answers {
            relationship,
            note: (relationship == Relationship::Other).then(|| text::normalise_line(note)),
            national_id: national_id.ok(),
            look_up: LookUpStudent { national_id: typed_id.to_owned(), level, school_code },
        }),
        _ => Err(errors),
    }
}

fn already_listed(i18n: &I18n, mut errors: FormErrors) -> FormErrors {
    errors.add(STUDENT_ID, i18n.t("student.national_id"), i18n.t("student.already_listed"));
    errors
}

fn places(i18n: &I18n) -> [FieldPlace; 4] {
    [
        ("/national_id", STUDENT_ID, "student.national_id"),
        ("/level", LEVEL, "level.label"),
        ("/school_code", SCHOOL, "school.label"),
        ("/relationship_note", RELATIONSHIP_NOTE, "relationship.note"),
    ]
    .map(|(pointer, field, key)| FieldPlace { pointer: pointer.into(), field, label: i18n.t(key) })
}

/// The schools, and the way to ask for them again.
#[hook]
fn use_schools() -> (Loaded<Rc<Vec<School>>>, Callback<()>) {
    let schools = use_state(|| Loaded::Loading);
    let load = {
        let schools = schools.clone();
        Callback::from(move |()| {
            let schools = schools.clone();
            schools.set(Loaded::Loading);
            crate::task::spawn(async move {
                schools.set(match api::student::schools().await {
                    Ok(all) => Loaded::Present(Rc::new(all)),
                    Err(error) => Loaded::Failed(error),
                });
            });
        })
    };
    {
        let load = load.clone();
        use_effect_with((), move |()| load.emit(()));
    }
    ((*schools).clone(), load)
}

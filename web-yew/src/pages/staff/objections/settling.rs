//! The dialog that settles an objection.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        radio_cards::{Choice, ChoiceGroup, RadioCards},
        relationship_fields::relationship_name,
        text_area::{TextArea, text_area, text_of, typing},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check,
    objection::{BindingObjection, ObjectionOutcome, SettleObjection},
    text,
};
use yew::prelude::*;

const OUTCOME: &str = "outcome";
const NOTE: &str = "note";

#[derive(Properties, PartialEq)]
pub struct SettlingProps {
    pub objection: BindingObjection,
    pub on_close: Callback<()>,
    pub on_settled: Callback<BindingObjection>,
}

/// What it is about, how it ends, and a note.
#[component]
pub fn Settling(props: &SettlingProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let chosen = use_state_eq(|| None::<ObjectionOutcome>);
    let (note, used) = (use_node_ref(), use_state_eq(|| 0_usize));
    let objection = &props.objection;
    let onchoose = {
        let chosen = chosen.clone();
        Callback::from(move |code| chosen.set(ObjectionOutcome::from_code(code)))
    };
    let onsubmit = {
        let (i18n, task, errors) = (i18n.clone(), task.clone(), errors.clone());
        let (chosen, note, id, on_settled) = (*chosen, note.clone(), objection.id, props.on_settled.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let note = Some(text::normalise_line(&text_of(&note))).filter(|note| !note.is_empty());
            let mut wrong = FormErrors::default();
            if chosen.is_none() {
                wrong.add(OUTCOME, i18n.t("staff.objection.outcome"), i18n.t("staff.objection.choose"));
            }
            wrong.check(&i18n, NOTE, i18n.t("staff.seal.note"), check::optional_note(note.as_deref()));
            let Some(outcome) = chosen.filter(|_| wrong.is_empty()) else {
                errors.set(wrong);
                return;
            };
            errors.set(wrong);
            let (i18n, errors) = (i18n.clone(), errors.clone());
            let on_settled = on_settled.clone();
            task.run(async move {
                match api::school::settle_objection(id, &SettleObjection { outcome, note }).await {
                    Ok(settled) => on_settled.emit(settled),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        let place =
                            FieldPlace { pointer: "/note".into(), field: NOTE, label: i18n.t("staff.seal.note") };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                    }
                }
            });
        })
    };
    let choices = ObjectionOutcome::ALL.map(|outcome| Choice {
        value: outcome.code(),
        label: i18n.t(&format!("staff.objection.outcome.{}", outcome.code())),
    });
    let groups = vec![ChoiceGroup { label: AttrValue::default(), choices: choices.to_vec() }];
    let relationship = relationship_name(&i18n, objection.relationship, None);
    let about = [
        ("class", objection.class_name.as_str()),
        ("student", &objection.student_name),
        ("applicant", &objection.applicant_name),
        ("relationship", &relationship),
    ];
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button busy={task.is_running()}>{ i18n.t("staff.objection.settle") }</Button>
        </>
    };
    let area = TextArea {
        id: NOTE,
        label: i18n.t("staff.seal.note"),
        hint: Some(i18n.t("staff.objection.note_hint")),
        error: errors.of(NOTE).map(|message| message.text),
        node: &note,
        used: *used,
        oninput: typing(NOTE, &used, &errors, &note, |note| check::optional_note(Some(note))),
    };
    html! {
        <form {onsubmit} novalidate=true>
            <Dialog id="settle" title={i18n.t("staff.objection.settle")} on_close={props.on_close.clone()} {actions}>
                <ErrorSummary errors={(*errors).clone()} />
                <p>{ i18n.with("staff.objection.about", &about) }</p>
                <p class="soft">{ &objection.objector_name }{ " " }{ &objection.reason }</p>
                <RadioCards name={OUTCOME} legend={i18n.t("staff.objection.outcome")} {groups} {onchoose}
                    chosen={chosen.map(|outcome| AttrValue::Static(outcome.code()))} error={errors.of(OUTCOME)} />
                { text_area(&i18n, area) }
                <p class="small soft">{ i18n.t("staff.objection.told") }</p>
            </Dialog>
        </form>
    }
}

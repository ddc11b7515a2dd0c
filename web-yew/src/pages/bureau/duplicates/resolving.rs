//! The dialog that says who somebody is.

use super::account_title;
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
        radio_cards::{Choice, ChoiceGroup, RadioCards},
    },
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check,
    duplicate::{DuplicateAccount, DuplicateKind, DuplicatePerson, ResolveDuplicate},
    problem::ProblemCode,
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const OUTCOME: &str = "outcome";
const KEPT: &str = "kept";
const CLOSED: &str = "closed";
const NATIONAL_ID: &str = "national_id";

const KEEP_ONE: &str = "keep_one";
const CORRECT_ID: &str = "correct_id";
const BOTH_RIGHT: &str = "both_right";

#[derive(Properties, PartialEq)]
pub struct ResolvingProps {
    pub person: DuplicatePerson,
    pub on_close: Callback<()>,
    /// Told in words what was done.
    pub on_resolved: Callback<AttrValue>,
}

/// What it is, and of which account.
#[component]
pub fn Resolving(props: &ResolvingProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let outcome = use_state_eq(|| None::<&'static str>);
    let (kept, closed) = (use_state_eq(|| 0_usize), use_state_eq(|| 1_usize));
    let number = use_node_ref();
    let person = &props.person;
    let onsubmit = {
        let (i18n, task, errors, number) = (i18n.clone(), task.clone(), errors.clone(), number.clone());
        let (outcome, kept, closed) = (*outcome, *kept, *closed);
        let (person, on_resolved) = (person.clone(), props.on_resolved.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let national_id = value_of(&number);
            let account = |index: usize| person.accounts.get(index).map(|one| one.id);
            let mut wrong = FormErrors::default();
            let asked = match (outcome, account(kept)) {
                (Some(KEEP_ONE), Some(kept_account_id)) => match account(closed).filter(|id| *id != kept_account_id) {
                    Some(closed_account_id) => Some(ResolveDuplicate::KeepOne { kept_account_id, closed_account_id }),
                    None => {
                        wrong.add(CLOSED, i18n.t("bureau.duplicate.closed"), i18n.t("bureau.duplicate.other_one"));
                        None
                    }
                },
                (Some(CORRECT_ID), Some(account_id)) => {
                    let verdict = check::national_id(&national_id);
                    wrong.check(&i18n, NATIONAL_ID, i18n.t("bureau.duplicate.national_id"), verdict);
                    verdict.is_ok().then_some(ResolveDuplicate::CorrectId { account_id, national_id })
                }
                (Some(BOTH_RIGHT), Some(account_id)) => {
                    let student = person.students.first().map(|student| student.id);
                    student.map(|student_id| ResolveDuplicate::BothRight { account_id, student_id })
                }
                _ => {
                    wrong.add(OUTCOME, i18n.t("bureau.duplicate.outcome"), i18n.t("bureau.duplicate.choose"));
                    None
                }
            };
            errors.set(wrong);
            let Some(asked) = asked else { return };
            let (i18n, errors) = (i18n.clone(), errors.clone());
            let (on_resolved, name) = (on_resolved.clone(), person.accounts[0].name.clone());
            task.run(async move {
                match api::bureau::resolve_duplicate(&asked).await {
                    Ok(()) => on_resolved.emit(i18n.with("bureau.duplicate.resolved", &[("name", &name)])),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => errors.set(match error.code() {
                        Some(ProblemCode::WrongState) => FormErrors::general(i18n.t("bureau.duplicate.wrong_state")),
                        Some(ProblemCode::NotAllowed) => FormErrors::general(i18n.t("bureau.duplicate.own")),
                        Some(ProblemCode::NotFound) => FormErrors::general(i18n.t("bureau.duplicate.gone")),
                        _ => {
                            let label = i18n.t("bureau.duplicate.national_id");
                            let place = FieldPlace { pointer: "/national_id".into(), field: NATIONAL_ID, label };
                            FormErrors::from_api(&i18n, &error, &[place])
                        }
                    }),
                }
            });
        })
    };
    let outcomes = match person.kind {
        DuplicateKind::SameContact => [KEEP_ONE, CORRECT_ID],
        DuplicateKind::ParentAndStudent => [CORRECT_ID, BOTH_RIGHT],
    };
    let choices =
        outcomes.map(|value| Choice { value, label: i18n.t(&format!("bureau.duplicate.outcome.{value}")) }).to_vec();
    let groups = vec![ChoiceGroup { label: AttrValue::default(), choices }];
    let onchoose = {
        let outcome = outcome.clone();
        Callback::from(move |value| outcome.set(Some(value)))
    };
    let which = |id: &'static str, label: &str, chosen: &UseStateHandle<usize>| {
        let now = **chosen;
        let onchange = {
            let chosen = chosen.clone();
            Callback::from(move |event: Event| {
                let select: HtmlSelectElement = event.target_unchecked_into();
                chosen.set(usize::try_from(select.selected_index()).unwrap_or_default());
            })
        };
        let wrong = errors.of(id);
        let error_id = format!("{id}-error");
        let option = |(index, one): (usize, &DuplicateAccount)| {
            let words = [("account", &*account_title(&i18n, index)), ("national_id", &one.national_id_masked)];
            html! { <option selected={index == now}>{ i18n.with("bureau.duplicate.which", &words) }</option> }
        };
        html! {
            <div class={classes!("field", wrong.is_some().then_some("field--wrong"))}>
                <label for={id}>{ i18n.t(label) }</label>
                if let Some(message) = &wrong { <span class="error" id={error_id.clone()}>{ message.text.clone() }</span> }
                <select {id} class="input" {onchange} aria-invalid={wrong.is_some().then_some("true")}
                    aria-describedby={wrong.is_some().then_some(error_id)}>
                    { for person.accounts.iter().enumerate().map(option) }
                </select>
            </div>
        }
    };
    let fields = match *outcome {
        Some(KEEP_ONE) => html! {
            <>
                { which(KEPT, "bureau.duplicate.kept", &kept) }
                { which(CLOSED, "bureau.duplicate.closed", &closed) }
                <Notice kind={NoticeKind::Warn}><p>{ i18n.t("bureau.duplicate.keep_effect") }</p></Notice>
            </>
        },
        Some(CORRECT_ID) => html! {
            <>
                if person.accounts.len() > 1 { { which(KEPT, "bureau.duplicate.corrected", &kept) } }
                <TextField id={NATIONAL_ID} label={i18n.t("bureau.duplicate.national_id")}
                    hint={i18n.t("bureau.duplicate.national_id_hint")} node={number} error={errors.of(NATIONAL_ID)}
                    recheck={check::national_id as Check} short=true />
            </>
        },
        Some(BOTH_RIGHT) => html! { <p>{ i18n.t("bureau.duplicate.right_effect") }</p> },
        _ => Html::default(),
    };
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button busy={task.is_running()}>{ i18n.t("bureau.duplicate.resolve") }</Button>
        </>
    };
    let name = person.accounts.first().map(|account| account.name.clone()).unwrap_or_default();
    html! {
        <form {onsubmit} novalidate=true>
            <Dialog id="resolve" title={i18n.with("bureau.duplicate.title", &[("name", &name)])} on_close={props.on_close.clone()} {actions}>
                <ErrorSummary errors={(*errors).clone()} />
                <div class="form">
                    <RadioCards name={OUTCOME} legend={i18n.t("bureau.duplicate.outcome")} {groups} {onchoose}
                        chosen={outcome.map(AttrValue::Static)} error={errors.of(OUTCOME)} />
                    { fields }
                </div>
            </Dialog>
        </form>
    }
}

//! What a registrar does with a child of the class list: 轉出, 監護人名額.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        radio_cards::{Choice, ChoiceGroup, RadioCards},
    },
    form::FormErrors,
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    limits,
    roster::{DepartureReason, GuardianPlaces},
};
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const REASON: &str = "departure-reason";
const PLACES: &str = "guardian-places";

/// A child of the list.
#[derive(Clone, PartialEq)]
pub struct Child {
    pub id: Uuid,
    pub school_code: AttrValue,
    pub name: AttrValue,
    /// Places that the school has opened.
    pub guardian_places: u8,
}

#[derive(Properties, PartialEq)]
pub struct StepProps {
    pub child: Child,
    pub on_close: Callback<()>,
    /// With what to say of it.
    pub on_done: Callback<AttrValue>,
}

/// 轉出: says what becomes of the bindings, and asks why the child goes.
#[component]
pub fn Releasing(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let reason = use_state_eq(|| None::<DepartureReason>);
    // Why it can't be done.
    let wrong = use_state_eq(AttrValue::default);
    let missing = use_state(FormErrors::default);
    let onclick = {
        let (i18n, task, reason, wrong, missing) =
            (i18n.clone(), task.clone(), reason.clone(), wrong.clone(), missing.clone());
        let (child, on_done) = (props.child.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let Some(reason) = *reason else {
                let mut errors = FormErrors::default();
                errors.add(REASON, i18n.t("review.release_reason"), i18n.t("review.release_choose"));
                missing.set(errors);
                browser::focus(REASON);
                return;
            };
            let (i18n, wrong) = (i18n.clone(), wrong.clone());
            let (child, on_done) = (child.clone(), on_done.clone());
            task.run(async move {
                match api::roster::depart(&child.school_code, child.id, reason).await {
                    Ok(_) => on_done.emit(i18n.with("review.released", &[("name", &child.name)])),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => wrong.set(error.message(&i18n)),
                }
            });
        })
    };
    let onchoose = {
        let (reason, missing) = (reason.clone(), missing.clone());
        Callback::from(move |code: &'static str| {
            reason.set(DepartureReason::from_code(code));
            missing.set(FormErrors::default());
        })
    };
    let choices = [DepartureReason::Transferred, DepartureReason::Left]
        .map(|why| Choice { value: why.code(), label: i18n.t(&format!("review.departure.{}", why.code())) });
    let groups = vec![ChoiceGroup { label: AttrValue::default(), choices: choices.into() }];
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Danger} busy={task.is_running()} {onclick}>{ i18n.t("review.release") }</Button>
        </>
    };
    html! {
        <Dialog id="release" title={i18n.with("review.release_title", &[("name", &props.child.name)])}
            on_close={props.on_close.clone()} {actions}>
            <p>{ i18n.t("review.release_effect") }</p>
            <RadioCards name={REASON} legend={i18n.t("review.release_reason")} {groups} {onchoose}
                chosen={reason.map(|why| AttrValue::Static(why.code()))} error={missing.of(REASON)} />
            if !wrong.is_empty() { <p class="error" role="alert">{ &*wrong }</p> }
        </Dialog>
    }
}

/// 監護人名額: places beyond the two of every child.
#[component]
pub fn Places(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let chosen = use_state_eq(|| props.child.guardian_places);
    let wrong = use_state_eq(AttrValue::default);
    let onclick = {
        let (i18n, task, chosen, wrong) = (i18n.clone(), task.clone(), chosen.clone(), wrong.clone());
        let (child, on_done) = (props.child.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let (i18n, wrong) = (i18n.clone(), wrong.clone());
            let (child, on_done, places) =
                (child.clone(), on_done.clone(), GuardianPlaces { guardian_places: *chosen });
            task.run(async move {
                match api::roster::set_guardian_places(&child.school_code, child.id, &places).await {
                    Ok(_) => on_done.emit(i18n.with("review.places_set", &[("name", &child.name)])),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => wrong.set(error.message(&i18n)),
                }
            });
        })
    };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            chosen.set(select.value().parse().unwrap_or_default());
        })
    };
    let option =
        |places: u8| html! { <option value={places.to_string()} selected={*chosen == places}>{ places }</option> };
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button busy={task.is_running()} {onclick}>{ i18n.t("review.places_save") }</Button>
        </>
    };
    html! {
        <Dialog id="places" title={i18n.with("review.places_title", &[("name", &props.child.name)])}
            on_close={props.on_close.clone()} {actions}>
            <p>{ i18n.t("review.places_effect") }</p>
            <div class="field">
                <label for={PLACES}>{ i18n.t("review.places_label") }</label>
                <select id={PLACES} class="input input--short" {onchange}>{ for (0..=limits::GUARDIAN_PLACES).map(option) }</select>
            </div>
            if !wrong.is_empty() { <p class="error" role="alert">{ &*wrong }</p> }
        </Dialog>
    }
}

//! The full ID and mobile number of an applicant, for a reviewer who says why: shown until the panel closes.

use super::facts::{Fact, facts};
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        field::value_of,
        notice::{Notice, NoticeKind},
    },
    form::words_for,
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    audit::{Unmask, Unmasked, UnmaskingReason},
    check,
};
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const REASON: &str = "unmask-reason";
const NOTE: &str = "unmask-note";
const NUMBERS: &str = "unmasked";

#[derive(Properties, PartialEq)]
pub struct UnmaskingProps {
    pub application: Uuid,
}

/// A fold-out that asks for the reason, and then the numbers in its place.
#[component]
pub fn Unmasking(props: &UnmaskingProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let reason = use_state_eq(|| UnmaskingReason::ALL[0]);
    let note = use_node_ref();
    // What is wrong with the note, or why the numbers couldn't be had.
    let wrong = use_state_eq(|| None::<AttrValue>);
    let failure = use_state_eq(|| None::<AttrValue>);
    let numbers = use_state_eq(|| None::<Unmasked>);
    // The button that had the focus is gone.
    use_effect_with((*numbers).clone(), |numbers| {
        if numbers.is_some() {
            browser::focus(NUMBERS);
        }
    });
    if let Some(numbers) = &*numbers {
        let number = |key: &str, value: &String| Fact {
            label: i18n.t(key),
            value: html! { <strong class="num">{ value }</strong> },
        };
        return html! {
            <div id={NUMBERS} tabindex="-1" role="group" aria-label={i18n.t("review.unmask.numbers")}>
                <Notice kind={NoticeKind::Warn}>
                    { facts(vec![
                        number("review.column.national_id", &numbers.national_id),
                        number("review.evidence.mobile", &numbers.mobile),
                    ]) }
                    <p class="small">{ i18n.t("review.unmask.noted") }</p>
                </Notice>
            </div>
        };
    }
    let onchange = {
        let reason = reason.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).ok();
            reason.set(index.and_then(|index| UnmaskingReason::ALL.get(index).copied()).unwrap_or(*reason));
        })
    };
    let onclick = {
        let (i18n, reason, note, wrong, failure) =
            (i18n.clone(), *reason, note.clone(), wrong.clone(), failure.clone());
        let (task, numbers, application) = (task.clone(), numbers, props.application);
        Callback::from(move |()| {
            let typed = Some(value_of(&note)).filter(|note| !note.is_empty());
            let verdict = check::unmasking_note(reason, typed.as_deref()).err();
            wrong.set(verdict.map(|code| words_for(&i18n, code)));
            failure.set(None);
            if verdict.is_some() {
                browser::focus(NOTE);
                return;
            }
            let (i18n, failure, numbers) = (i18n.clone(), failure.clone(), numbers.clone());
            task.run(async move {
                match api::review::unmask(application, &Unmask { reason, note: typed }).await {
                    Ok(answer) => numbers.set(Some(answer)),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => failure.set(Some(error.message(&i18n))),
                }
            });
        })
    };
    let option = |one: UnmaskingReason| {
        html! { <option selected={one == *reason}>{ i18n.t(&format!("review.unmask.{}", one.code())) }</option> }
    };
    html! {
        <details class="card card--tight">
            <summary>{ i18n.t("review.unmask") }</summary>
            <div class="stack">
                <p class="small soft">{ i18n.t("review.unmask.hint") }</p>
                if let Some(words) = &*failure {
                    <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice>
                }
                <div class="field">
                    <label for={REASON}>{ i18n.t("review.unmask.reason") }</label>
                    <select id={REASON} class="input" {onchange}>{ for UnmaskingReason::ALL.into_iter().map(option) }</select>
                </div>
                <div class={classes!("field", wrong.is_some().then_some("field--wrong"))}>
                    <label for={NOTE}>{ i18n.t("review.unmask.note") }</label>
                    <span class="hint" id="unmask-hint">{ i18n.t("review.unmask.note_hint") }</span>
                    if let Some(words) = &*wrong { <span class="error" id="unmask-error" role="alert">{ words }</span> }
                    <input ref={note} id={NOTE} class="input" autocomplete="off" spellcheck="false"
                        aria-invalid={wrong.is_some().then_some("true")} aria-describedby="unmask-hint unmask-error" />
                </div>
                <div><Button look={Look::Quiet} busy={task.is_running()} {onclick}>{ i18n.t("review.unmask.show") }</Button></div>
            </div>
        </details>
    }
}

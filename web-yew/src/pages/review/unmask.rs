//! The full ID and mobile number of an applicant, for a reviewer who says why: shown until the panel closes.

use super::facts::{Fact, facts};
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
    },
    form::{Check, FormErrors},
    i18n::use_i18n,
    session::use_session,
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
    let session = use_session();
    let task = use_task();
    let reason = use_state_eq(|| UnmaskingReason::ALL[0]);
    let note = use_node_ref();
    let errors = use_state(FormErrors::default);
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
        let (i18n, errors, reason, note) = (i18n.clone(), errors.clone(), *reason, note.clone());
        let (task, numbers, session, application) = (task.clone(), numbers, session, props.application);
        Callback::from(move |()| {
            let typed = Some(value_of(&note)).filter(|note| !note.is_empty());
            let mut wrong = FormErrors::default();
            let verdict = check::unmasking_note(reason, typed.as_deref());
            wrong.check(&i18n, NOTE, i18n.t("review.unmask.note"), verdict);
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                browser::focus(NOTE);
                return;
            }
            let (i18n, errors, numbers, session) = (i18n.clone(), errors.clone(), numbers.clone(), session.clone());
            task.run(async move {
                match api::review::unmask(application, &Unmask { reason, note: typed }).await {
                    Ok(answer) => numbers.set(Some(answer)),
                    Err(error) if ApiError::is_not_signed_in(&error) => session.interrupt(false),
                    Err(error) => errors.set(FormErrors::general(error.message(&i18n))),
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
                if let Some(words) = &errors.general {
                    <Notice kind={NoticeKind::Bad} live={true}>{ words.clone() }</Notice>
                }
                <div class="field">
                    <label for={REASON}>{ i18n.t("review.unmask.reason") }</label>
                    <select id={REASON} class="input" {onchange}>{ for UnmaskingReason::ALL.into_iter().map(option) }</select>
                </div>
                <TextField id={NOTE} label={i18n.t("review.unmask.note")} hint={i18n.t("review.unmask.note_hint")} node={note}
                    error={errors.of(NOTE)} recheck={(|typed| check::unmasking_note(UnmaskingReason::Other, Some(typed))) as Check} />
                <div><Button look={Look::Quiet} busy={task.is_running()} {onclick}>{ i18n.t("review.unmask.show") }</Button></div>
            </div>
        </details>
    }
}

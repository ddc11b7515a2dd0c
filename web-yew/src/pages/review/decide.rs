//! 批次審核: the two dialogs that ask before anything is decided.

use super::table::{email, registry, relationship, row_label};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
        return_reason::ground_words,
    },
    form::words_for,
    i18n::{I18n, use_i18n},
};
use shared_types::{
    application::{ReturnGround, ReturnReason},
    check, limits,
    problem::FieldCode,
    registry::RegistryOutcome,
    relationship::RelationshipGroup,
    review::{DecisionOutcome, ReviewRow},
    text::normalise_line,
};
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DecideDialogProps {
    pub rows: Vec<ReviewRow>,
    pub busy: bool,
    /// Why the last try didn't reach the API.
    pub failure: Option<AttrValue>,
    /// With the reason of a return.
    pub on_decide: Callback<Option<ReturnReason>>,
    pub on_close: Callback<()>,
}

/// 通過 or 退回, for the rows named.
pub fn decide_dialog(i18n: &I18n, outcome: DecisionOutcome, props: DecideDialogProps) -> Html {
    match outcome {
        DecisionOutcome::Approve => approve_dialog(i18n, &props),
        DecisionOutcome::Return => html! { <ReturnDialog ..props /> },
    }
}

fn approve_dialog(i18n: &I18n, props: &DecideDialogProps) -> Html {
    let (doubtful, clean): (Vec<_>, Vec<_>) = props.rows.iter().cloned().partition(is_doubtful);
    let warning = |key: &str, doubt: fn(&ReviewRow) -> bool| match props.rows.iter().filter(|row| doubt(row)).count() {
        0 => Html::default(),
        count => html! { <li>{ i18n.with(key, &[("count", &count.to_string())]) }</li> },
    };
    let count = props.rows.len().to_string();
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Good} busy={props.busy} onclick={props.on_decide.reform(|()| None)}>
                { i18n.with("review.approve_count", &[("count", &count)]) }
            </Button>
        </>
    };
    let rest = match doubtful.len() {
        0 => i18n.t("review.rows_named"),
        _ => i18n.with("review.clean", &[("count", &clean.len().to_string())]),
    };
    html! {
        <Dialog id="approve" title={i18n.with("review.approve_title", &[("count", &count)])} on_close={props.on_close.clone()} {actions}>
            { failure(props) }
            <p>{ i18n.t("review.approve_effect") }</p>
            if !doubtful.is_empty() {
                <Notice kind={NoticeKind::Warn}>
                    <ul>
                        { warning("review.approve_guardians", by_guardian) }
                        { warning("review.approve_unconfirmed", unconfirmed_by_registry) }
                        { warning("review.approve_email", |row| !row.email_is_proved) }
                    </ul>
                </Notice>
                { rows_named(i18n, &doubtful, i18n.with("review.doubtful", &[("count", &doubtful.len().to_string())]), false) }
            }
            if !clean.is_empty() {
                { rows_named(i18n, &clean, rest, false) }
            }
        </Dialog>
    }
}

/// What is to be looked at before it is approved.
fn is_doubtful(row: &ReviewRow) -> bool {
    by_guardian(row) || unconfirmed_by_registry(row) || !row.email_is_proved
}

fn by_guardian(row: &ReviewRow) -> bool {
    row.relationship.group() == RelationshipGroup::Guardian
}

fn unconfirmed_by_registry(row: &ReviewRow) -> bool {
    row.registry.as_ref().is_some_and(|check| check.outcome != RegistryOutcome::Confirmed)
}

#[component]
fn ReturnDialog(props: &DecideDialogProps) -> Html {
    let i18n = use_i18n();
    let note = use_node_ref();
    let first = use_node_ref();
    let grounds = use_state(Vec::<ReturnGround>::new);
    let length = use_state_eq(|| 0);
    let error = use_state_eq(|| None::<FieldCode>);
    let count = props.rows.len().to_string();
    let written = {
        let note = note.clone();
        move || normalise_line(&note.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default())
    };
    let oninput = {
        let (written, length, error) = (written.clone(), length.clone(), error.clone());
        Callback::from(move |_: InputEvent| {
            error.set(None);
            length.set(written().chars().count());
        })
    };
    let on_decide = {
        let (grounds, first, note) = (grounds.clone(), first.clone(), note.clone());
        let (error, on_decide) = (error.clone(), props.on_decide.clone());
        Callback::from(move |()| {
            let note_text = Some(written()).filter(|note| !note.is_empty());
            let reason = ReturnReason { grounds: grounds.to_vec(), note: note_text };
            match check::return_reason(&reason) {
                Ok(()) => on_decide.emit(Some(reason)),
                Err(code) => {
                    error.set(Some(code));
                    focus(if code == FieldCode::Required { &first } else { &note });
                }
            }
        })
    };
    let ground = |(index, ground): (usize, ReturnGround)| {
        let onchange = {
            let (grounds, error) = (grounds.clone(), error.clone());
            Callback::from(move |_: Event| {
                error.set(None);
                // In the order of the list, whichever was ticked first.
                let ticked = |one: &ReturnGround| grounds.contains(one) != (*one == ground);
                grounds.set(ReturnGround::ALL.into_iter().filter(ticked).collect());
            })
        };
        let node = if index == 0 { first.clone() } else { NodeRef::default() };
        html! {
            <label key={ground.code()} class="check">
                <input ref={node} type="checkbox" checked={grounds.contains(&ground)} {onchange} />
                <span>{ ground_words(&i18n, ground) }</span>
            </label>
        }
    };
    let wrong = |code: FieldCode| match code {
        FieldCode::Required => i18n.t("review.reason_required"),
        code => words_for(&i18n, code),
    };
    let missing = (*error).filter(|code| *code == FieldCode::Required).map(wrong);
    let miswritten = (*error).filter(|code| *code != FieldCode::Required).map(wrong);
    let message = |id: &'static str, words: &Option<AttrValue>| match words {
        Some(words) => html! { <span class="error" {id} role="alert">{ words }</span> },
        None => Html::default(),
    };
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Danger} busy={props.busy} onclick={on_decide}>
                { i18n.with("review.return_count", &[("count", &count)]) }
            </Button>
        </>
    };
    let used = [("used", length.to_string()), ("limit", limits::REASON_CHARS.to_string())];
    let used = used.each_ref().map(|(name, value)| (*name, value.as_str()));
    html! {
        <Dialog id="return" title={i18n.with("review.return_title", &[("count", &count)])} on_close={props.on_close.clone()} {actions}>
            { failure(props) }
            { rows_named(&i18n, &props.rows, i18n.t("review.rows_named"), true) }
            <fieldset class={classes!("field", missing.is_some().then_some("field--wrong"))} aria-describedby="reason-hint reason-error">
                <legend>{ i18n.t("review.reason") }</legend>
                <span class="hint" id="reason-hint">{ i18n.t("review.reason_hint") }</span>
                { message("reason-error", &missing) }
                { for ReturnGround::ALL.into_iter().enumerate().map(ground) }
            </fieldset>
            <div class={classes!("field", miswritten.is_some().then_some("field--wrong"))}>
                <label for="note">{ i18n.t("review.reason_note") }</label>
                { message("note-error", &miswritten) }
                <textarea
                    ref={note}
                    id="note"
                    class="input"
                    rows="3"
                    {oninput}
                    aria-invalid={miswritten.is_some().then_some("true")}
                    aria-describedby="note-length note-error"
                />
                <span class="small soft num" id="note-length">{ i18n.with("review.reason_length", &used) }</span>
            </div>
        </Dialog>
    }
}

fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Only an element that has gone can't take the focus.
        let _ = element.focus();
    }
}

fn failure(props: &DecideDialogProps) -> Html {
    match &props.failure {
        Some(words) => html! { <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice> },
        None => Html::default(),
    }
}

/// Who is decided on, for a last look; `data`: with what a ground of a return may be about.
fn rows_named(i18n: &I18n, rows: &[ReviewRow], title: AttrValue, data: bool) -> Html {
    let row = |row: &ReviewRow| {
        html! {
            <li key={row.id.to_string()}>
                { row_label(i18n, row) }<span class="soft">{ relationship(i18n, row) }{ registry(i18n, row) }</span>
                if data {
                    for value in [&row.national_id_masked, &row.email, &row.mobile_masked] {
                        <span class="soft num">{ value }</span>
                    }
                } else if !row.email_is_proved {
                    <span class="soft">{ email(i18n, row) }</span>
                }
            </li>
        }
    };
    html! {
        <section class="named" tabindex="0" aria-label={title.clone()}>
            <h3 class="num" aria-hidden="true">{ title }</h3>
            <ul>{ for rows.iter().map(row) }</ul>
        </section>
    }
}

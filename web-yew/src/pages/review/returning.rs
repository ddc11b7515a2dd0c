//! 退回: the dialog that asks for the reason and shows it as the parents will read it.

use super::decide::{DecideDialogProps, rows_named, sending};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        return_reason::{ground_words, reason_lines},
        text_area::{TextArea, text_area, text_of},
    },
    form::words_for,
    i18n::{I18n, html_lang, load_words, use_i18n},
    task,
};
use shared_types::{
    application::{ReturnGround, ReturnReason},
    check,
    language::Language,
    problem::FieldCode,
    review::ReviewRow,
    text::normalise_line,
};
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ReturnDialogProps {
    pub dialog: DecideDialogProps,
}

/// Which grounds, and what the teacher adds.
#[component]
pub fn ReturnDialog(props: &ReturnDialogProps) -> Html {
    let props = &props.dialog;
    let i18n = use_i18n();
    let note = use_node_ref();
    let first = use_node_ref();
    let grounds = use_state(Vec::<ReturnGround>::new);
    let noted = use_state_eq(String::new);
    let error = use_state_eq(|| None::<FieldCode>);
    let count = props.rows.len().to_string();
    let written = {
        let note = note.clone();
        move || normalise_line(&text_of(&note))
    };
    let oninput = {
        let (written, noted, error) = (written.clone(), noted.clone(), error.clone());
        Callback::from(move |_: InputEvent| {
            error.set(None);
            noted.set(written());
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
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Danger} busy={props.busy} onclick={on_decide}>
                { i18n.with("review.return_count", &[("count", &count)]) }
            </Button>
        </>
    };
    let now = ReturnReason { grounds: grounds.to_vec(), note: Some((*noted).clone()).filter(|note| !note.is_empty()) };
    let area = TextArea {
        id: "note",
        label: i18n.t("review.reason_note"),
        hint: None,
        error: miswritten,
        node: &note,
        used: noted.chars().count(),
        oninput,
    };
    html! {
        <Dialog id="return" title={i18n.with("review.return_title", &[("count", &count)])} on_close={props.on_close.clone()} {actions}>
            { sending(&i18n, props) }
            { rows_named(&i18n, &props.rows, i18n.t("review.rows_named"), true) }
            <fieldset class={classes!("field", missing.is_some().then_some("field--wrong"))} aria-describedby="reason-hint reason-error">
                <legend>{ i18n.t("review.reason") }</legend>
                <span class="hint" id="reason-hint">{ i18n.t("review.reason_hint") }</span>
                if let Some(words) = &missing { <span class="error" id="reason-error" role="alert">{ words }</span> }
                { for ReturnGround::ALL.into_iter().enumerate().map(ground) }
            </fieldset>
            { text_area(&i18n, area) }
            if !now.grounds.is_empty() || now.note.is_some() {
                <Preview reason={now} languages={languages(&props.rows)} />
            }
        </Dialog>
    }
}

/// In which languages the applicants are written to, and how many in each.
fn languages(rows: &[ReviewRow]) -> Vec<(Language, usize)> {
    let of = |language: Language| (language, rows.iter().filter(|row| row.language == language).count());
    Language::ALL.into_iter().map(of).filter(|(_, rows)| *rows > 0).collect()
}

#[derive(Properties, PartialEq)]
struct PreviewProps {
    reason: ReturnReason,
    languages: Vec<(Language, usize)>,
}

/// The reason as mail and page will say it, once in each language.
#[component]
fn Preview(props: &PreviewProps) -> Html {
    let i18n = use_i18n();
    let loaded = use_state(Vec::<I18n>::new);
    {
        let (own, loaded) = (i18n.clone(), loaded.clone());
        let wanted: Vec<Language> = props.languages.iter().map(|(language, _)| *language).collect();
        use_effect_with(wanted, move |wanted| {
            let wanted = wanted.clone();
            task::spawn(async move {
                let mut spoken = Vec::new();
                for language in wanted.into_iter().filter(|language| *language != own.language()) {
                    // Offline, the rest is shown all the same.
                    spoken.extend(load_words(language).await.map(|words| own.speaking(language, words)));
                }
                loaded.set(spoken);
            });
        });
    }
    let text = |(language, rows): &(Language, usize)| {
        let spoken = std::iter::once(&i18n).chain(loaded.iter()).find(|one| one.language() == *language)?;
        let values = [("language", language.own_name()), ("count", &rows.to_string())];
        Some(html! {
            <div key={language.tag()}>
                <h3 class="small">{ i18n.with("review.return_preview", &values) }</h3>
                <ul lang={html_lang(*language)}>
                    { for reason_lines(spoken, &props.reason).into_iter().map(|line| html! { <li>{ line }</li> }) }
                </ul>
            </div>
        })
    };
    html! {
        <section class="preview" aria-label={i18n.t("review.return_previews")}>{ for props.languages.iter().filter_map(text) }</section>
    }
}

fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Only an element that has gone can't take the focus.
        let _ = element.focus();
    }
}

//! 批次審核: the two dialogs that ask before anything is decided.

use super::table::{relationship, row_label};
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
    },
    form::words_for,
    i18n::{I18n, use_i18n},
};
use shared_types::{
    check, limits,
    relationship::RelationshipGroup,
    review::{DecisionOutcome, ReviewRow},
    text::normalise_line,
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// 退回事由 that come up again and again, by their keys in the locale.
const REASON_TEMPLATES: [&str; 5] = [
    "review.reason.name_differs",
    "review.reason.national_id_differs",
    "review.reason.relationship_differs",
    "review.reason.guardian_papers",
    "review.reason.email_differs",
];

#[derive(Properties, PartialEq)]
pub struct DecideDialogProps {
    pub rows: Vec<ReviewRow>,
    pub busy: bool,
    /// Why the last try didn't reach the API.
    pub failure: Option<AttrValue>,
    /// With the reason of a return.
    pub on_decide: Callback<Option<String>>,
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
    let guardians = props.rows.iter().filter(|row| row.relationship.group() == RelationshipGroup::Guardian).count();
    let count = props.rows.len().to_string();
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Good} busy={props.busy} onclick={props.on_decide.reform(|()| None)}>
                { i18n.with("review.approve_count", &[("count", &count)]) }
            </Button>
        </>
    };
    html! {
        <Dialog id="approve" title={i18n.with("review.approve_title", &[("count", &count)])} on_close={props.on_close.clone()} {actions}>
            { failure(props) }
            if guardians > 0 {
                <Notice kind={NoticeKind::Warn}>{ i18n.with("review.approve_guardians", &[("count", &guardians.to_string())]) }</Notice>
            }
            <p>{ i18n.t("review.approve_effect") }</p>
            { rows_named(i18n, &props.rows) }
        </Dialog>
    }
}

#[component]
fn ReturnDialog(props: &DecideDialogProps) -> Html {
    let i18n = use_i18n();
    let node = use_node_ref();
    let length = use_state_eq(|| 0);
    let error = use_state_eq(|| None::<AttrValue>);
    let count = props.rows.len().to_string();
    let text = {
        let node = node.clone();
        move || node.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
    };
    let oninput = {
        let (text, length, error) = (text.clone(), length.clone(), error.clone());
        Callback::from(move |_: InputEvent| {
            error.set(None);
            length.set(normalise_line(&text()).chars().count());
        })
    };
    let on_decide = {
        let (i18n, node, error, on_decide) = (i18n.clone(), node.clone(), error.clone(), props.on_decide.clone());
        Callback::from(move |()| {
            let reason = text();
            match check::reason(&reason) {
                Ok(()) => {
                    error.set(None);
                    on_decide.emit(Some(reason));
                }
                Err(code) => {
                    error.set(Some(words_for(&i18n, code)));
                    focus(&node);
                }
            }
        })
    };
    let template = |key: &'static str| {
        let words = i18n.t(key);
        let onclick = {
            let (words, node, length, error) = (words.clone(), node.clone(), length.clone(), error.clone());
            Callback::from(move |_: MouseEvent| {
                error.set(None);
                if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                    let written = area.value();
                    let gap = if written.is_empty() || written.ends_with('\n') { "" } else { "\n" };
                    area.set_value(&format!("{written}{gap}{words}"));
                    length.set(normalise_line(&area.value()).chars().count());
                }
                focus(&node);
            })
        };
        html! { <li {key}><button type="button" class="template" {onclick}>{ words }</button></li> }
    };
    let templates = html! { <>{ for REASON_TEMPLATES.into_iter().map(template) }</> };
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
            <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
                <label for="reason">{ i18n.t("review.reason") }</label>
                <span class="hint" id="reason-hint">{ i18n.t("review.reason_hint") }</span>
                if let Some(words) = &*error { <span class="error" id="reason-error" role="alert">{ words }</span> }
                <textarea
                    ref={node}
                    id="reason"
                    class="input"
                    rows="4"
                    {oninput}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-describedby="reason-hint reason-length reason-error"
                />
                <span class="small soft num" id="reason-length">{ i18n.with("review.reason_length", &used) }</span>
            </div>
            <div class="stack stack--tight">
                <p class="small soft" id="reason-templates">{ i18n.t("review.reason_templates") }</p>
                <ul class="templates" aria-labelledby="reason-templates">{ templates }</ul>
            </div>
            { rows_named(&i18n, &props.rows) }
        </Dialog>
    }
}

fn focus(node: &NodeRef) {
    if let Some(area) = node.cast::<HtmlTextAreaElement>() {
        // Only an element that has gone can't take the focus.
        let _ = area.focus();
    }
}

fn failure(props: &DecideDialogProps) -> Html {
    match &props.failure {
        Some(words) => html! { <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice> },
        None => Html::default(),
    }
}

/// Who is decided on, for a last look.
fn rows_named(i18n: &I18n, rows: &[ReviewRow]) -> Html {
    let row = |row: &ReviewRow| {
        html! { <li key={row.id.to_string()}>{ row_label(i18n, row) }<span class="soft">{ relationship(i18n, row) }</span></li> }
    };
    html! {
        <ul class="named" tabindex="0" aria-label={i18n.t("review.rows_named")}>{ for rows.iter().map(row) }</ul>
    }
}

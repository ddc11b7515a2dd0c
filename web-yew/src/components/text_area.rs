//! A field for a few sentences. Uncontrolled, as [`super::field`] says why.

use crate::{
    form::{Check, FormErrors},
    i18n::I18n,
};
use shared_types::limits;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What it shows.
pub struct TextArea<'a> {
    pub id: &'static str,
    pub label: AttrValue,
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    pub error: Option<AttrValue>,
    /// Read the field through it, with [`text_of`].
    pub node: &'a NodeRef,
    /// How many characters stand in it, and what hears that there may be others.
    pub used: usize,
    pub oninput: Callback<InputEvent>,
}

/// What stands in it now.
pub fn text_of(node: &NodeRef) -> String {
    node.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
}

/// Counts what is typed, and takes back what was said of the field once the text is right.
pub fn typing(
    id: &'static str,
    used: &UseStateHandle<usize>,
    errors: &UseStateHandle<FormErrors>,
    node: &NodeRef,
    check: Check,
) -> Callback<InputEvent> {
    let (used, errors, node) = (used.clone(), errors.clone(), node.clone());
    Callback::from(move |_| {
        let typed = text_of(&node);
        used.set(typed.trim().chars().count());
        if errors.of(id).is_some() && check(&typed).is_ok() {
            errors.set(errors.without(id));
        }
    })
}

/// A label, a hint, what is wrong, three lines, and how many of the characters are used.
pub fn text_area(i18n: &I18n, props: TextArea) -> Html {
    let TextArea { id, label, hint, error, node, used, oninput } = props;
    let is_wrong = error.is_some();
    let part = |part: &str| format!("{id}-{part}");
    let described = format!("{id}-hint {id}-error {id}-length");
    let counts = [("used", used.to_string()), ("limit", limits::REASON_CHARS.to_string())];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    html! {
        <div class={classes!("field", is_wrong.then_some("field--wrong"))}>
            <label for={id}>{ label }</label>
            if let Some(hint) = hint { <span class="hint" id={part("hint")}>{ hint }</span> }
            if let Some(error) = error { <span class="error" id={part("error")}>{ error }</span> }
            <textarea ref={node.clone()} {id} class="input" rows="3" {oninput} aria-invalid={is_wrong.then_some("true")}
                aria-describedby={described} />
            <span class="small soft num" id={part("length")}>{ i18n.with("field.length", &counts) }</span>
        </div>
    }
}

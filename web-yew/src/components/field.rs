//! Text fields.
//!
//! They are uncontrolled: writing a value back while somebody composes a character with Zhuyin or
//! Cangjie destroys the composition, and Yew would do so at every rendering.

use crate::{
    form::{Check, FieldMessage, words_at},
    i18n::use_i18n,
    task,
};
use std::time::Duration;
use web_sys::HtmlInputElement;
use yew::{html::IntoPropValue, platform::time::sleep, prelude::*};

/// Longer than pressing a button takes.
const PRESS: Duration = Duration::from_millis(300);

#[derive(Properties, PartialEq)]
pub struct TextFieldProps {
    pub id: &'static str,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
    /// Read the field through it, with [`value_of`].
    pub node: NodeRef,
    /// What stands in it at first.
    #[prop_or_default]
    pub value: AttrValue,
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    #[prop_or_default]
    pub inputmode: Option<AttrValue>,
    #[prop_or_default]
    pub enterkeyhint: Option<AttrValue>,
    /// Judges a field that was wrong again when it is left with another value.
    #[prop_or_default]
    pub recheck: Recheck,
    /// Told what stands in the field when it is left with another value.
    #[prop_or_default]
    pub onleave: Callback<String>,
    /// As wide as an identifier needs.
    #[prop_or_default]
    pub short: bool,
    /// What stands beside the input, a button to show a password.
    #[prop_or_default]
    pub children: Html,
}

/// How a field is judged. All are equal: which one a field has doesn't change while it is shown.
#[derive(Clone, Copy, Default)]
pub struct Recheck(Option<Check>);

impl PartialEq for Recheck {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl IntoPropValue<Recheck> for Check {
    fn into_prop_value(self) -> Recheck {
        Recheck(Some(self))
    }
}

/// What stands in a field now.
pub fn value_of(node: &NodeRef) -> String {
    node.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// A label, a hint, an input, and what is wrong with it.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let i18n = use_i18n();
    // The verdict on leaving the field, and the attempt whose message it stands for.
    let (rechecked, verdict) = (use_state_eq(|| 0), use_state_eq(AttrValue::default));
    {
        let (node, value) = (props.node.clone(), props.value.clone());
        use_effect_with(props.value.clone(), move |_| {
            if let Some(input) = node.cast::<HtmlInputElement>()
                && !value.is_empty()
            {
                input.set_value(&value);
            }
        });
    }
    // Of a change alone: what the API said of a value stands as long as the value does.
    let onchange = {
        let (node, error, recheck) = (props.node.clone(), props.error.clone(), props.recheck.0);
        let (rechecked, verdict) = (rechecked.clone(), verdict.clone());
        let (onleave, i18n) = (props.onleave.clone(), i18n.clone());
        Callback::from(move |_: Event| {
            let value = value_of(&node);
            if let (Some(error), Some(recheck)) = (&error, recheck) {
                let words = recheck(&value).err().map(|code| words_at(&i18n, error.field, code)).unwrap_or_default();
                let (rechecked, verdict, attempt) = (rechecked.clone(), verdict.clone(), error.attempt);
                // A message that comes or goes moves what is below it: not while a button there is
                // being pressed, or the press would miss it.
                task::spawn(async move {
                    sleep(PRESS).await;
                    verdict.set(words);
                    rechecked.set(attempt);
                });
            }
            onleave.emit(value);
        })
    };
    let error = props.error.as_ref().map(|error| match error.attempt == *rechecked {
        true => (*verdict).clone(),
        false => error.text.clone(),
    });
    let error = error.filter(|words| !words.is_empty());
    let (hint_id, error_id) = (format!("{}-hint", props.id), format!("{}-error", props.id));
    let described = match (props.hint.is_some(), error.is_some()) {
        (true, true) => Some(format!("{hint_id} {error_id}")),
        (true, false) => Some(hint_id.clone()),
        (false, true) => Some(error_id.clone()),
        (false, false) => None,
    };
    let is_text = props.kind == "text";
    html! {
        <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
            <label for={props.id}>{ props.label.clone() }</label>
            if let Some(hint) = &props.hint { <span class="hint" id={hint_id}>{ hint.clone() }</span> }
            if let Some(error) = &error { <span class="error" id={error_id}>{ error.clone() }</span> }
            <div class="input-group">
                <input ref={props.node.clone()} id={props.id} name={props.id} type={props.kind.clone()} {onchange}
                    class={classes!("input", props.short.then_some("input--short"))}
                    autocomplete={props.autocomplete.clone()} inputmode={props.inputmode.clone()}
                    enterkeyhint={props.enterkeyhint.clone()} spellcheck="false"
                    autocapitalize={is_text.then_some("off")} aria-invalid={error.is_some().then_some("true")}
                    aria-describedby={described} />
                { props.children.clone() }
            </div>
        </div>
    }
}

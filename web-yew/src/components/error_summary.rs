//! What is wrong with a form, on top of it.

use crate::{browser, form::FormErrors, i18n::use_i18n};
use yew::prelude::*;

const SUMMARY: &str = "error-summary";

#[derive(Properties, PartialEq)]
pub struct ErrorSummaryProps {
    pub errors: FormErrors,
}

/// Takes the focus after every attempt that failed, and leads to each wrong field.
#[component]
pub fn ErrorSummary(props: &ErrorSummaryProps) -> Html {
    let i18n = use_i18n();
    use_effect_with(props.errors.attempt, |_| browser::focus(SUMMARY));
    if props.errors.is_empty() {
        return Html::default();
    }
    // Without a connection, say, there is nothing to change.
    let title = if props.errors.fields.is_empty() { "form.blocked" } else { "form.errors" };
    let item = |message: &crate::form::FieldMessage| {
        let field = message.field;
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            browser::focus(field);
        });
        let words = i18n.with("form.error", &[("label", &message.label), ("error", &message.text)]);
        html! { <li key={field}><a href={format!("#{field}")} {onclick}>{ words }</a></li> }
    };
    html! {
        <div id={SUMMARY} class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary-title">
            <h2 id="error-summary-title">{ i18n.t(title) }</h2>
            if let Some(general) = &props.errors.general { <p>{ general.clone() }</p> }
            if !props.errors.fields.is_empty() { <ul>{ for props.errors.fields.iter().map(item) }</ul> }
        </div>
    }
}

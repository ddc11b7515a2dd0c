//! A choice of one of many, where nothing is chosen beforehand.

use crate::{form::FieldMessage, i18n::use_i18n};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SelectFieldProps {
    pub id: &'static str,
    pub label: AttrValue,
    pub options: Vec<AttrValue>,
    /// An index into the options.
    pub chosen: Option<usize>,
    pub onchoose: Callback<Option<usize>>,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
}

/// A label, what is wrong, and the browser's own list, whose first line is none of the options.
#[component]
pub fn SelectField(props: &SelectFieldProps) -> Html {
    let i18n = use_i18n();
    let (id, error) = (props.id, &props.error);
    let error_id = format!("{id}-error");
    let onchange = props.onchoose.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        usize::try_from(select.selected_index()).ok().and_then(|index| index.checked_sub(1))
    });
    let option = |(index, words): (usize, &AttrValue)| {
        html! { <option selected={Some(index) == props.chosen}>{ words }</option> }
    };
    html! {
        <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
            <label for={id}>{ props.label.clone() }</label>
            if let Some(message) = error { <span class="error" id={error_id.clone()}>{ message.text.clone() }</span> }
            <select {id} class="input" {onchange} aria-invalid={error.is_some().then_some("true")}
                aria-describedby={error.is_some().then_some(error_id)}>
                <option selected={props.chosen.is_none()}>{ i18n.t("staff.choose") }</option>
                { for props.options.iter().enumerate().map(option) }
            </select>
        </div>
    }
}

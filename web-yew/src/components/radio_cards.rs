//! Radio buttons as cards, easy to hit with a thumb.

use crate::form::FieldMessage;
use yew::prelude::*;

/// A choice.
#[derive(Clone, PartialEq)]
pub struct Choice {
    /// The wire code.
    pub value: &'static str,
    pub label: AttrValue,
}

/// Choices under a common name; the name is empty when there is one group only.
#[derive(Clone, PartialEq)]
pub struct ChoiceGroup {
    pub label: AttrValue,
    pub choices: Vec<Choice>,
}

#[derive(Properties, PartialEq)]
pub struct RadioCardsProps {
    /// Also the id of the first card, where an error summary leads.
    pub name: &'static str,
    pub legend: AttrValue,
    pub groups: Vec<ChoiceGroup>,
    pub chosen: Option<AttrValue>,
    pub onchoose: Callback<&'static str>,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
}

/// One of several.
#[component]
pub fn RadioCards(props: &RadioCardsProps) -> Html {
    let name = props.name;
    let error_id = format!("{name}-error");
    let first = props.groups.iter().flat_map(|group| &group.choices).map(|choice| choice.value).next();
    let card = |choice: &Choice| {
        let value = choice.value;
        let id = if Some(value) == first { name.to_owned() } else { format!("{name}-{value}") };
        let onchange = props.onchoose.reform(move |_: Event| value);
        html! {
            <label key={value} class="option">
                <input type="radio" {id} {name} {value} checked={props.chosen.as_deref() == Some(value)} {onchange} />
                <span>{ choice.label.clone() }</span>
            </label>
        }
    };
    let group = |(index, group): (usize, &ChoiceGroup)| {
        let cards = html! { { for group.choices.iter().map(card) } };
        if group.label.is_empty() {
            return html! { <div class="options">{ cards }</div> };
        }
        let id = format!("{name}-group-{index}");
        html! {
            <div class="stack stack--tight" role="group" aria-labelledby={id.clone()}>
                <span class="hint" {id}>{ group.label.clone() }</span>
                <div class="options">{ cards }</div>
            </div>
        }
    };
    html! {
        <fieldset class={classes!("fieldset", props.error.is_some().then_some("field--wrong"))}
            aria-describedby={props.error.is_some().then(|| error_id.clone())}>
            <legend>{ props.legend.clone() }</legend>
            if let Some(error) = &props.error { <span class="error" id={error_id}>{ error.text.clone() }</span> }
            { for props.groups.iter().enumerate().map(group) }
        </fieldset>
    }
}

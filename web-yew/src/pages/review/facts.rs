//! Labels and values, to read.

use yew::prelude::*;

/// A label and what it stands before.
pub struct Fact {
    pub label: AttrValue,
    pub value: Html,
}

pub fn facts(facts: Vec<Fact>) -> Html {
    let fact = |Fact { label, value }: Fact| html! { <div><dt>{ label }</dt><dd>{ value }</dd></div> };
    html! { <dl class="facts">{ for facts.into_iter().map(fact) }</dl> }
}

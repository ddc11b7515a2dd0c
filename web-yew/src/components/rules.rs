//! A few sentences, one below the other.

use crate::i18n::I18n;
use yew::prelude::*;

/// The words of these keys as a list.
pub fn rules(i18n: &I18n, keys: &[&str]) -> Html {
    html! { <ul class="rules">{ for keys.iter().map(|key| html! { <li>{ i18n.t(key) }</li> }) }</ul> }
}

//! A consent text as parents read it.

use crate::{components::markdown::markdown, i18n::html_lang};
use shared_types::language::Language;
use yew::prelude::*;

/// Title and text, in the language's own letters.
pub fn preview(language: Language, title: &str, body: &str) -> Html {
    html! {
        <section class="consent__text" lang={html_lang(language)} tabindex="0" aria-label={title.to_owned()}>
            <h2>{ title }</h2>
            { markdown(body) }
        </section>
    }
}

//! The Chinese text of the consent beside a translation: it is the authoritative one.

use crate::{
    api,
    components::{loading::when_loaded, markdown::markdown},
    i18n::{html_lang, use_i18n},
    session::Loaded,
};
use shared_types::{consent::ConsentDocument, language::Language};
use yew::prelude::*;

/// Chinese.
const AUTHORITATIVE: Language = Language::TraditionalChinese;

#[derive(Properties, PartialEq)]
pub struct OriginalProps {
    /// The language of the text that is shown.
    pub language: Language,
}

/// The text in force, and the way to load it in a language.
#[hook]
pub fn use_consent_text() -> (Loaded<ConsentDocument>, Callback<Language>) {
    let text = use_state(|| Loaded::Absent);
    let handle = text.clone();
    let load = Callback::from(move |language: Language| {
        let text = handle.clone();
        text.set(Loaded::Loading);
        crate::task::spawn(async move {
            text.set(match api::consent::current_consent_document(language).await {
                Ok(document) => Loaded::Present(document),
                Err(error) => Loaded::Failed(error),
            });
        });
    });
    ((*text).clone(), load)
}

/// What a reader of another language must know, and the Chinese text, fetched for those who open it.
#[component]
pub fn Original(props: &OriginalProps) -> Html {
    let i18n = use_i18n();
    let (text, load) = use_consent_text();
    let load = load.reform(|()| AUTHORITATIVE);
    if props.language == AUTHORITATIVE {
        return html! {
            if i18n.language() != AUTHORITATIVE { <p>{ i18n.t("consent.untranslated") }</p> }
        };
    }
    let ontoggle = {
        let (text, load) = (text.clone(), load.clone());
        Callback::from(move |_: Event| {
            if matches!(text, Loaded::Absent) {
                load.emit(());
            }
        })
    };
    html! {
        <>
            <p>{ i18n.t("consent.translation") }</p>
            <details class="card card--tight" {ontoggle}>
                <summary>{ i18n.t("consent.chinese") }</summary>
                if !matches!(text, Loaded::Absent) {
                    { when_loaded(&text, &load, |original| html! {
                        <div class="consent__text" role="region" tabindex="0" aria-label={i18n.t("consent.chinese")}
                            lang={html_lang(AUTHORITATIVE)}>
                            <h2>{ &original.title }</h2>
                            { markdown(&original.body) }
                        </div>
                    }) }
                }
            </details>
        </>
    }
}

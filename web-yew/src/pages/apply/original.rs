//! The Chinese text of the consent beside a translation: it is the authoritative one.

use crate::{
    api,
    components::{
        markdown::markdown,
        notice::{Failed, Skeleton},
    },
    i18n::{html_lang, use_i18n},
    session::Loaded,
};
use shared_types::language::Language;
use yew::prelude::*;

/// Chinese.
const AUTHORITATIVE: Language = Language::TraditionalChinese;

#[derive(Properties, PartialEq)]
pub struct OriginalProps {
    /// The language of the text that is shown.
    pub language: Language,
}

/// What a reader of another language must know, and the Chinese text, fetched for those who open it.
#[component]
pub fn Original(props: &OriginalProps) -> Html {
    let i18n = use_i18n();
    let text = use_state(|| Loaded::Absent);
    let load = {
        let text = text.clone();
        Callback::from(move |()| {
            let text = text.clone();
            text.set(Loaded::Loading);
            crate::task::spawn(async move {
                text.set(match api::consent::current_consent_document(AUTHORITATIVE).await {
                    Ok(original) => Loaded::Present(original),
                    Err(error) => Loaded::Failed(error),
                });
            });
        })
    };
    if props.language == AUTHORITATIVE {
        return html! {
            if i18n.language() != AUTHORITATIVE { <p>{ i18n.t("consent.untranslated") }</p> }
        };
    }
    let ontoggle = {
        let (text, load) = (text.clone(), load.clone());
        Callback::from(move |_: Event| {
            if matches!(*text, Loaded::Absent) {
                load.emit(());
            }
        })
    };
    html! {
        <>
            <p>{ i18n.t("consent.translation") }</p>
            <details class="card card--tight" {ontoggle}>
                <summary>{ i18n.t("consent.chinese") }</summary>
                { match (*text).clone() {
                    Loaded::Present(original) => html! {
                        <div class="consent__text" role="region" tabindex="0" aria-label={i18n.t("consent.chinese")}
                            lang={html_lang(AUTHORITATIVE)}>
                            <h2>{ original.title }</h2>
                            { markdown(&original.body) }
                        </div>
                    },
                    Loaded::Failed(error) => html! { <Failed {error} retry={load} /> },
                    Loaded::Loading => html! { <Skeleton /> },
                    Loaded::Absent => Html::default(),
                } }
            </details>
        </>
    }
}

//! The words of the app in the chosen language.
//!
//! A language is one JSON file of keys and sentences, fetched when it is chosen. Sentences are
//! never glued together: what varies stands in `{braces}`.

use crate::browser;
use shared_types::{language::Language, taiwan_time};
use std::{collections::BTreeMap, rc::Rc};
use time::OffsetDateTime;
use yew::prelude::*;

/// The only thing kept for the next visit.
const STORAGE_KEY: &str = "kinbind.language";

/// The sentences of one language.
#[derive(Clone)]
pub struct Words(Rc<BTreeMap<String, String>>);

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Speaks the chosen language. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct I18n {
    language: Language,
    words: Words,
    /// None: whatever suits the browser.
    choose: Callback<Option<Language>>,
}

impl I18n {
    /// The words for a key. A missing key shows itself, so that it is noticed.
    pub fn t(&self, key: &str) -> AttrValue {
        AttrValue::from(self.text(key).to_owned())
    }

    /// The words for a key, with `{name}` replaced by its value.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> AttrValue {
        fill(self.text(key), values).into()
    }

    fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.0.get(key).map_or(key, String::as_str)
    }

    /// The same in another language, for what somebody else will read.
    pub fn speaking(&self, language: Language, words: Words) -> Self {
        Self { language, words, choose: self.choose.clone() }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Fetches the other language and then speaks it.
    pub fn choose(&self, language: Language) {
        self.choose.emit(Some(language));
    }

    /// Chooses it for somebody who has chosen none here.
    pub fn suggest(&self, language: Language) {
        if remembered().is_none() && language != self.language {
            self.choose(language);
        }
    }

    /// Forgets the choice, which the next person on this device hasn't made.
    pub fn forget_choice(&self) {
        if let Some(storage) = browser::local_storage() {
            // A forbidden storage has kept nothing.
            let _ = storage.remove_item(STORAGE_KEY);
        }
        self.choose.emit(None);
    }

    /// `115/11/21 20:03` in Chinese, `2026-11-21 20:03` otherwise; Taipei's clocks.
    pub fn date_time(&self, moment: OffsetDateTime) -> AttrValue {
        taiwan_time::date_time(moment, self.language).into()
    }

    /// The day that ends at that midnight.
    pub fn last_day(&self, ends_at: OffsetDateTime) -> AttrValue {
        taiwan_time::last_day(ends_at, self.language).into()
    }

    /// `20:03` on Taipei's clocks.
    pub fn clock_time(&self, moment: OffsetDateTime) -> AttrValue {
        taiwan_time::clock_time(moment).into()
    }

    /// `20:03:07` on Taipei's clocks.
    pub fn clock_time_with_seconds(&self, moment: OffsetDateTime) -> AttrValue {
        taiwan_time::clock_time_with_seconds(moment).into()
    }
}

fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(sentence.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The words of the chosen language.
#[hook]
pub fn use_i18n() -> I18n {
    use_context().expect("the app is wrapped in I18nProvider")
}

#[derive(Properties, PartialEq)]
pub struct I18nProviderProps {
    pub language: Language,
    pub words: Words,
    pub children: Html,
}

/// Gives [`use_i18n`] to everything inside.
#[component]
pub fn I18nProvider(props: &I18nProviderProps) -> Html {
    let spoken = use_state_eq(|| (props.language, props.words.clone()));
    let choose = {
        let spoken = spoken.clone();
        Callback::from(move |chosen: Option<Language>| {
            let spoken = spoken.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let language = chosen.unwrap_or_else(preferred_language);
                // Offline the present language stays, which is still readable.
                if let Some(words) = load_words(language).await {
                    chosen.into_iter().for_each(remember);
                    spoken.set((language, words));
                }
            });
        })
    };
    let (language, words) = (*spoken).clone();
    use_effect_with(language, |language| {
        if let Some(root) = browser::document().document_element() {
            // Refused only for malformed names; these are constants.
            let _ = root.set_attribute("lang", html_lang(*language));
        }
    });
    html! {
        <ContextProvider<I18n> context={I18n { language, words, choose }}>
            { props.children.clone() }
        </ContextProvider<I18n>>
    }
}

/// The tag for `lang` attributes: with the script, which picks the right glyphs.
pub fn html_lang(language: Language) -> &'static str {
    match language {
        Language::TraditionalChinese => "zh-Hant-TW",
        other => other.tag(),
    }
}

/// The language chosen earlier, else the best one for this browser.
pub fn preferred_language() -> Language {
    let wanted = remembered().unwrap_or_else(|| {
        let languages: Vec<String> =
            browser::window().navigator().languages().iter().filter_map(|l| l.as_string()).collect();
        languages.join(",")
    });
    Language::negotiate(&wanted)
}

fn remembered() -> Option<String> {
    browser::local_storage()?.get_item(STORAGE_KEY).ok().flatten()
}

fn remember(language: Language) {
    if let Some(storage) = browser::local_storage() {
        // A full or forbidden storage costs only the memory of the choice.
        let _ = storage.set_item(STORAGE_KEY, language.tag());
    }
}

/// Fetches the words of a language from where index.html says they are. `None` when they can't be had.
pub async fn load_words(language: Language) -> Option<Words> {
    let attribute = format!("data-locale-{}", language.tag());
    let address = browser::document().document_element()?.get_attribute(&attribute)?;
    let response = gloo_net::http::Request::get(&address).send().await.ok()?;
    Some(Words(Rc::new(response.json().await.ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled_wherever_a_language_puts_it() {
        assert_eq!(fill("第 {step} 步，共 {steps} 步", &[("step", "2"), ("steps", "4")]), "第 2 步，共 4 步");
        assert_eq!(fill("{steps} steps, now {step}", &[("step", "2"), ("steps", "4")]), "4 steps, now 2");
    }
}

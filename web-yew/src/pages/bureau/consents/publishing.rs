//! The form that publishes the next version: a text a language, and a look at them as parents read them before it is done.

use super::preview::preview;
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
    },
    form::{FormErrors, words_for},
    i18n::use_i18n,
    session::use_session,
    task::use_task,
};
use serde::{Deserialize, Serialize};
use shared_types::{
    check,
    consent::{ConsentDocument, ConsentText, PublishConsent},
    language::Language,
    problem::{FieldCode, ProblemCode},
    text,
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

const VERSION: &str = "version";
/// Ids of each language's fields, in the order of [`Language::ALL`].
const TEXTS: [(&str, &str); 4] =
    [("title-zh", "body-zh"), ("title-en", "body-en"), ("title-vi", "body-vi"), ("title-id", "body-id")];
/// Where what was typed waits when a session ends.
const STORAGE_KEY: &str = "kinbind.consent_texts";

/// (title, text) of each language, in the order of [`Language::ALL`].
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Draft([(String, String); 4]);

impl Draft {
    /// The texts in force, to change.
    pub fn of(texts: &[ConsentDocument]) -> Self {
        let of = |language| texts.iter().find(|text| text.language == language);
        Self(
            Language::ALL
                .map(|language| of(language).map(|text| (text.title.clone(), text.body.clone())).unwrap_or_default()),
        )
    }

    /// What was kept, once.
    pub fn take_kept() -> Option<Self> {
        let storage = browser::session_storage()?;
        let kept = storage.get_item(STORAGE_KEY).ok()??;
        // Only a storage that is forbidden keeps it; then it comes again.
        let _ = storage.remove_item(STORAGE_KEY);
        serde_json::from_str(&kept).ok()
    }

    fn keep(&self) {
        if let (Some(storage), Ok(json)) = (browser::session_storage(), serde_json::to_string(self)) {
            // A full or forbidden storage costs what was typed.
            let _ = storage.set_item(STORAGE_KEY, &json);
        }
    }

    /// Those that are given. A language with neither title nor text has none.
    fn texts(&self) -> Vec<ConsentText> {
        let given = |(language, (title, body)): (Language, &(String, String))| {
            (!(title.is_empty() && body.is_empty())).then(|| ConsentText {
                language,
                title: title.clone(),
                body: body.clone(),
            })
        };
        Language::ALL.into_iter().zip(&self.0).filter_map(given).collect()
    }
}

#[derive(Properties, PartialEq)]
pub struct PublishingProps {
    /// What stands in the fields at first.
    pub draft: Draft,
    /// The number after the newest.
    pub next: u32,
    pub on_published: Callback<u32>,
    pub on_close: Callback<()>,
    /// Somebody else has published meanwhile.
    pub on_stale: Callback<()>,
    /// Whether something is wrong with the form.
    pub onerror: Callback<bool>,
}

#[component]
pub fn Publishing(props: &PublishingProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let version = use_node_ref();
    let nodes = use_memo((), |()| TEXTS.map(|_| (NodeRef::default(), NodeRef::default())));
    // What is about to be published.
    let asked = use_state(|| None::<PublishConsent>);
    let failure = use_state_eq(|| None::<AttrValue>);
    {
        // Once: what is typed isn't overwritten by a list that is loaded anew.
        let (nodes, draft) = (nodes.clone(), props.draft.clone());
        use_effect_with((), move |()| {
            for ((_, body), (_, words)) in nodes.iter().zip(&draft.0) {
                if let Some(area) = body.cast::<HtmlTextAreaElement>() {
                    area.set_value(words);
                }
            }
        });
    }
    let typed = {
        let nodes = nodes.clone();
        move || {
            let area = |node: &NodeRef| node.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            Draft([0, 1, 2, 3].map(|index| {
                let (title, body) = &nodes[index];
                (text::normalise_line(&value_of(title)), area(body).trim().to_owned())
            }))
        }
    };
    let onsubmit = {
        let (i18n, errors, version, asked, typed) =
            (i18n.clone(), errors.clone(), version.clone(), asked.clone(), typed.clone());
        let (failure, onerror) = (failure.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            failure.set(None);
            let (draft, number) = (typed(), text::normalise_identifier(&value_of(&version)).parse::<u32>());
            let mut wrong = FormErrors::default();
            if !number.as_ref().is_ok_and(|number| i32::try_from(*number).is_ok()) {
                wrong.add(VERSION, i18n.t("bureau.consent.version"), words_for(&i18n, FieldCode::Format));
            }
            for ((language, ids), (title, body)) in Language::ALL.into_iter().zip(TEXTS).zip(&draft.0) {
                // Chinese is needed; another language has both or neither.
                if language != Language::default() && title.is_empty() && body.is_empty() {
                    continue;
                }
                let of = |key: &str| i18n.with(key, &[("language", language.own_name())]);
                wrong.check(&i18n, ids.0, of("bureau.consent.title_of"), check::required(title));
                wrong.check(&i18n, ids.1, of("bureau.consent.body_of"), check::required(body));
            }
            onerror.emit(!wrong.is_empty());
            if let (true, Ok(version)) = (wrong.is_empty(), number) {
                asked.set(Some(PublishConsent { version, texts: draft.texts() }));
            }
            errors.set(wrong);
        })
    };
    let back = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(None))
    };
    let publish = {
        let (i18n, task, asked, failure) = (i18n.clone(), task.clone(), asked.clone(), failure.clone());
        let (on_published, on_stale) = (props.on_published.clone(), props.on_stale.clone());
        Callback::from(move |()| {
            let Some(sent) = (*asked).clone() else { return };
            let (i18n, session, asked, failure) = (i18n.clone(), session.clone(), asked.clone(), failure.clone());
            let (on_published, on_stale, typed) = (on_published.clone(), on_stale.clone(), typed.clone());
            task.run(async move {
                match api::bureau::publish_consent(&sent).await {
                    Ok(()) => on_published.emit(sent.version),
                    Err(error) if error.is_not_signed_in() => {
                        typed().keep();
                        session.interrupt();
                    }
                    Err(error) if error.code() == Some(ProblemCode::Stale) => {
                        asked.set(None);
                        failure.set(Some(i18n.t("bureau.consent.stale")));
                        on_stale.emit(());
                    }
                    Err(error) => {
                        asked.set(None);
                        failure.set(Some(error.message(&i18n)));
                    }
                }
            });
        })
    };
    let text = |(index, language): (usize, Language)| {
        let (ids, (title, body)) = (TEXTS[index], &nodes[index]);
        let of = |key: &str| i18n.with(key, &[("language", language.own_name())]);
        let (title_id, body_id) = ids;
        let wrong = errors.of(body_id);
        let error_id = format!("{body_id}-error");
        html! {
            <details key={language.tag()} class="card" open={index == 0 || errors.of(title_id).is_some() || wrong.is_some()}>
                <summary>{ language.own_name() }</summary>
                <div class="form">
                    <TextField id={title_id} label={of("bureau.consent.title_of")} node={title.clone()}
                        value={props.draft.0[index].0.clone()} error={errors.of(title_id)} />
                    <div class={classes!("field", wrong.is_some().then_some("field--wrong"))}>
                        <label for={body_id}>{ of("bureau.consent.body_of") }</label>
                        <span class="hint" id={format!("{body_id}-hint")}>{ i18n.t("bureau.consent.body_hint") }</span>
                        if let Some(message) = &wrong { <span class="error" id={error_id.clone()}>{ message.text.clone() }</span> }
                        <textarea ref={body.clone()} id={body_id} class="input" rows="14" lang={crate::i18n::html_lang(language)}
                            aria-invalid={wrong.is_some().then_some("true")}
                            aria-describedby={format!("{body_id}-hint {error_id}")} />
                    </div>
                </div>
            </details>
        }
    };
    let dialog = (*asked).clone().map(|sent| {
        let number = sent.version.to_string();
        let actions = html! {
            <>
                <Button look={Look::Quiet} onclick={back.clone()}>{ i18n.t("review.back") }</Button>
                <Button busy={task.is_running()} onclick={publish}>{ i18n.with("bureau.consent.publish_number", &[("version", &number)]) }</Button>
            </>
        };
        html! {
            <Dialog id="publish" title={i18n.with("bureau.consent.publish_title", &[("version", &number)])} on_close={back} {actions}>
                <Notice kind={NoticeKind::Warn}><p>{ i18n.t("bureau.consent.effect") }</p></Notice>
                { for sent.texts.iter().map(|text| preview(text.language, &text.title, &text.body)) }
            </Dialog>
        }
    });
    html! {
        <section class="stack" aria-labelledby="publishing-title">
            <h2 id="publishing-title">{ i18n.t("bureau.consent.publish") }</h2>
            <p class="soft">{ i18n.t("bureau.consent.hint") }</p>
            <ErrorSummary errors={(*errors).clone()} />
            if let Some(words) = &*failure { <Notice kind={NoticeKind::Bad} live=true><p>{ words }</p></Notice> }
            <form class="form" {onsubmit} novalidate=true>
                <TextField id={VERSION} label={i18n.t("bureau.consent.version")} hint={i18n.t("bureau.consent.version_hint")}
                    node={version} value={props.next.to_string()} inputmode="numeric" error={errors.of(VERSION)} short=true />
                { for Language::ALL.into_iter().enumerate().map(text) }
                <div class="actions">
                    <Button>{ i18n.t("bureau.consent.look") }</Button>
                    <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
            { dialog.unwrap_or_default() }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_without_words_is_not_published() {
        let mut draft = Draft::default();
        draft.0[0] = ("聲明".into(), "內容".into());
        draft.0[3] = (String::new(), "isi".into());
        let texts = draft.texts();
        assert_eq!(texts.iter().map(|text| text.language.tag()).collect::<Vec<_>>(), ["zh-TW", "id"]);
    }
}

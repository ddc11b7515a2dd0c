//! Step 3 同意個資使用聲明: the text to its end, then the tick.

use super::{
    gate::left_for_step_one,
    original::{Original, use_consent_text},
    step::{StepProps, step},
};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        loading::when_loaded,
        markdown::markdown,
        notice::{Notice, NoticeKind},
    },
    draft::use_draft,
    form::FormErrors,
    i18n::{html_lang, use_i18n},
    route::{Route, use_go},
    session::use_session,
    task::use_task,
};
use shared_types::{
    consent::{ConsentAnswer, ConsentDocument},
    problem::ProblemCode,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlInputElement, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

const AGREE: &str = "agree";

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyConsent, Route::ApplyStudents, 3, "consent.title", |onerror| html! { <Consent {onerror} /> })
}

/// Loads the text in force in the chosen language.
#[component]
fn Consent(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let (document, load) = use_consent_text();
    let language = i18n.language();
    let load = load.reform(move |()| language);
    {
        let load = load.clone();
        use_effect_with(language, move |_| load.emit(()));
    }
    when_loaded(&document, &load, |document| {
        html! {
            <Answer key={document.id.to_string()} document={document.clone()} onerror={props.onerror.clone()} onoutdated={load.clone()} />
        }
    })
}

#[derive(Properties, PartialEq)]
struct AnswerProps {
    document: ConsentDocument,
    onerror: Callback<bool>,
    /// There is a newer text.
    onoutdated: Callback<()>,
}

#[component]
fn Answer(props: &AnswerProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let go = use_go();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let refusing = use_state_eq(|| false);
    let (tick, end) = (use_node_ref(), use_node_ref());
    let read = use_seen(end.clone(), draft.consent_record_id.is_some());

    {
        let errors = errors.clone();
        // What was missing has happened.
        use_effect_with(read, move |_| errors.set(FormErrors::default()));
    }
    let answer = {
        let (i18n, errors, draft, go, task) = (i18n.clone(), errors.clone(), draft.clone(), go.clone(), task.clone());
        let (document, onerror, onoutdated) = (props.document.id, props.onerror.clone(), props.onoutdated.clone());
        Callback::from(move |answer: ConsentAnswer| {
            let (i18n, errors, draft, go) = (i18n.clone(), errors.clone(), draft.clone(), go.clone());
            let (session, onerror, onoutdated) = (session.clone(), onerror.clone(), onoutdated.clone());
            task.run(async move {
                let mut answered = api::consent::answer_consent(document, answer).await;
                if answer == ConsentAnswer::Refused
                    && answered.is_ok()
                    && let Err(error) = session.leave_application().await
                {
                    // Offline the session goes on: saying otherwise would be a lie.
                    answered = Err(error);
                }
                match answered {
                    Ok(record) if answer == ConsentAnswer::Accepted => {
                        draft.change(move |draft| {
                            draft.consent_record_id = Some(record);
                            draft.consent_outdated = false;
                        });
                        go.to(Route::ApplyParent);
                    }
                    Ok(_) => {
                        // The page goes first, so that the gate doesn't take the end for one that came by itself.
                        go.instead(Route::ApplyRefused);
                        draft.leave_application(session.is_signed_in());
                        session.set_applicant(None);
                    }
                    Err(error) if left_for_step_one(&error, &session, &draft) => {}
                    Err(error) => {
                        if error.code() == Some(ProblemCode::ConsentOutdated) {
                            onoutdated.emit(());
                        }
                        errors.set(FormErrors::from_api(&i18n, &error, &[]));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let onsubmit = {
        let (i18n, errors, tick, answer) = (i18n.clone(), errors.clone(), tick.clone(), answer.clone());
        let (onerror, answered) = (props.onerror.clone(), draft.consent_record_id.is_some());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let ticked = tick.cast::<HtmlInputElement>().is_some_and(|tick| tick.checked());
            let mut wrong = FormErrors::default();
            if !ticked {
                let key = if read { "consent.tick" } else { "consent.read_first" };
                wrong.add(AGREE, i18n.t("consent.agree"), i18n.t(key));
            }
            onerror.emit(!ticked);
            errors.set(wrong);
            match (ticked, answered) {
                (true, true) => go.to(Route::ApplyParent),
                (true, false) => answer.emit(ConsentAnswer::Accepted),
                (false, _) => {}
            }
        })
    };
    let skipping = use_state_eq(|| false);
    let to_end = {
        let (end, skipping) = (end.clone(), skipping.clone());
        Callback::from(move |()| {
            if let Some(end) = end.cast::<Element>() {
                end.scroll_into_view();
            }
            skipping.set(true);
        })
    };
    // The tick can't take the focus before it is enabled, which is once the end has been seen.
    use_effect_with((read, *skipping), move |&(read, skip)| {
        if read && skip {
            skipping.set(false);
            browser::focus(AGREE);
        }
    });
    let set_refusing = |value: bool| {
        let refusing = refusing.clone();
        Callback::from(move |()| refusing.set(value))
    };
    let error = errors.of(AGREE);
    let describedby = match (read, &error) {
        (_, Some(_)) => Some("agree-error"),
        (false, None) => Some("agree-why"),
        (true, None) => None,
    };
    html! {
        <>
            if draft.consent_outdated {
                <Notice kind={NoticeKind::Warn} live=true><p>{ i18n.t("problem.consent_outdated") }</p></Notice>
            }
            <p>{ i18n.t("consent.intro") }</p>
            <Original language={props.document.language} />
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <div class="consent">
                    <div><Button look={Look::Link} onclick={to_end}>{ i18n.t("consent.to_end") }</Button></div>
                    // A page of its own on phones, a scroll box on wide screens: then it takes the focus.
                    <div class="consent__text" role="region" tabindex="0" aria-label={i18n.t("consent.text")}
                        lang={html_lang(props.document.language)}>
                        <h2>{ &props.document.title }</h2>
                        { markdown(&props.document.body) }
                        <p class="small soft" lang={html_lang(i18n.language())}>{ i18n.with("consent.version", &[
                            ("version", &props.document.version.to_string()),
                            ("date", &i18n.date_time(props.document.published_at)),
                        ]) }</p>
                        <div ref={end} />
                    </div>
                </div>
                <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
                    if let Some(error) = &error { <span class="error" id="agree-error">{ error.text.clone() }</span> }
                    <label class="check">
                        <input ref={tick} id={AGREE} type="checkbox" disabled={!read} aria-describedby={describedby}
                            aria-invalid={error.is_some().then_some("true")} />
                        <span>{ i18n.t("consent.agree") }</span>
                    </label>
                    <span class="hint" id="agree-why" role="status">
                        if !read && error.is_none() { { i18n.t("consent.read_first") } }
                    </span>
                </div>
                <div class="actions">
                    <Button look={Look::Quiet} onclick={set_refusing(true)}>{ i18n.t("consent.refuse") }</Button>
                    <Button busy={task.is_running() && !*refusing}>{ i18n.t("action.next") }</Button>
                </div>
            </form>
            if *refusing {
                <Dialog id="refuse" title={i18n.t("consent.refuse_title")} on_close={set_refusing(false)} actions={html! { <>
                    <Button look={Look::Quiet} onclick={set_refusing(false)}>{ i18n.t("consent.refuse_not") }</Button>
                    <Button look={Look::Danger} busy={task.is_running()}
                        onclick={answer.reform(|()| ConsentAnswer::Refused)}>{ i18n.t("consent.refuse") }</Button>
                </> }}>
                    <p>{ i18n.t("consent.refuse_loses") }</p>
                    <p>{ i18n.t("consent.refuse_kept") }</p>
                </Dialog>
            }
        </>
    }
}

/// Whether the element has been on the screen; at once where the text fits.
#[hook]
fn use_seen(node: NodeRef, already: bool) -> bool {
    let seen = use_state_eq(|| already);
    {
        let seen = seen.clone();
        use_effect_with((), move |()| {
            let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
                let visible = |entry: wasm_bindgen::JsValue| {
                    entry.dyn_into::<IntersectionObserverEntry>().is_ok_and(|entry| entry.is_intersecting())
                };
                if entries.iter().any(visible) {
                    seen.set(true);
                }
            });
            let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(end)) = (&observer, node.cast::<Element>()) {
                observer.observe(&end);
            }
            move || {
                observer.iter().for_each(IntersectionObserver::disconnect);
                drop(callback);
            }
        });
    }
    *seen
}

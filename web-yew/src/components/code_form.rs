//! Step 1, second half: the six digits.

use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        contact_form::address_label,
        error_summary::ErrorSummary,
        field::value_of,
        notice::Notice,
    },
    draft::{Draft, PendingContact, use_draft},
    environment::environment,
    form::{FieldMessage, FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    session::use_session,
    task::{self, use_task},
};
use shared_types::{
    check, contact, limits,
    problem::ProblemCode,
    text,
    verification::{ContactChannel, RequestCode, VerificationPurpose},
};
use std::time::Duration;
use time::OffsetDateTime;
use web_sys::HtmlInputElement;
use yew::{platform::time::sleep, prelude::*};

pub const CODE: &str = "code";

#[derive(Properties, PartialEq)]
pub struct CodeFormProps {
    pub contact: PendingContact,
    /// The code was right; the applicant session is open.
    pub onverified: Callback<()>,
    /// Another address.
    pub onchange_address: Callback<()>,
    #[prop_or_default]
    pub onerror: Callback<bool>,
}

/// Takes the code and opens the session.
#[component]
pub fn CodeForm(props: &CodeFormProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let node = use_node_ref();
    // A field anew after each wrong code: old digits and new ones would run together.
    let wrong_codes = use_state_eq(|| 0_u32);

    let onsubmit = {
        let wrong_codes = wrong_codes.clone();
        let (i18n, errors, node, task, draft) =
            (i18n.clone(), errors.clone(), node.clone(), task.clone(), draft.clone());
        let (onverified, onerror, id) =
            (props.onverified.clone(), props.onerror.clone(), props.contact.verification.id);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let code = value_of(&node);
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, CODE, i18n.t("code.label"), check::code(&code));
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, draft, session) = (i18n.clone(), errors.clone(), draft.clone(), session.clone());
            let (onverified, onerror, wrong_codes) = (onverified.clone(), onerror.clone(), wrong_codes.clone());
            task.run(async move {
                match api::verification::try_code(id, code).await {
                    Ok(opened) => {
                        let ends = opened.expires_at;
                        draft.change(move |draft| draft.begin_session(ends));
                        session.set_applicant(Some(opened));
                        draft.tell_begun();
                        onverified.emit(());
                    }
                    Err(error) => {
                        if matches!(error.code(), Some(ProblemCode::CodeExpired | ProblemCode::CodeUsedUp)) {
                            draft.change(Draft::end_code);
                        }
                        if error.code() == Some(ProblemCode::WrongCode) {
                            wrong_codes.set(*wrong_codes + 1);
                        }
                        let place = FieldPlace { pointer: "/code".into(), field: CODE, label: i18n.t("code.label") };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                        onerror.emit(true);
                    }
                }
            });
        })
    };

    let onresent = {
        let (errors, onerror, draft) = (errors.clone(), props.onerror.clone(), draft.clone());
        Callback::from(move |contact| {
            draft.change(move |draft| draft.contact = Some(contact));
            errors.set(FormErrors::default());
            onerror.emit(false);
        })
    };
    let key = format!("{}-{}", props.contact.verification.id, *wrong_codes);
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                { sent_to(&i18n, &props.contact, &props.onchange_address) }
                <CodeField {key} {node} error={errors.of(CODE)} />
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("code.confirm") }</Button></div>
                <Resend contact={props.contact.clone()} purpose={VerificationPurpose::Application} {onresent} />
            </form>
            { nothing_came(&i18n, &props.contact, environment().offers_sms()) }
        </>
    }
}

/// What to do where no code arrives; `switch`: another way is offered.
pub fn nothing_came(i18n: &I18n, contact: &PendingContact, switch: bool) -> Html {
    let search = match contact.verification.channel {
        ContactChannel::Email => "code.nothing_spam",
        ContactChannel::Sms => "code.nothing_sms",
    };
    html! {
        <details class="card card--tight">
            <summary>{ i18n.t("code.nothing") }</summary>
            <ul class="rules">
                <li>{ i18n.t(search) }</li>
                <li>{ i18n.with("code.nothing_address", &[("address", &contact::shown(&contact.address))]) }</li>
                <li>{ i18n.t(if switch { "code.nothing_switch" } else { "code.nothing_help" }) }</li>
            </ul>
        </details>
    }
}

/// Where the code went and until when it can be used, and the way to another address.
pub fn sent_to(i18n: &I18n, contact: &PendingContact, onchange: &Callback<()>) -> Html {
    let PendingContact { verification, address } = contact;
    let ends = if verification.expires_at > browser::now() {
        i18n.with("code.ends", &[("time", &i18n.clock_time(verification.expires_at))])
    } else {
        i18n.t("code.dead")
    };
    html! {
        <div class="stack stack--tight">
            <p>
                { i18n.with("code.sent_to", &[("address", &contact::shown(address))]) }{ " " }
                <button type="button" class="btn btn--link" onclick={onchange.reform(|_: MouseEvent| ())}>
                    { i18n.t("action.change") }<span class="visually-hidden">{ i18n.t(address_label(verification.channel)) }</span>
                </button>
            </p>
            <p class="hint">{ ends }</p>
            // In the demo messages go nowhere; this is where they can be read.
            if environment().demo {
                <Notice>
                    <p>{ i18n.t("code.demo") }{ " " }<a class="btn btn--link" href="/dev/mailbox" target="_blank" rel="noopener">{ i18n.t("code.demo_link") }</a></p>
                </Notice>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct CodeFieldProps {
    pub node: NodeRef,
    pub error: Option<FieldMessage>,
}

/// One real field over six drawn boxes: separate fields would break autofill and paste.
#[component]
pub fn CodeField(props: &CodeFieldProps) -> Html {
    let i18n = use_i18n();
    let wrong = props.error.is_some();
    let typed = use_state_eq(String::new);
    let oninput = {
        let (typed, node) = (typed.clone(), props.node.clone());
        Callback::from(move |_: InputEvent| {
            let value = text::normalise_identifier(&value_of(&node));
            // What the boxes don't show isn't there either.
            let shown: String = value.chars().take(limits::CODE_DIGITS).collect();
            if let Some(input) = node.cast::<HtmlInputElement>().filter(|_| shown != value) {
                input.set_value(&shown);
            }
            typed.set(shown);
        })
    };
    let digits: Vec<char> = typed.chars().collect();
    let drawn = |index: usize| {
        let next = index == digits.len().min(limits::CODE_DIGITS - 1);
        html! {
            <span key={index} class={classes!("code-input__box", next.then_some("code-input__box--next"))}>
                { digits.get(index).copied().map(String::from).unwrap_or_default() }
            </span>
        }
    };
    html! {
        <div class={classes!("field", wrong.then_some("field--wrong"))}>
            <label for={CODE}>{ i18n.t("code.label") }</label>
            <span class="hint" id="code-hint">{ i18n.t("code.hint") }</span>
            if let Some(error) = &props.error { <span class="error" id="code-error">{ error.text.clone() }</span> }
            <div class="code-input">
                <div class="code-input__boxes" aria-hidden="true">{ for (0..limits::CODE_DIGITS).map(drawn) }</div>
                <input ref={props.node.clone()} id={CODE} name={CODE} type="text" {oninput} autocomplete="one-time-code"
                    inputmode="numeric" enterkeyhint="done" spellcheck="false"
                    aria-invalid={wrong.then_some("true")}
                    aria-describedby={if wrong { "code-hint code-error" } else { "code-hint" }} />
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ResendProps {
    pub contact: PendingContact,
    pub purpose: VerificationPurpose,
    /// What was typed and what was wrong with it belong to the code before.
    pub onresent: Callback<PendingContact>,
}

/// Another code. Until it is possible, the seconds are counted down for the eye; screen readers hear of them on a press
/// and of their end.
#[component]
pub fn Resend(props: &ResendProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let told = use_state_eq(AttrValue::default);
    // The eye has these words already.
    let seen = use_state_eq(|| false);
    let wait = use_state_eq(|| 0_u32);
    {
        let (wait, told, seen, possible) = (wait.clone(), told.clone(), seen.clone(), i18n.t("code.resend_now"));
        use_effect_with(props.contact.verification.resend_at, move |at| {
            let at = *at;
            task::spawn(async move {
                let mut left = seconds_until(at);
                while left > 0 {
                    wait.set(left);
                    sleep(Duration::from_secs(1)).await;
                    left = seconds_until(at);
                    if left == 0 {
                        wait.set(0);
                        seen.set(false);
                        told.set(possible.clone());
                    }
                }
            });
        });
    }
    let waiting = i18n.with("code.resend_wait", &[("seconds", &wait.to_string())]);
    let onclick = {
        let (told, contact, task, i18n) = (told.clone(), props.contact.clone(), task.clone(), i18n.clone());
        let (purpose, onresent) = (props.purpose, props.onresent.clone());
        let (waits, waiting, seen) = (*wait > 0, waiting.clone(), seen.clone());
        Callback::from(move |()| {
            let verification = &contact.verification;
            seen.set(waits);
            if waits {
                return told.set(waiting.clone());
            }
            let request = RequestCode {
                channel: verification.channel,
                address: contact.address.clone(),
                purpose,
                language: i18n.language(),
            };
            let (told, i18n, onresent) = (told.clone(), i18n.clone(), onresent.clone());
            task.run(async move {
                match api::verification::request_code(&request).await {
                    Ok(verification) => {
                        told.set(i18n.with("code.resent", &[("time", &i18n.clock_time(browser::now()))]));
                        onresent.emit(PendingContact { verification, address: request.address });
                    }
                    Err(error) => told.set(error.message(&i18n)),
                }
            });
        })
    };
    html! {
        <div class="stack stack--tight">
            <div><Button look={Look::Quiet} small=true busy={task.is_running()} {onclick}>{ i18n.t("code.resend") }</Button></div>
            if *wait > 0 { <p class="hint num" aria-hidden="true">{ waiting }</p> }
            <p role="status" class={seen.then_some("visually-hidden")}>{ (*told).clone() }</p>
        </div>
    }
}

fn seconds_until(moment: OffsetDateTime) -> u32 {
    (moment - browser::now()).whole_seconds().max(0) as u32
}

//! A new e-mail address or mobile number: proved by a code that goes there, and allowed by the password.

use super::ChangeProps;
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::Notice,
    },
    environment::use_environment,
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::password::field::PasswordField,
    session::use_session,
    task::use_task,
};
use shared_types::{
    account::{ChangeContact, OwnAccount},
    check,
    verification::{ContactChannel, ContactVerification, RequestCode, VerificationPurpose},
};
use yew::prelude::*;

const ADDRESS: &str = "address";
const CODE: &str = "code";
const PASSWORD: &str = "current_password";

#[derive(Properties, PartialEq)]
pub struct ContactChangeProps {
    pub channel: ContactChannel,
    pub form: ChangeProps,
}

/// What came of a step.
enum Step {
    Sent(ContactVerification),
    Changed(OwnAccount),
}

/// Asks for the new one, then for its code and the password.
#[component]
pub fn ContactChange(props: &ContactChangeProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let environment = use_environment();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let sent = use_state(|| None::<ContactVerification>);
    let (address, code, password) = (use_node_ref(), use_node_ref(), use_node_ref());
    let channel = props.channel;
    let (label_key, hint_key, kind, verdict): (_, _, _, Check) = match channel {
        ContactChannel::Email => ("own.new_email", "own.new_email_hint", "email", check::email),
        ContactChannel::Sms => ("own.new_mobile", "parent.mobile_hint", "tel", check::mobile),
    };

    let onsubmit = {
        let (i18n, errors, task, sent) = (i18n.clone(), errors.clone(), task.clone(), sent.clone());
        let (address, code, password) = (address.clone(), code.clone(), password.clone());
        let (onchanged, onerror) = (props.form.onchanged.clone(), props.form.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut wrong = FormErrors::default();
            let (typed, typed_code, current_password) = (value_of(&address), value_of(&code), value_of(&password));
            if sent.is_none() {
                wrong.check(&i18n, ADDRESS, i18n.t(label_key), verdict(&typed));
            } else {
                wrong.check(&i18n, CODE, i18n.t("code.label"), check::code(&typed_code));
                wrong.check(&i18n, PASSWORD, i18n.t("account.current_password"), check::required(&current_password));
            }
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, sent) = (i18n.clone(), errors.clone(), sent.clone());
            let (session, onchanged, onerror) = (session.clone(), onchanged.clone(), onerror.clone());
            task.run(async move {
                let step: Result<Step, ApiError> = match &*sent {
                    None => {
                        let (purpose, language) = (VerificationPurpose::ContactChange, i18n.language());
                        let request = RequestCode { channel, address: typed, purpose, language };
                        api::verification::request_code(&request).await.map(Step::Sent)
                    }
                    Some(sent) => {
                        let change = ChangeContact { verification_id: sent.id, code: typed_code, current_password };
                        api::account::change_contact(&change).await.map(Step::Changed)
                    }
                };
                match step {
                    Ok(Step::Sent(verification)) => {
                        browser::focus_heading();
                        sent.set(Some(verification));
                    }
                    Ok(Step::Changed(account)) => onchanged.emit(account),
                    Err(error) if error.is_not_signed_in() => session.interrupt(false),
                    Err(error) => {
                        let places = [
                            ("/address", ADDRESS, label_key),
                            ("/code", CODE, "code.label"),
                            ("/current_password", PASSWORD, "account.current_password"),
                        ];
                        let places =
                            places.map(|(at, field, key)| FieldPlace { pointer: at.into(), field, label: i18n.t(key) });
                        errors.set(FormErrors::from_api(&i18n, &error, &places));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                if let Some(verification) = &*sent {
                    <p>{ i18n.with("code.sent_to", &[("address", &verification.address_masked)]) }</p>
                    if environment.demo {
                        <Notice>
                            <p>{ i18n.t("code.demo") }{ " " }<a class="btn btn--link" href="/dev/mailbox" target="_blank" rel="noopener">{ i18n.t("code.demo_link") }</a></p>
                        </Notice>
                    }
                    <TextField key={CODE} id={CODE} label={i18n.t("code.label")} hint={i18n.t("code.hint")} node={code}
                        error={errors.of(CODE)} autocomplete="one-time-code" inputmode="numeric" short=true
                        recheck={check::code as Check} />
                    <PasswordField id={PASSWORD} label={i18n.t("account.current_password")} node={password}
                        error={errors.of(PASSWORD)} />
                } else {
                    <TextField key={ADDRESS} id={ADDRESS} label={i18n.t(label_key)} hint={i18n.t(hint_key)} node={address}
                        error={errors.of(ADDRESS)} {kind} autocomplete={kind} inputmode={kind} recheck={verdict} />
                }
                <div class="actions">
                    <Button busy={task.is_running()}>
                        { i18n.t(if sent.is_some() { "own.save" } else { "contact.send" }) }
                    </Button>
                    <Button look={Look::Quiet} onclick={props.form.oncancel.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
        </>
    }
}

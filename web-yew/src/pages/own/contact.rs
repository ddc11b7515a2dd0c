//! A new e-mail address or mobile number: proved by a code that goes there, and allowed by the password.

use super::ChangeProps;
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        code_form::{CODE, CodeField, Resend, nothing_came, sent_to},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        rules::rules,
    },
    draft::PendingContact,
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::password::field::PasswordField,
    session::use_session,
    task::use_task,
};
use shared_types::{
    account::{ChangeContact, OwnAccount},
    check,
    contact::shown,
    problem::ProblemCode,
    verification::{ContactAddress, ContactChannel, RequestCode, VerificationPurpose},
};
use yew::prelude::*;

const ADDRESS: &str = "address";
const PASSWORD: &str = "current_password";

#[derive(Properties, PartialEq)]
pub struct ContactChangeProps {
    pub channel: ContactChannel,
    pub form: ChangeProps,
}

/// What came of a step.
enum Step {
    Sent(PendingContact),
    Changed(OwnAccount),
}

/// Asks for the new one, then for its code and the password.
#[component]
pub fn ContactChange(props: &ContactChangeProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let sent = use_state(|| None::<PendingContact>);
    // What stands in the field at first, when somebody comes back to it.
    let before = use_state_eq(String::new);
    let (address, code, password) = (use_node_ref(), use_node_ref(), use_node_ref());
    // A field anew after each wrong code, as in step 1.
    let wrong_codes = use_state_eq(|| 0_u32);
    let channel = props.channel;
    let account = &props.form.account;
    let (label_key, hint_key, kind, verdict): (_, _, _, Check) = match channel {
        ContactChannel::Email => ("own.new_email", "own.new_email_hint", "email", check::email),
        ContactChannel::Sms => ("own.new_mobile", "parent.mobile_hint", "tel", check::mobile),
    };
    let (present, consequences): (_, &[&str]) = match channel {
        ContactChannel::Email => (&account.email, &["own.email_signs_in", "own.email_signs_out"]),
        ContactChannel::Sms if account.sign_in_name == account.email => (&account.mobile, &["own.mobile_signs_in_not"]),
        ContactChannel::Sms => (&account.mobile, &["own.mobile_signs_in"]),
    };

    let onsubmit = {
        let (i18n, errors, task, sent) = (i18n.clone(), errors.clone(), task.clone(), sent.clone());
        let (before, wrong_codes) = (before.clone(), wrong_codes.clone());
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
            let (i18n, errors, sent, before) = (i18n.clone(), errors.clone(), sent.clone(), before.clone());
            let (session, onchanged, onerror) = (session.clone(), onchanged.clone(), onerror.clone());
            let wrong_codes = wrong_codes.clone();
            task.run(async move {
                let step: Result<Step, ApiError> = match &*sent {
                    None => {
                        let (purpose, language) = (VerificationPurpose::ContactChange, i18n.language());
                        // As it is read, so that it can be compared with what was meant.
                        let address = ContactAddress::parse(channel, &typed).map_or(typed, |read| read.as_str().into());
                        let request = RequestCode { channel, address, purpose, language };
                        let sent = api::verification::request_code(&request).await;
                        sent.map(|verification| Step::Sent(PendingContact { verification, address: request.address }))
                    }
                    Some(sent) => {
                        let change =
                            ChangeContact { verification_id: sent.verification.id, code: typed_code, current_password };
                        api::account::change_contact(&change).await.map(Step::Changed)
                    }
                };
                match step {
                    Ok(Step::Sent(contact)) => {
                        browser::focus_heading();
                        before.set(contact.address.clone());
                        sent.set(Some(contact));
                    }
                    Ok(Step::Changed(account)) => onchanged.emit(account),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => {
                        if matches!(error.code(), Some(ProblemCode::CodeExpired | ProblemCode::CodeUsedUp)) {
                            sent.set((*sent).clone().map(PendingContact::ended));
                        }
                        if error.code() == Some(ProblemCode::WrongCode) {
                            wrong_codes.set(*wrong_codes + 1);
                        }
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
    // Another code, or none yet: what was wrong belongs to the one before.
    let begin_anew = {
        let (errors, sent, onerror) = (errors.clone(), sent.clone(), props.form.onerror.clone());
        Callback::from(move |contact: Option<PendingContact>| {
            errors.set(FormErrors::default());
            onerror.emit(false);
            sent.set(contact);
        })
    };
    let onchange_address = {
        let begin_anew = begin_anew.clone();
        Callback::from(move |()| {
            browser::focus_heading();
            begin_anew.emit(None);
        })
    };
    let onresent = begin_anew.reform(Some);
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                if let Some(contact) = &*sent {
                    { sent_to(&i18n, contact, &onchange_address) }
                    <CodeField key={format!("{}-{}", contact.verification.id, *wrong_codes)} node={code} error={errors.of(CODE)} />
                    <PasswordField id={PASSWORD} label={i18n.t("account.current_password")} node={password}
                        error={errors.of(PASSWORD)} />
                } else {
                    <p>{ i18n.with("own.present", &[("address", &shown(present))]) }</p>
                    { rules(&i18n, consequences) }
                    <TextField key={ADDRESS} id={ADDRESS} label={i18n.t(label_key)} hint={i18n.t(hint_key)} node={address}
                        value={(*before).clone()} error={errors.of(ADDRESS)} {kind} autocomplete={kind} inputmode={kind} recheck={verdict} />
                }
                <div class="actions">
                    <Button busy={task.is_running()}>
                        { i18n.t(if sent.is_some() { "own.save" } else { "contact.send" }) }
                    </Button>
                    <Button look={Look::Quiet} onclick={props.form.oncancel.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
                if let Some(contact) = &*sent {
                    <Resend contact={contact.clone()} purpose={VerificationPurpose::ContactChange} {onresent} />
                }
            </form>
            if let Some(contact) = &*sent { { nothing_came(&i18n, contact, false) } }
        </>
    }
}

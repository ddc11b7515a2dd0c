//! Step 1, first half: where the code is sent to.

use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        radio_cards::{Choice, ChoiceGroup, RadioCards},
    },
    draft::{PendingContact, use_draft},
    environment::environment,
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check,
    verification::{ContactAddress, ContactChannel, RequestCode, VerificationPurpose},
};
use yew::prelude::*;

const CHANNEL: &str = "channel";
const ADDRESS: &str = "address";

/// The key of what an address of this kind is called.
pub fn address_label(channel: ContactChannel) -> &'static str {
    match channel {
        ContactChannel::Email => "contact.address",
        ContactChannel::Sms => "contact.mobile",
    }
}

#[derive(Properties, PartialEq)]
pub struct ContactFormProps {
    /// A code is on its way; the draft knows which.
    pub onsent: Callback<()>,
    /// Whether the form is wrong, for the page's title.
    #[prop_or_default]
    pub onerror: Callback<bool>,
}

/// Asks for the address and sends the code.
#[component]
pub fn ContactForm(props: &ContactFormProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let offers_sms = environment().offers_sms();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let node = use_node_ref();
    let channel = if offers_sms && draft.address_form.by_sms { ContactChannel::Sms } else { ContactChannel::Email };
    let label = i18n.t(address_label(channel));

    let onsubmit = {
        let (i18n, errors, node, task) = (i18n.clone(), errors.clone(), node.clone(), task.clone());
        let (onsent, onerror) = (props.onsent.clone(), props.onerror.clone());
        let (draft, label) = (draft.clone(), label.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut wrong = FormErrors::default();
            let read = ContactAddress::parse(channel, &value_of(&node));
            wrong.check(&i18n, ADDRESS, label.clone(), read.as_ref().map(drop).map_err(|code| *code));
            onerror.emit(!wrong.is_empty());
            errors.set(wrong);
            let Ok(address) = read else { return };
            let (i18n, errors, draft) = (i18n.clone(), errors.clone(), draft.clone());
            let (onsent, onerror, label) = (onsent.clone(), onerror.clone(), label.clone());
            // As it is read, so that it can be compared with what was meant.
            let address = address.as_str().to_owned();
            task.run(async move {
                let request = RequestCode {
                    channel,
                    address: address.clone(),
                    purpose: VerificationPurpose::Application,
                    language: i18n.language(),
                };
                match api::verification::request_code(&request).await {
                    Ok(verification) => {
                        draft.change(move |draft| {
                            draft.keep_address(channel, address.clone());
                            draft.contact = Some(PendingContact { verification, address });
                        });
                        onsent.emit(());
                    }
                    Err(error) => {
                        let places = [
                            FieldPlace { pointer: "/channel".into(), field: CHANNEL, label: i18n.t("contact.channel") },
                            FieldPlace { pointer: "/address".into(), field: ADDRESS, label },
                        ];
                        errors.set(FormErrors::from_api(&i18n, &error, &places));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let onchoose = {
        let (draft, node, errors) = (draft.clone(), node.clone(), errors.clone());
        let onerror = props.onerror.clone();
        Callback::from(move |chosen: &'static str| {
            // Not every browser moves the focus to a radio button, so the field need not have been left.
            let typed = value_of(&node);
            draft.change(move |draft| {
                draft.keep_address(channel, typed);
                draft.address_form.by_sms = chosen == ContactChannel::Sms.code();
            });
            // They were about the other address.
            errors.set(FormErrors::default());
            onerror.emit(false);
        })
    };
    let known = draft.address(channel).to_owned();
    let onleave = Callback::from(move |typed| draft.change(move |draft| draft.keep_address(channel, typed)));
    let ways = [(ContactChannel::Email, "contact.by_email"), (ContactChannel::Sms, "contact.by_sms")]
        .map(|(channel, key)| Choice { value: channel.code(), label: i18n.t(key) });
    let groups = vec![ChoiceGroup { label: AttrValue::default(), choices: ways.into() }];
    let (hint, kind, recheck): (_, _, Check) = match channel {
        ContactChannel::Email => ("contact.address_hint", "email", check::email),
        ContactChannel::Sms => ("contact.mobile_hint", "tel", check::mobile),
    };

    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                if offers_sms {
                    <RadioCards name={CHANNEL} legend={i18n.t("contact.channel")} {groups} {onchoose}
                        chosen={Some(AttrValue::Static(channel.code()))} error={errors.of(CHANNEL)} />
                }
                // The key makes it another field for another way.
                <TextField key={kind} id={ADDRESS} {label} hint={i18n.t(hint)} error={errors.of(ADDRESS)} {node}
                    value={known} {kind} autocomplete={kind} inputmode={kind} enterkeyhint="send" {recheck} {onleave} />
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("contact.send") }</Button></div>
            </form>
        </>
    }
}

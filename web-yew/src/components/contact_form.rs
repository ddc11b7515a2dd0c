//! Step 1, first half: where the code is sent to.

use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
    },
    draft::{PendingContact, use_draft},
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check,
    contact::EmailAddress,
    verification::{ContactChannel, RequestCode},
};
use yew::prelude::*;

const ADDRESS: &str = "address";

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
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let node = use_node_ref();
    let known = draft.contact.as_ref().map_or_else(|| draft.parent.email.clone(), |contact| contact.address.clone());

    let onsubmit = {
        let (i18n, errors, node, task) = (i18n.clone(), errors.clone(), node.clone(), task.clone());
        let (onsent, onerror) = (props.onsent.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = value_of(&node);
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, ADDRESS, i18n.t("contact.address"), check::email(&typed));
            onerror.emit(!wrong.is_empty());
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, draft) = (i18n.clone(), errors.clone(), draft.clone());
            let (onsent, onerror) = (onsent.clone(), onerror.clone());
            // As it is read, so that it can be compared with what was meant.
            let address = EmailAddress::parse(&typed).map_or(typed, |address| address.as_str().to_owned());
            task.run(async move {
                let request =
                    RequestCode { channel: ContactChannel::Email, address: address.clone(), language: i18n.language() };
                match api::verification::request_code(&request).await {
                    Ok(verification) => {
                        draft.change(move |draft| draft.contact = Some(PendingContact { verification, address }));
                        onsent.emit(());
                    }
                    Err(error) => {
                        let place =
                            FieldPlace { pointer: "/address".into(), field: ADDRESS, label: i18n.t("contact.address") };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
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
                <TextField id={ADDRESS} label={i18n.t("contact.address")} hint={i18n.t("contact.address_hint")}
                    error={errors.of(ADDRESS)} {node} value={known} kind="email" autocomplete="email" inputmode="email"
                    enterkeyhint="send" recheck={check::email as Check} />
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("contact.send") }</Button></div>
            </form>
        </>
    }
}

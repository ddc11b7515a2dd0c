//! The door of step 1 inside another page: progress and corrections are behind it too.

use crate::{
    browser,
    components::{code_form::CodeForm, contact_form::ContactForm},
    draft::use_draft,
    i18n::use_i18n,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct VerifyContactProps {
    /// The applicant session is open.
    pub onverified: Callback<()>,
    #[prop_or_default]
    pub onerror: Callback<bool>,
}

/// Asks for the address, then for the code.
#[component]
pub fn VerifyContact(props: &VerifyContactProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let asked = use_state_eq(|| false);
    let go_to = |asked: &UseStateHandle<bool>, value: bool| {
        let asked = asked.clone();
        Callback::from(move |()| {
            browser::focus_heading();
            asked.set(value);
        })
    };
    let onverified = props.onverified.reform(|()| browser::focus_heading());
    html! {
        match &draft.contact {
            Some(contact) if *asked => html! {
                <CodeForm contact={contact.clone()} {onverified}
                    onchange_address={go_to(&asked, false)} onerror={props.onerror.clone()} />
            },
            _ => html! {
                <>
                    <p>{ i18n.t("progress.verify") }</p>
                    <ContactForm onsent={go_to(&asked, true)} onerror={props.onerror.clone()} />
                </>
            },
        }
    }
}

//! A password's field: shown or hidden as its owner likes, so that nobody has to type it twice.

use crate::{
    components::{
        button::{Button, Look},
        field::TextField,
    },
    form::FieldMessage,
    i18n::use_i18n,
};
use shared_types::{
    check::{self, Verdict},
    password,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct PasswordFieldProps {
    pub id: &'static str,
    pub label: AttrValue,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
    pub node: NodeRef,
    /// Being chosen here, so that its length is judged and password managers offer one.
    #[prop_or_default]
    pub is_new: bool,
}

#[component]
pub fn PasswordField(props: &PasswordFieldProps) -> Html {
    let i18n = use_i18n();
    let shown = use_state_eq(|| false);
    let onclick = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(!*shown))
    };
    let (kind, words, label, state) = if *shown {
        ("text", "account.hide", "account.hide_password", "account.password_shown")
    } else {
        ("password", "account.show", "account.show_password", "account.password_hidden")
    };
    let (autocomplete, recheck): (_, fn(&str) -> Verdict) =
        if props.is_new { ("new-password", password::check_length) } else { ("current-password", check::required) };
    html! {
        <>
            <TextField id={props.id} label={props.label.clone()} error={props.error.clone()}
                node={props.node.clone()} {kind} {autocomplete} {recheck}>
                <Button look={Look::Quiet} label={i18n.t(label)} {onclick}>{ i18n.t(words) }</Button>
            </TextField>
            <span class="visually-hidden" role="status">{ i18n.t(state) }</span>
        </>
    }
}

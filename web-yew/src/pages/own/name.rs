//! 顯示名稱.

use super::ChangeProps;
use crate::{
    api,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        parent_fields::NAME,
    },
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    session::use_session,
    task::use_task,
};
use shared_types::check;
use yew::prelude::*;

/// Changes the name that is shown.
#[component]
pub fn NameChange(props: &ChangeProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let node = use_node_ref();
    let onsubmit = {
        let (i18n, errors, task, node) = (i18n.clone(), errors.clone(), task.clone(), node.clone());
        let (onchanged, onerror) = (props.onchanged.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = value_of(&node);
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, NAME, i18n.t("own.name"), check::name(&name));
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, session) = (i18n.clone(), errors.clone(), session.clone());
            let (onchanged, onerror) = (onchanged.clone(), onerror.clone());
            task.run(async move {
                match api::account::change_name(name).await {
                    Ok(account) => onchanged.emit(account),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => {
                        let place = FieldPlace { pointer: "/name".into(), field: NAME, label: i18n.t("own.name") };
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
                <TextField id={NAME} label={i18n.t("own.name")} hint={i18n.t("own.name_hint")} {node}
                    value={props.account.name.clone()} error={errors.of(NAME)} autocomplete="name"
                    recheck={check::name as Check} />
                <div class="actions">
                    <Button busy={task.is_running()}>{ i18n.t("own.save") }</Button>
                    <Button look={Look::Quiet} onclick={props.oncancel.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
        </>
    }
}

//! The dialog that ends a delegation before its last day, with a reason.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        text_area::{TextArea, text_area, text_of, typing},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{check, delegation::CarerDelegation, problem::ProblemCode, text};
use yew::prelude::*;

const REASON: &str = "reason";

#[derive(Properties, PartialEq)]
pub struct EndingDialogProps {
    pub delegation: CarerDelegation,
    pub on_close: Callback<()>,
    pub on_ended: Callback<CarerDelegation>,
}

#[component]
pub fn EndingDialog(props: &EndingDialogProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (reason, used) = (use_node_ref(), use_state_eq(|| 0_usize));
    let onsubmit = {
        let (i18n, task, errors, reason) = (i18n.clone(), task.clone(), errors.clone(), reason.clone());
        let (id, on_ended) = (props.delegation.id, props.on_ended.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = text::normalise_line(&text_of(&reason));
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, REASON, i18n.t("staff.delegation.reason"), check::reason(&typed));
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors) = (i18n.clone(), errors.clone());
            let on_ended = on_ended.clone();
            task.run(async move {
                match api::delegation::end(id, typed).await {
                    Ok(ended) => on_ended.emit(ended),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) if error.code() == Some(ProblemCode::WrongState) => {
                        errors.set(FormErrors::general(i18n.t("staff.delegation.is_over")));
                    }
                    Err(error) => {
                        let label = i18n.t("staff.delegation.reason");
                        let place = FieldPlace { pointer: "/reason".into(), field: REASON, label };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                    }
                }
            });
        })
    };
    let about = [("child", props.delegation.child.name.as_str()), ("carer", &props.delegation.carer_name)];
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.back") }</Button>
            <Button look={Look::Danger} busy={task.is_running()}>{ i18n.t("staff.delegation.end") }</Button>
        </>
    };
    let area = TextArea {
        id: REASON,
        label: i18n.t("staff.delegation.reason"),
        hint: Some(i18n.t("staff.delegation.reason_hint")),
        error: errors.of(REASON).map(|message| message.text),
        node: &reason,
        used: *used,
        oninput: typing(REASON, &used, &errors, &reason, check::reason),
    };
    html! {
        <form {onsubmit} novalidate=true>
            <Dialog id="end" title={i18n.t("staff.delegation.end")} on_close={props.on_close.clone()} {actions}>
                <ErrorSummary errors={(*errors).clone()} />
                <p>{ i18n.with("staff.delegation.end_about", &about) }</p>
                <p>{ i18n.t("staff.delegation.end_effect") }</p>
                { text_area(&i18n, area) }
            </Dialog>
        </form>
    }
}

//! Finding the child that an order is about, comparing it, and sealing it.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
    },
    form::{Check, FieldPlace, FormErrors},
    i18n::use_i18n,
    pages::review::table::bound_as,
    task::use_task,
};
use shared_types::{
    check,
    protection::{LookUpProtected, NamedGuardian, ProtectedChild, SealChild},
    text,
};
use uuid::Uuid;
use yew::prelude::*;

const NATIONAL_ID: &str = "national_id";
const ORDER: &str = "order_reference";
const NOTE: &str = "note";

#[derive(Properties, PartialEq)]
pub struct SealFormProps {
    pub onerror: Callback<bool>,
    /// Told what was done.
    pub on_done: Callback<AttrValue>,
}

#[component]
pub fn SealForm(props: &SealFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let found = use_state(|| None::<Vec<ProtectedChild>>);
    let chosen = use_state_eq(|| None::<Uuid>);
    let ends = use_state_eq(Vec::<Uuid>::new);
    // What the child was found by; and what is about to be done.
    let looked_up = use_state_eq(String::new);
    let asked = use_state(|| None::<SealChild>);
    let (national_id, order, note) = (use_node_ref(), use_node_ref(), use_node_ref());
    let child = (*found).iter().flatten().find(|child| Some(child.student_id) == *chosen).cloned();
    let fail = {
        let (errors, onerror) = (errors.clone(), props.onerror.clone());
        move |wrong: FormErrors| {
            onerror.emit(!wrong.is_empty());
            let good = wrong.is_empty();
            errors.set(wrong);
            !good
        }
    };
    let on_look_up = {
        let (i18n, task, fail) = (i18n.clone(), task.clone(), fail.clone());
        let (found, chosen, ends, national_id) = (found.clone(), chosen.clone(), ends.clone(), national_id.clone());
        let looked_up = looked_up.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = value_of(&national_id);
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, NATIONAL_ID, i18n.t("staff.seal.national_id"), check::national_id(&typed));
            if fail(wrong) {
                return;
            }
            let (i18n, fail) = (i18n.clone(), fail.clone());
            let (found, chosen, ends) = (found.clone(), chosen.clone(), ends.clone());
            looked_up.set(typed.clone());
            task.run(async move {
                match api::protection::look_up(&LookUpProtected { national_id: typed }).await {
                    Ok(children) => {
                        chosen.set(children.first().filter(|_| children.len() == 1).map(|child| child.student_id));
                        ends.set(Vec::new());
                        found.set(Some(children));
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        let label = i18n.t("staff.seal.national_id");
                        let place = FieldPlace { pointer: "/national_id".into(), field: NATIONAL_ID, label };
                        fail(FormErrors::from_api(&i18n, &error, &[place]));
                    }
                }
            });
        })
    };
    let on_ask = {
        let (i18n, fail, asked) = (i18n.clone(), fail.clone(), asked.clone());
        let (child, ends, order, note) = (child.clone(), ends.clone(), order.clone(), note.clone());
        let (looked_up, national_id) = (looked_up.clone(), national_id.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(child) = &child else { return };
            let order_reference = text::normalise_line(&value_of(&order));
            let note = Some(text::normalise_line(&value_of(&note))).filter(|note| !note.is_empty());
            let mut wrong = FormErrors::default();
            if value_of(&national_id) != *looked_up {
                wrong.add(NATIONAL_ID, i18n.t("staff.seal.national_id"), i18n.t("staff.looked_up_otherwise"));
            }
            wrong.check(&i18n, ORDER, i18n.t("staff.seal.order"), check::order_reference(&order_reference));
            wrong.check(&i18n, NOTE, i18n.t("staff.seal.note"), check::optional_note(note.as_deref()));
            if !fail(wrong) {
                let binding_ids = ends.to_vec();
                asked.set(Some(SealChild { student_id: child.student_id, order_reference, note, binding_ids }));
            }
        })
    };
    let on_seal = {
        let (i18n, task, fail) = (i18n.clone(), task.clone(), fail.clone());
        let (found, asked, on_done) = (found.clone(), asked.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let Some(sealed) = (*asked).clone() else { return };
            let (i18n, fail) = (i18n.clone(), fail.clone());
            let (found, asked, on_done) = (found.clone(), asked.clone(), on_done.clone());
            task.run(async move {
                let answer = api::protection::seal(&sealed).await;
                asked.set(None);
                match answer {
                    Ok(seal) => {
                        found.set(None);
                        on_done.emit(i18n.with("staff.seal.done", &[("name", &seal.student_name)]));
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        let places =
                            [("/order_reference", ORDER, "staff.seal.order"), ("/note", NOTE, "staff.seal.note")];
                        let places =
                            places.map(|(at, field, key)| FieldPlace { pointer: at.into(), field, label: i18n.t(key) });
                        fail(FormErrors::from_api(&i18n, &error, &places));
                    }
                }
            });
        })
    };
    let dialog = child.as_ref().zip(asked.as_ref()).map(|(child, sealed)| {
        let on_close = {
            let asked = asked.clone();
            Callback::from(move |()| asked.set(None))
        };
        let count = sealed.binding_ids.len().to_string();
        let about = [("name", child.name.as_str()), ("order", &sealed.order_reference), ("count", &count)];
        let actions = html! {
            <>
                <Button look={Look::Quiet} onclick={on_close.clone()}>{ i18n.t("review.back") }</Button>
                <Button look={Look::Danger} busy={task.is_running()} onclick={on_seal}>{ i18n.with("staff.seal.seal", &about) }</Button>
            </>
        };
        html! {
            <Dialog id="sealing" title={i18n.with("staff.seal.ask_title", &about)} {on_close} {actions}>
                <p>{ i18n.with("staff.seal.ask_effect", &about) }</p>
            </Dialog>
        }
    });
    let option = |one: &ProtectedChild| {
        let (id, chosen) = (one.student_id, chosen.clone());
        let checked = *chosen == Some(id);
        let onchange = Callback::from(move |_: Event| chosen.set(Some(id)));
        html! {
            <label key={id.to_string()} class="option">
                <input type="radio" name="child" {checked} {onchange} />
                <span>{ &one.name }{ " " }{ &one.school_name }{ " " }{ &one.class_name }</span>
            </label>
        }
    };
    let guardian = |one: &NamedGuardian| {
        let (id, ends) = (one.binding_id, ends.clone());
        let checked = ends.contains(&id);
        let onchange = Callback::from(move |_: Event| {
            let mut next = ends.to_vec();
            match next.iter().position(|other| *other == id) {
                Some(index) => drop(next.remove(index)),
                None => next.push(id),
            }
            ends.set(next);
        });
        html! {
            <label key={id.to_string()} class="check">
                <input type="checkbox" {checked} {onchange} />
                <span>
                    { &one.name }{ " " }{ bound_as(&i18n, one.relationship, one.ends_at) }{ " " }
                    <span class="soft num">{ &one.national_id_masked }</span>
                </span>
            </label>
        }
    };
    html! {
        <section class="card stack" aria-labelledby="seal-title">
            <h2 id="seal-title">{ i18n.t("staff.seal") }</h2>
            <p class="soft small">{ i18n.t("staff.seal.hint") }</p>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form" onsubmit={on_look_up} novalidate=true>
                <TextField id={NATIONAL_ID} label={i18n.t("staff.seal.national_id")} node={national_id} short=true
                    error={errors.of(NATIONAL_ID)} recheck={check::national_id as Check} />
                <div class="actions"><Button look={Look::Quiet} busy={task.is_running() && child.is_none()}>{ i18n.t("staff.seal.look_up") }</Button></div>
            </form>
            if found.as_ref().is_some_and(Vec::is_empty) {
                <Notice kind={NoticeKind::Warn} live=true><p>{ i18n.t("staff.seal.nobody") }</p></Notice>
            }
            if let Some(children) = found.as_ref().filter(|children| children.len() > 1) {
                <fieldset class="fieldset">
                    <legend>{ i18n.t("staff.seal.which") }</legend>
                    <div class="options">{ for children.iter().map(option) }</div>
                </fieldset>
            }
            if let Some(child) = &child {
                <form class="form" onsubmit={on_ask} novalidate=true>
                    <p role="status">
                        <strong>{ &child.name }</strong>{ " " }{ &child.school_name }{ " " }{ &child.class_name }
                        if child.is_sealed { { " " }{ i18n.t("staff.seal.is_sealed") } }
                    </p>
                    <fieldset class="fieldset">
                        <legend>{ i18n.t("staff.seal.ends") }</legend>
                        <span class="hint">{ i18n.t("staff.seal.ends_hint") }</span>
                        { for child.guardians.iter().map(guardian) }
                        if child.guardians.is_empty() { <p class="soft">{ i18n.t("staff.seal.no_guardians") }</p> }
                    </fieldset>
                    <TextField id={ORDER} label={i18n.t("staff.seal.order")} hint={i18n.t("staff.seal.order_hint")} node={order}
                        error={errors.of(ORDER)} recheck={check::order_reference as Check} />
                    <TextField id={NOTE} label={i18n.t("staff.seal.note")} node={note} error={errors.of(NOTE)} />
                    <div class="actions">
                        <Button look={Look::Danger}>
                            { i18n.with("staff.seal.seal", &[("name", &child.name), ("count", &ends.len().to_string())]) }
                        </Button>
                    </div>
                </form>
            }
            { dialog.unwrap_or_default() }
        </section>
    }
}

//! The seals, and lifting them: one person asks, another approves.

use super::super::paging::paging;
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Notice, NoticeKind},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    task::use_task,
};
use shared_types::{
    Page,
    protection::{ProtectiveSeal, SealAct, SealState},
};
use uuid::Uuid;
use yew::prelude::*;

pub fn seals(
    i18n: &I18n,
    account: Uuid,
    list: &Page<ProtectiveSeal>,
    page: &UseStateHandle<u32>,
    on_done: Callback<AttrValue>,
) -> Html {
    if list.items.is_empty() {
        return html! { <div class="empty"><h3>{ i18n.t("staff.none") }</h3></div> };
    }
    let item = |seal: &ProtectiveSeal| {
        html! { <Seal key={seal.id.to_string()} seal={seal.clone()} {account} on_done={on_done.clone()} /> }
    };
    html! { <><ul class="children">{ for list.items.iter().map(item) }</ul>{ paging(i18n, list, page) }</> }
}

#[derive(Properties, PartialEq)]
struct SealProps {
    seal: ProtectiveSeal,
    account: Uuid,
    on_done: Callback<AttrValue>,
}

#[component]
fn Seal(props: &SealProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let failure = use_state_eq(|| None::<AttrValue>);
    let asked = use_state_eq(|| false);
    let ask = |open: bool| {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(open))
    };
    let seal = &props.seal;
    let button = |look: Look, key: &str, onclick: Callback<()>| {
        html! {
            <Button {look} small=true busy={task.is_running()} {onclick}>
                { i18n.t(key) }<span class="visually-hidden">{ &seal.student_name }</span>
            </Button>
        }
    };
    let act = |look: Look, key: &'static str, path: &'static str| {
        let onclick = {
            let (task, failure, i18n) = (task.clone(), failure.clone(), i18n.clone());
            let asked = asked.clone();
            let (on_done, seal) = (props.on_done.clone(), seal.clone());
            Callback::from(move |()| {
                let (failure, i18n, asked) = (failure.clone(), i18n.clone(), asked.clone());
                let (on_done, seal) = (on_done.clone(), seal.clone());
                task.run(async move {
                    let done = api::protection::act(seal.id, path).await;
                    asked.set(false);
                    match done {
                        Ok(_) => {
                            let words = i18n.with(&format!("{key}_done"), &[("name", &seal.student_name)]);
                            failure.set(None);
                            on_done.emit(words);
                        }
                        Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                        Err(error) => failure.set(Some(error.message(&i18n))),
                    }
                });
            })
        };
        button(look, key, onclick)
    };
    let dialog = || {
        let name = [("name", seal.student_name.as_str())];
        let actions = html! {
            <>
                <Button look={Look::Quiet} onclick={ask(false)}>{ i18n.t("review.back") }</Button>
                { act(Look::Danger, "staff.seals.approve", "lift-approvals") }
            </>
        };
        html! {
            <Dialog id="lift" title={i18n.with("staff.seals.approve_title", &name)} on_close={ask(false)} {actions}>
                <p>{ i18n.t("staff.seals.approve_effect") }</p>
            </Dialog>
        }
    };
    let line = |key: &str, act: &SealAct| {
        let time = i18n.date_time(act.at);
        html! { <p class="small soft num">{ i18n.with(key, &[("name", &act.name), ("time", &time)]) }</p> }
    };
    let kind = match seal.state {
        SealState::InForce => TagKind::No,
        SealState::LiftRequested => TagKind::Wait,
        SealState::Lifted => TagKind::Plain,
    };
    let by_another = seal.lift_requested.as_ref().is_some_and(|asked| asked.account_id != props.account);
    html! {
        <li class="card card--tight stack stack--tight">
            <h3>{ &seal.student_name }{ " " }{ tag(kind, i18n.t(&format!("staff.seals.{}", seal.state.code()))) }</h3>
            <p>{ &seal.school_name }{ " " }{ &seal.class_name }{ " " }<span class="num">{ &seal.order_reference }</span></p>
            if let Some(note) = &seal.note { <p>{ note }</p> }
            { line("staff.seals.sealed_by", &seal.sealed) }
            { seal.lift_requested.as_ref().map(|act| line("staff.seals.asked_by", act)).unwrap_or_default() }
            { seal.lifted.as_ref().map(|act| line("staff.seals.lifted_by", act)).unwrap_or_default() }
            if let Some(words) = &*failure { <Notice kind={NoticeKind::Bad} live=true>{ words }</Notice> }
            { match seal.state {
                SealState::InForce => html! {
                    <div class="actions">{ act(Look::Quiet, "staff.seals.ask", "lift-requests") }</div>
                },
                SealState::LiftRequested => html! {
                    <div class="actions">
                        if by_another { { button(Look::Danger, "staff.seals.approve", ask(true)) } }
                        { act(Look::Quiet, "staff.seals.withdraw", "lift-withdrawals") }
                        if !by_another { <span class="soft small">{ i18n.t("staff.seals.second_person") }</span> }
                    </div>
                },
                SealState::Lifted => Html::default(),
            } }
            if *asked { { dialog() } }
        </li>
    }
}

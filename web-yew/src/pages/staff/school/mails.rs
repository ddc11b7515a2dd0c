//! Mails that didn't arrive, and the way to send them again.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    pages::staff::{data::use_loaded, paging::paging},
    session::Loaded,
    task::use_task,
};
use shared_types::mail::{MailState, UndeliveredMail};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MailsProps {
    pub code: AttrValue,
}

#[component]
pub fn Mails(props: &MailsProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let page = use_state_eq(|| 1_u32);
    let told = use_state_eq(|| None::<(NoticeKind, AttrValue)>);
    let (list, load) = use_loaded((props.code.to_string(), *page), api::school::undelivered);
    let send = {
        let (i18n, task, told, load) = (i18n.clone(), task.clone(), told.clone(), load.clone());
        Callback::from(move |(id, name): (Uuid, String)| {
            let (i18n, told, load) = (i18n.clone(), told.clone(), load.clone());
            task.run(async move {
                match api::school::send_again(id).await {
                    Ok(()) => {
                        told.set(Some((NoticeKind::Good, i18n.with("staff.mail_sent_again", &[("name", &name)]))));
                        load.emit(());
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => told.set(Some((NoticeKind::Bad, error.message(&i18n)))),
                }
            });
        })
    };
    let content = match &list {
        Loaded::Present(list) if list.total == 0 => html! { <p>{ i18n.t("staff.mails_none") }</p> },
        Loaded::Present(list) => html! {
            <>
                { table(&i18n, &list.items, task.is_running(), &send) }
                { paging(&i18n, list, &page) }
            </>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            if let Some((kind, words)) = &*told { <Notice kind={*kind} live=true><p>{ words }</p></Notice> }
            { content }
        </>
    }
}

fn table(i18n: &I18n, mails: &[UndeliveredMail], busy: bool, send: &Callback<(Uuid, String)>) -> Html {
    let columns =
        ["staff.mail_child", "review.column.applicant", "staff.mail_kind", "staff.mail_state", "staff.mail_again"];
    let columns = columns.map(|key| i18n.t(key));
    let [child, applicant, kind, state, again] = columns.clone();
    let row = |one: &UndeliveredMail| {
        let seat = one.seat_number.to_string();
        let place = [("class", one.class_name.as_str()), ("seat", &seat), ("name", &one.student_name)];
        let onclick = {
            let asked = (one.mail.id, one.applicant_name.clone());
            send.reform(move |()| asked.clone())
        };
        let look = if one.mail.state == MailState::Waiting { TagKind::Wait } else { TagKind::Plain };
        html! {
            <tr key={one.mail.id.to_string()}>
                <th scope="row" data-label={child.clone()}>{ i18n.with("staff.mail_child_is", &place) }</th>
                <td data-label={applicant.clone()}>
                    <span>{ &one.applicant_name }<span class="grid__reason">{ &one.mail.address_masked }</span></span>
                </td>
                <td data-label={kind.clone()}>
                    <span>
                        { i18n.t(&format!("staff.mail.{}", one.mail.kind.code())) }
                        <span class="grid__reason num">{ i18n.date_time(one.mail.at) }</span>
                    </span>
                </td>
                <td data-label={state.clone()}>
                    <span>
                        { tag(look, i18n.t(&format!("staff.mail_state.{}", one.mail.state.code()))) }
                        if let Some(failure) = &one.mail.failure { <span class="grid__reason">{ failure }</span> }
                    </span>
                </td>
                <td data-label={again.clone()}>
                    <Button look={Look::Quiet} small=true {busy} {onclick}>
                        { i18n.t("staff.mail_again") }<span class="visually-hidden">{ &one.applicant_name }</span>
                    </Button>
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="mails-caption" tabindex="0">
            <table class="grid grid--plain">
                <caption id="mails-caption" class="visually-hidden">{ i18n.t("staff.mails") }</caption>
                <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for mails.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

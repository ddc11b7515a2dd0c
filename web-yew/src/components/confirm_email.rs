//! An application's e-mail address that has yet to be confirmed by the link that was mailed there.

use crate::{
    api,
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
    },
    i18n::use_i18n,
    task::use_task,
};
use shared_types::application::{AccountState, ApplicationStatus, BindingApplication};
use uuid::Uuid;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct ConfirmEmailProps {
    id: Uuid,
    address: AttrValue,
}

/// Says what the first that needs it is missing, and mails the link again; nothing where none does.
pub fn confirm_email(applications: &[BindingApplication]) -> Html {
    match applications.iter().find(|one| needs_link(one)) {
        Some(application) => {
            html! { <ConfirmEmail id={application.id} address={application.applicant.email.clone()} /> }
        }
        None => Html::default(),
    }
}

fn needs_link(application: &BindingApplication) -> bool {
    // A returned one is corrected first, and perhaps the address with it.
    let waits = application.status.is_waiting() || application.status == ApplicationStatus::Approved;
    waits && !application.applicant.email_is_proved && application.account != AccountState::Opened
}

#[component]
fn ConfirmEmail(props: &ConfirmEmailProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let told = use_state_eq(AttrValue::default);
    let address = [("address", props.address.as_str())];
    let onclick = {
        let (task, told, i18n, id) = (task.clone(), told.clone(), i18n.clone(), props.id);
        let sent = i18n.with("confirm.sent", &address);
        Callback::from(move |()| {
            let (told, i18n, sent) = (told.clone(), i18n.clone(), sent.clone());
            task.run(async move {
                let answer = api::application::send_email_confirmation(id).await;
                told.set(answer.map_or_else(|error| error.message(&i18n), |()| sent));
            });
        })
    };
    html! {
        <Notice kind={NoticeKind::Warn}>
            <h3>{ i18n.t("confirm.title") }</h3>
            <p>{ i18n.with("confirm.needed", &address) }</p>
            <div><Button look={Look::Quiet} small=true busy={task.is_running()} {onclick}>{ i18n.t("confirm.again") }</Button></div>
            <p role="status">{ (*told).clone() }</p>
        </Notice>
    }
}

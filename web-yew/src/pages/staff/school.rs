//! 學校設定與通知: what a school decides for itself, the mails that didn't arrive, and reminders, for its registrar.

mod mails;
mod reminders;
mod settings_form;

use super::{
    Here,
    data::use_loaded,
    own_school::{OwnSchool, OwnSchools},
    staff_page,
};
use crate::{
    api,
    components::notice::{Failed, Skeleton},
    i18n::use_i18n,
    route::staff::StaffRoute,
    session::Loaded,
};
use mails::Mails;
use reminders::Reminders;
use settings_form::SettingsForm;
use yew::prelude::*;

/// For registrars.
pub fn page() -> Html {
    staff_page(StaffRoute::School, |(_, onerror): Here| {
        let content = Callback::from(move |school: OwnSchool| {
            let (code, onerror) = (school.code, onerror.clone());
            html! { <School key={code.clone()} code={code.clone()} {onerror} /> }
        });
        html! { <OwnSchools {content} /> }
    })
}

#[derive(Properties, PartialEq)]
struct SchoolProps {
    code: AttrValue,
    onerror: Callback<bool>,
}

#[component]
fn School(props: &SchoolProps) -> Html {
    let i18n = use_i18n();
    let (settings, load) = use_loaded(props.code.to_string(), api::school::settings);
    let form = match settings {
        Loaded::Present(settings) => {
            // The key: what another registrar changed meanwhile is shown in a form of its own.
            let key = settings.version;
            html! { <SettingsForm {key} code={props.code.clone()} {settings} reload={load} onerror={props.onerror.clone()} /> }
        }
        Loaded::Failed(error) => html! { <Failed {error} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <div class="stack">
            <section class="stack" aria-labelledby="mails-title">
                <h2 id="mails-title">{ i18n.t("staff.mails") }</h2>
                <Mails code={props.code.clone()} />
            </section>
            <section class="stack" aria-labelledby="reminders-title">
                <h2 id="reminders-title">{ i18n.t("staff.reminders") }</h2>
                <Reminders code={props.code.clone()} />
            </section>
            <section class="stack" aria-labelledby="settings-title">
                <h2 id="settings-title">{ i18n.t("staff.settings") }</h2>
                { form }
            </section>
        </div>
    }
}

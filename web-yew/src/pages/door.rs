//! What stands before one of the own applications: a code, or the address that it was sent with.

use crate::{
    components::{
        leave::LeaveButton,
        notice::{Failed, Notice, NoticeKind, Skeleton},
        verify_contact::VerifyContact,
    },
    i18n::use_i18n,
    route::Route,
    session::{Loaded, use_applicant},
};
use shared_types::{application::BindingApplication, contact::shown, problem::ProblemCode};
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DoorProps {
    /// As far as it is loaded; not present.
    pub application: Loaded<BindingApplication>,
    pub load: Callback<()>,
    #[prop_or_default]
    pub onerror: Callback<bool>,
}

/// Shown as long as there is no application to show.
#[component]
pub fn Door(props: &DoorProps) -> Html {
    let i18n = use_i18n();
    let applicant = use_applicant();
    let left = use_state_eq(|| false);
    let set_left = |value: bool| {
        let left = left.clone();
        Callback::from(move |()| left.set(value))
    };
    match &props.application {
        Loaded::Loading | Loaded::Present(_) => html! { <Skeleton /> },
        // The link of a mail may be opened on a phone where another address is verified.
        Loaded::Failed(error) if error.code() == Some(ProblemCode::NotFound) && !*left => html! {
            <Notice kind={NoticeKind::Warn} live=true>
                <p>{ i18n.t("visit.not_found") }</p>
                if let Some(session) = applicant.present() {
                    <p>{ i18n.with("visit.address", &[("address", &shown(&session.address))]) }</p>
                }
                <p>{ i18n.t("visit.not_found_why") }</p>
                <p>
                    { i18n.t("visit.or_sign_in") }{ " " }
                    <Link<Route> to={Route::SignIn}>{ i18n.t("layout.sign_in") }</Link<Route>>
                </p>
                <LeaveButton onleft={set_left(true)}>{ i18n.t("visit.other_address") }</LeaveButton>
            </Notice>
        },
        Loaded::Failed(error) if !*left => html! { <Failed error={error.clone()} retry={props.load.clone()} /> },
        _ => {
            let (load, enter) = (props.load.clone(), set_left(false));
            let onverified = Callback::from(move |()| {
                enter.emit(());
                load.emit(());
            });
            html! { <VerifyContact {onverified} onerror={props.onerror.clone()} /> }
        }
    }
}

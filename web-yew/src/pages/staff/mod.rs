//! The staff's pages beside the review: who may act as what, who has which class, and what happened.

pub mod audit;
pub mod census;
pub mod data;
pub mod delegations;
pub mod entries;
pub mod give_form;
pub mod giving;
pub mod homerooms;
pub mod imports;
pub mod objections;
pub mod own_school;
pub mod paging;
pub mod protection;
pub mod roles;
pub mod school;
pub mod select_field;
pub mod sign_in_again;
pub mod ways;

use crate::{
    components::{
        notice::{Failed, Notice, NoticeKind, Skeleton},
        page::{Page, Width},
    },
    form::use_wrong,
    i18n::use_i18n,
    route::staff::StaffRoute,
    session::{Loaded, use_session, use_signed_in},
};
use shared_types::account::Session;
use sign_in_again::SignInAgain;
use ways::{area_of, ways};
use yew::prelude::*;

/// Who is signed in, and the way to say that a form is wrong.
pub type Here = (Session, Callback<bool>);

#[derive(Properties, PartialEq)]
struct StaffPageProps {
    route: StaffRoute,
    content: Callback<Here, Html>,
}

/// A page of those whose roles have it. The key makes each a page of its own.
pub fn staff_page(route: StaffRoute, content: fn(Here) -> Html) -> Html {
    html! { <StaffPage key={format!("{route:?}")} {route} content={Callback::from(content)} /> }
}

#[component]
fn StaffPage(props: &StaffPageProps) -> Html {
    let i18n = use_i18n();
    let account = use_signed_in();
    let session = use_session();
    let (error, onerror) = use_wrong();
    let (title, roles) = area_of(props.route);
    let content = match account {
        Loaded::Present(session) => {
            let may = session.account.roles.iter().any(|role| roles.contains(role));
            html! {
                <>
                    { ways(&i18n, &session.account.roles, props.route) }
                    <SignInAgain />
                    if may {
                        { props.content.emit((session, onerror)) }
                    } else {
                        <Notice kind={NoticeKind::Warn}>{ i18n.t("staff.not_allowed") }</Notice>
                    }
                </>
            }
        }
        Loaded::Failed(error) => {
            html! { <Failed {error} retry={Callback::from(move |()| session.reload_account())} /> }
        }
        _ => html! { <Skeleton /> },
    };
    html! { <Page title={i18n.t(title)} {error} width={Width::Wide}>{ content }</Page> }
}

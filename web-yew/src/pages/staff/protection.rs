//! 保護個案: sealing a child by order, lifting a seal with two people, and what was sent for sealed children.

mod desk;
mod seal_form;
mod seals;

use super::{
    Here,
    data::use_loaded,
    objections::{Objections, Reach},
    staff_page,
};
use crate::{
    api, browser,
    components::notice::{Failed, Notice, NoticeKind, Skeleton},
    i18n::use_i18n,
    route::staff::StaffRoute,
    session::Loaded,
};
use desk::Desk;
use seal_form::SealForm;
use seals::seals;
use yew::prelude::*;

/// For protection officers.
pub fn page() -> Html {
    staff_page(StaffRoute::Protection, |(session, onerror): Here| {
        html! { <Protection account={session.account.id} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct ProtectionProps {
    /// Who approves nothing that they asked for themselves.
    account: uuid::Uuid,
    onerror: Callback<bool>,
}

#[component]
fn Protection(props: &ProtectionProps) -> Html {
    let i18n = use_i18n();
    let (lifted, page) = (use_state_eq(|| false), use_state_eq(|| 1_u32));
    let done = use_state_eq(|| None::<AttrValue>);
    // Above the seals: into view, once the dialog is closed.
    use_effect_with((*done).clone(), |done| {
        if done.is_some() {
            browser::focus_heading();
        }
    });
    // What is at the desk changes with every seal.
    let changes = use_state_eq(|| 0_u32);
    let (list, load) = use_loaded((*lifted, *page), |(lifted, page)| api::protection::seals(lifted, page));
    let on_done = {
        let (done, changes, load) = (done.clone(), changes.clone(), load.clone());
        Callback::from(move |words: AttrValue| {
            done.set(Some(words));
            changes.set(*changes + 1);
            load.emit(());
        })
    };
    let on_lifted = {
        let (lifted, page) = (lifted.clone(), page.clone());
        Callback::from(move |_: Event| {
            page.set(1);
            lifted.set(!*lifted);
        })
    };
    let list = match &list {
        Loaded::Present(list) => seals(&i18n, props.account, list, &page, on_done.clone()),
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            if let Some(words) = &*done {
                <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice>
            }
            <SealForm onerror={props.onerror.clone()} {on_done} />
            <section class="stack" aria-labelledby="seals-title">
                <h2 id="seals-title">{ i18n.t("staff.seals") }</h2>
                <label class="check">
                    <input type="checkbox" checked={*lifted} onchange={on_lifted} /><span>{ i18n.t("staff.seals.lifted_only") }</span>
                </label>
                { list }
            </section>
            <section class="stack" aria-labelledby="desk-title">
                <h2 id="desk-title">{ i18n.t("staff.desk") }</h2>
                <p class="soft small">{ i18n.t("staff.desk.hint") }</p>
                <Desk changes={*changes} />
            </section>
            <section class="stack" aria-labelledby="desk-objections">
                <h2 id="desk-objections">{ i18n.t("staff.desk.objections") }</h2>
                <Objections key={*changes} reach={Reach::Sealed} />
            </section>
        </>
    }
}

//! 我的孩子: what a signed-in guardian is bound to, and what is still under way.

use crate::{
    api::{self, ApiError},
    components::{
        button::Button,
        icon::Icon,
        loading::when_loaded,
        news::News,
        notice::{Notice, NoticeKind},
        relationship_fields::relationship_name,
        tag::{TagKind, tag},
    },
    draft::use_draft,
    i18n::{I18n, use_i18n},
    pages::{
        guardian_notices::GuardianNotices,
        progress::application_card,
        signed_in::{Here, signed_in},
    },
    route::{Route, use_go},
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::{
    account::{Role, Session},
    application::{AccountState, ApplicationStatus, Binding, BindingApplication},
};
use yew::prelude::*;
use yew_router::prelude::*;

/// The page.
pub fn page() -> Html {
    signed_in(Route::Children, "children.title", |(session, _): Here| html! { <Family {session} /> })
}

#[derive(Properties, PartialEq)]
struct FamilyProps {
    session: Session,
}

/// Bound children, open applications, and what one can do.
#[component]
fn Family(props: &FamilyProps) -> Html {
    let i18n = use_i18n();
    let (family, load) = use_own(family);
    when_loaded(&family, &load, |(bindings, applications)| {
        // What is over isn't under way; the progress page keeps it.
        let open = |one: &&BindingApplication| one.account != AccountState::Opened && !is_over(one.status);
        let under_way: Vec<&BindingApplication> = applications.iter().filter(open).collect();
        html! {
            <>
                <News />
                <p class="soft">{ i18n.with("children.greeting", &[("name", &props.session.account.name)]) }</p>
                if bindings.is_empty() {
                    <div class="empty"><h2>{ i18n.t("children.none") }</h2><p>{ i18n.t("children.none_hint") }</p></div>
                } else {
                    <ul class="children">{ for bindings.iter().map(|binding| child(&i18n, binding)) }</ul>
                }
                <div class="actions">
                    <AddChild />
                    if props.session.account.roles.iter().any(|role| *role != Role::Guardian) {
                        <Link<Route> to={Route::Review} classes="btn btn--quiet">{ i18n.t("children.review") }</Link<Route>>
                    }
                </div>
                <GuardianNotices />
                if !under_way.is_empty() {
                    <section class="stack" aria-labelledby="under-way">
                        <h2 id="under-way">{ i18n.t("children.under_way") }</h2>
                        { for under_way.into_iter().map(|application| application_card(&i18n, application, true)) }
                    </section>
                }
            </>
        }
    })
}

fn is_over(status: ApplicationStatus) -> bool {
    matches!(status, ApplicationStatus::Cancelled | ApplicationStatus::Ended)
}

async fn family() -> Result<(Vec<Binding>, Vec<BindingApplication>), ApiError> {
    Ok((api::account::bindings().await?, api::application::applications().await?))
}

/// 新增孩子: the same steps, without a code and without data of one's own.
#[component]
fn AddChild() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let go = use_go();
    let failed = use_state_eq(|| None::<ApiError>);
    let onclick = {
        let (task, failed) = (task.clone(), failed.clone());
        Callback::from(move |()| {
            let (failed, go, session) = (failed.clone(), go.clone(), session.clone());
            let draft = draft.clone();
            task.run(async move {
                match api::verification::open_applicant_session().await {
                    Ok(_) => {
                        draft.tell_begun();
                        go.to(Route::ApplyStudents);
                    }
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    html! {
        <>
            if let Some(error) = &*failed {
                <Notice kind={NoticeKind::Bad} live=true><p>{ error.message(&i18n) }</p></Notice>
            }
            <Button busy={task.is_running()} {onclick}>{ Icon::Plus.html() }{ i18n.t("children.add") }</Button>
        </>
    }
}

/// A bound child, unmasked.
fn child(i18n: &I18n, binding: &Binding) -> Html {
    let Binding { id, student, relationship, bound_at, ends_at } = binding;
    let bound = match ends_at {
        Some(end) => i18n.with("children.entrusted", &[("day", &i18n.last_day(*end))]),
        None => {
            let relationship = relationship_name(i18n, *relationship, None);
            let words = [("relationship", relationship.as_str()), ("time", &i18n.date_time(*bound_at))];
            i18n.with("children.bound_as", &words)
        }
    };
    html! {
        <li key={id.to_string()} class="card child-card">
            <span class="avatar" aria-hidden="true">{ student.name.chars().next() }</span>
            <h2 class="child-card__name">{ &student.name }</h2>
            { tag(TagKind::Ok, i18n.t("children.bound")) }
            <div class="child-card__detail">
                <p>{ i18n.with("student.place", &[("school", &student.school_name), ("class", &student.class_name)]) }</p>
                <p class="small num">{ bound }</p>
                // A delegation is the bureau's to end.
                if ends_at.is_none() { <p><Link<Route> to={Route::Unbind { id: *id }} classes="btn btn--link">
                    { i18n.t("unbind.unbind") }<span class="visually-hidden">{ &student.name }</span>
                </Link<Route>></p> }
            </div>
        </li>
    }
}

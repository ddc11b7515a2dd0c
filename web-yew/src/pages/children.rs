//! 我的子女: what a signed-in guardian is bound to, and what is still under way.

use crate::{
    api::{self, ApiError},
    components::{
        notice::{Failed, Skeleton},
        page::Page,
        relationship_fields::relationship_name,
        tag::{TagKind, tag},
    },
    i18n::{I18n, use_i18n},
    pages::progress::application_card,
    route::{Route, use_go},
    session::{Loaded, use_account, use_session},
    task,
};
use shared_types::{
    account::{Role, Session},
    application::{ApplicationStatus, Binding, BindingApplication},
};
use yew::prelude::*;
use yew_router::prelude::*;

/// For signed-in people; others are led to sign in.
#[component]
pub fn ChildrenPage() -> Html {
    let i18n = use_i18n();
    let account = use_account();
    let session = use_session();
    let go = use_go();
    let elsewhere = match &account {
        Loaded::Absent => Some(Route::SignIn),
        Loaded::Present(session) if session.must_change_password => Some(Route::Password),
        _ => None,
    };
    use_effect_with(elsewhere, move |elsewhere| {
        if let Some(route) = *elsewhere {
            go.instead(route);
        }
    });
    let content = match account {
        Loaded::Present(session) if elsewhere.is_none() => html! { <Family {session} /> },
        Loaded::Failed(error) => {
            html! { <Failed {error} retry={Callback::from(move |()| session.reload_account())} /> }
        }
        _ => html! { <Skeleton /> },
    };
    html! { <Page title={i18n.t("children.title")}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct FamilyProps {
    session: Session,
}

/// Bound children, open applications, and what one can do.
#[component]
fn Family(props: &FamilyProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let loaded = use_state(|| Loaded::<(Vec<Binding>, Vec<BindingApplication>)>::Loading);
    let load = {
        let loaded = loaded.clone();
        use_callback((), move |(), ()| {
            let (loaded, session) = (loaded.clone(), session.clone());
            task::spawn(async move {
                match family().await {
                    Ok(family) => loaded.set(Loaded::Present(family)),
                    Err(error) if error.is_not_signed_in() => session.set_account(None),
                    Err(error) => loaded.set(Loaded::Failed(error)),
                }
            });
        })
    };
    {
        let load = load.clone();
        use_effect_with((), move |()| load.emit(()));
    }
    let (bindings, applications) = match &*loaded {
        Loaded::Present(family) => family,
        Loaded::Failed(error) => return html! { <Failed error={error.clone()} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    // What is over isn't under way; the progress page keeps it.
    let open =
        |one: &&BindingApplication| matches!(one.status, ApplicationStatus::InReview | ApplicationStatus::Returned);
    let under_way: Vec<&BindingApplication> = applications.iter().filter(open).collect();
    html! {
        <>
            <p class="soft">{ i18n.with("children.greeting", &[("name", &props.session.account.name)]) }</p>
            if bindings.is_empty() {
                <div class="empty"><h2>{ i18n.t("children.none") }</h2><p>{ i18n.t("children.none_hint") }</p></div>
            } else {
                <ul class="children">{ for bindings.iter().map(|binding| child(&i18n, binding)) }</ul>
            }
            <div class="actions">
                <Link<Route> to={Route::ApplyContact} classes="btn">{ i18n.t("children.add") }</Link<Route>>
                if props.session.account.roles.contains(&Role::HomeroomTeacher) {
                    <Link<Route> to={Route::Review} classes="btn btn--quiet">{ i18n.t("review.title") }</Link<Route>>
                }
                <Link<Route> to={Route::Password} classes="btn btn--link">{ i18n.t("account.change_password") }</Link<Route>>
            </div>
            if !under_way.is_empty() {
                <section class="stack" aria-labelledby="under-way">
                    <h2 id="under-way">{ i18n.t("children.under_way") }</h2>
                    { for under_way.into_iter().map(|application| application_card(&i18n, application)) }
                </section>
            }
        </>
    }
}

async fn family() -> Result<(Vec<Binding>, Vec<BindingApplication>), ApiError> {
    Ok((api::account::bindings().await?, api::application::applications().await?))
}

/// A bound child, unmasked.
fn child(i18n: &I18n, binding: &Binding) -> Html {
    let Binding { student, relationship, bound_at, .. } = binding;
    let relationship = relationship_name(i18n, *relationship, None);
    html! {
        <li key={binding.id.to_string()} class="card child-card">
            <span class="avatar" aria-hidden="true">{ student.name.chars().next() }</span>
            <h2 class="child-card__name">{ &student.name }</h2>
            { tag(TagKind::Ok, i18n.t("children.bound")) }
            <div class="child-card__detail">
                <p>{ i18n.with("student.place", &[("school", &student.school_name), ("class", &student.class_name)]) }</p>
                <p class="small num">
                    { i18n.with("children.bound_as", &[("relationship", &relationship), ("time", &i18n.date_time(*bound_at))]) }
                </p>
            </div>
        </li>
    }
}

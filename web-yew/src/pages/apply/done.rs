//! 完成申請: the reference number, what happens next, and where each child's application stands.

use crate::{
    components::{
        confirm_email::confirm_email,
        loading::when_loaded,
        page::Page,
        stepper::STEPS,
        tag::status_tag,
        timeline::{Stage, TimelineStep, timeline},
        visit::Visit,
    },
    draft::use_draft,
    i18n::use_i18n,
    pages::progress::{correct_link, form_link, use_applications},
    route::{Route, use_go},
    session::{Loaded, use_session},
};
use shared_types::application::{AccountState, ApplicationEventKind as Kind, ApplicationStatus, BindingApplication};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::*;

/// What was sent, as it stands now.
#[component]
pub fn DonePage() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let (applications, load) = use_applications();
    let sent = |all: &Vec<BindingApplication>| -> Vec<BindingApplication> {
        all.iter().filter(|one| Some(&one.reference) == draft.sent.as_ref()).cloned().collect()
    };
    // Nothing was sent in this tab, or not by whoever is here now, or the session has ended: progress asks for a code.
    let elsewhere = match &applications {
        Loaded::Present(all) => sent(all).is_empty(),
        applications => draft.sent.is_none() || *applications == Loaded::Absent,
    };
    let content = when_loaded(&applications, &load, |all| html! { <Sent applications={Rc::new(sent(all))} /> });
    use_effect_with(elsewhere, move |elsewhere| {
        if *elsewhere {
            draft.change(|draft| draft.sent = None);
            go.instead(Route::Progress);
        }
    });
    html! { <Page title={i18n.t("done.title")} step={Some(STEPS + 1)}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct SentProps {
    applications: Rc<Vec<BindingApplication>>,
}

#[component]
fn Sent(props: &SentProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let Some(first) = props.applications.first() else { return Html::default() };
    let step = |stage: Stage, key: &str, detail: AttrValue| TimelineStep {
        stage,
        title: i18n.t(&format!("done.{key}")),
        detail: Some(detail),
    };
    let any = |status: ApplicationStatus| props.applications.iter().any(|one| one.status == status);
    let account = |state: AccountState| props.applications.iter().any(|one| one.account == state);
    let checking = any(ApplicationStatus::RegistryChecking);
    let asked = props.applications.iter().flat_map(|one| &one.history).rfind(|event| event.kind == Kind::RegistryAsked);
    let review = if any(ApplicationStatus::Returned) {
        step(Stage::Stopped, "review", i18n.t("progress.returned"))
    } else if any(ApplicationStatus::InReview) || checking {
        step(if checking { Stage::Ahead } else { Stage::Now }, "review", i18n.t("done.review_detail"))
    } else {
        // By the teacher, or where the city has it so by the household registry alone.
        let decided = props.applications.iter().filter_map(|one| one.decided_at).max();
        step(Stage::Done, "reviewed", decided.map(|moment| i18n.date_time(moment)).unwrap_or_default())
    };
    // One child's approval opens the account for all.
    let opened = account(AccountState::Opened);
    let (stage, detail, sign_in) = if account(AccountState::AwaitingEmail) {
        (Stage::Stopped, "confirm.open_link", Stage::Ahead)
    } else if opened {
        (Stage::Done, "done.account_sent", Stage::Now)
    } else if account(AccountState::Opening) {
        (Stage::Now, "done.account_detail", Stage::Ahead)
    } else {
        (Stage::Ahead, "done.account_detail", Stage::Ahead)
    };
    let sent_at = i18n.date_time(first.submitted_at);
    let address = first.applicant.email.as_str();
    // Of an account's address it isn't told whether somebody has proved it: without that, no mail goes there.
    let sent = match first.applicant.email_is_proved && !first.applicant.is_of_account {
        true => i18n.with("done.receipt", &[("time", &sent_at), ("address", address)]),
        false => sent_at,
    };
    let mut steps = vec![step(Stage::Done, "sent", sent)];
    if checking {
        steps.push(step(Stage::Now, "registry", i18n.t("done.registry_detail")));
    } else if let Some(event) = asked {
        steps.push(step(Stage::Done, "registry", i18n.date_time(event.at)));
    }
    steps.push(review);
    if first.applicant.is_of_account {
        steps.push(step(stage, "bound", i18n.t("done.bound_detail")));
    } else {
        steps.push(step(stage, "account", i18n.with(detail, &[("address", address)])));
        steps.push(step(sign_in, "sign_in", i18n.t("done.sign_in_detail")));
    }
    let (way, way_key) = match session.is_signed_in() {
        true => (Route::Children, "children.title"),
        false => (Route::Progress, "home.progress"),
    };
    let child = |application: &BindingApplication| {
        html! {
            <li key={application.id.to_string()} class="card card--tight application__head">
                <div>
                    <strong>{ &application.student.name_masked }</strong>
                    <p class="soft">{ i18n.with("student.place", &[
                        ("school", &application.student.school_name), ("class", &application.student.class_name),
                    ]) }</p>
                </div>
                { status_tag(&i18n, application.status) }
                if application.status == ApplicationStatus::Returned { { correct_link(&i18n, application) } }
                { form_link(&i18n, application) }
            </li>
        }
    };
    html! {
        <>
            <section class="card stack stack--tight" aria-labelledby="done-reference">
                <h2 id="done-reference">{ i18n.t("done.reference") }</h2>
                <p class="reference">{ &first.reference }</p>
                <p class="soft">{ i18n.t("done.reference_hint") }</p>
            </section>
            { confirm_email(&props.applications) }
            <section class="stack" aria-labelledby="done-progress">
                <h2 id="done-progress">{ i18n.t("done.progress") }</h2>
                <ul class="children">{ for props.applications.iter().map(child) }</ul>
            </section>
            if props.applications.iter().any(|one| one.status != ApplicationStatus::Cancelled) {
                <section class="card stack" aria-labelledby="done-next">
                    <h2 id="done-next">{ i18n.t("done.next") }</h2>
                    { timeline(&i18n, &steps) }
                </section>
            }
            <div class="actions">
                <Link<Route> to={way} classes="btn">{ i18n.t(way_key) }</Link<Route>>
                <Link<Route> to={Route::ApplyStudents} classes="btn btn--quiet">{ i18n.t("students.add") }</Link<Route>>
            </div>
            <Visit />
        </>
    }
}

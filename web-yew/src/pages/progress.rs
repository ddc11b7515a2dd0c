//! 查詢進度: every application of this person, where it stands and what can be done.

use crate::{
    api, browser,
    components::{
        confirm_email::confirm_email,
        icon::Icon,
        leave::LeaveButton,
        news::News,
        notice::{Failed, Notice, NoticeKind, Skeleton},
        page::Page,
        relationship_fields::relationship_name,
        return_reason::reason_paragraphs,
        summary_list::{Line, summary_list},
        tag::status_tag,
        verify_contact::VerifyContact,
        visit::Visit,
    },
    form::use_wrong,
    i18n::{I18n, use_i18n},
    pages::{
        history::history,
        school_contacts::{offices, papers, use_school_contacts},
    },
    route::{Route, use_fragment},
    session::{Loaded, use_session},
    task,
};
use shared_types::{
    application::{AccountState, ApplicationStatus, BindingApplication},
    problem::ProblemCode,
};
use std::{cell::Cell, rc::Rc, time::Duration};
use yew::{platform::time::sleep, prelude::*};
use yew_router::prelude::*;

/// The household registry answers within seconds, if it answers.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// Asks for a code first when there is no session.
#[component]
pub fn ProgressPage() -> Html {
    let i18n = use_i18n();
    let (error, onerror) = use_wrong();
    let (applications, load) = use_applications();
    let schools = use_school_contacts(applications.present());
    // A download that failed leads here, and says why.
    let problem = use_fragment(Route::Progress).and_then(|code| ProblemCode::from_code(&code));
    let problem = problem.map(|code| match code {
        ProblemCode::NotAllowed => i18n.t("progress.form_of_account"),
        code => i18n.t(&format!("problem.{}", code.code())),
    });
    let content = match &applications {
        Loaded::Loading => html! { <Skeleton /> },
        Loaded::Absent => html! { <VerifyContact onverified={load} {onerror} /> },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        Loaded::Present(all) if all.is_empty() => html! {
            <>
                <div class="empty">
                    <p>{ i18n.t("progress.none") }</p>
                    <Link<Route> to={Route::ApplyStudents} classes="btn">{ i18n.t("home.start") }</Link<Route>>
                    <LeaveButton onleft={load}>{ i18n.t("visit.other_address") }</LeaveButton>
                </div>
                <Visit />
            </>
        },
        Loaded::Present(all) => html! {
            <>
                <News />
                { papers(&i18n, &schools) }
                { for all.iter().map(|application| application_card(&i18n, application, false)) }
                <div class="actions">
                    <Link<Route> to={Route::ApplyStudents} classes="btn btn--quiet">
                        { Icon::Plus.html() }{ i18n.t("students.add") }
                    </Link<Route>>
                </div>
                { offices(&i18n, &schools) }
                <Visit />
            </>
        },
    };
    html! {
        <Page title={i18n.t("progress.title")} {error}>
            if let Some(reason) = problem {
                <Notice kind={NoticeKind::Bad}>
                    <p>{ i18n.with("progress.not_downloaded", &[("reason", &reason)]) }</p>
                </Notice>
            }
            { content }
        </Page>
    }
}

/// The own applications, and the way to load them again; no session is [`Loaded::Absent`]. They are looked at again
/// while the household registry is asked, as long as somebody looks at the page and the session goes on.
#[hook]
pub fn use_applications() -> (Loaded<Vec<BindingApplication>>, Callback<()>) {
    let session = use_session();
    let applications = use_state(|| Loaded::Loading);
    let handle = applications.clone();
    let load = Callback::from(move |()| {
        let (applications, session) = (handle.clone(), session.clone());
        applications.set(Loaded::Loading);
        task::spawn(async move {
            let answer = Loaded::from_answer(api::application::applications().await);
            if answer == Loaded::Absent {
                session.set_applicant(None);
            }
            applications.set(answer);
        });
    });
    {
        let load = load.clone();
        use_effect_with((), move |()| load.emit(()));
    }
    let handle = applications.clone();
    use_effect_with((*applications).clone(), move |applications| {
        let is_checking = |one: &BindingApplication| one.status == ApplicationStatus::RegistryChecking;
        let waits = Rc::new(Cell::new(applications.present().is_some_and(|all| all.iter().any(is_checking))));
        let is_current = waits.clone();
        task::spawn(async move {
            while waits.get() {
                sleep(ASK_AGAIN).await;
                if !waits.get() || browser::document().hidden() {
                    continue;
                }
                match api::application::applications().await {
                    // Left meanwhile, or loaded anew.
                    _ if !waits.get() => {}
                    Ok(all) => handle.set(Loaded::Present(all)),
                    Err(error) if error.is_not_signed_in() => waits.set(false),
                    Err(_) => {}
                }
            }
        });
        move || is_current.set(false)
    });
    ((*applications).clone(), load)
}

/// One child's application: status in words, the reason of a return, and what can be done now. Nobody who is signed
/// in, or had an account before, waits for one.
pub fn application_card(i18n: &I18n, application: &BindingApplication, signed_in: bool) -> Html {
    let has_account = signed_in || application.applicant.is_of_account;
    let (id, name) = (application.id, application.student.name_masked.as_str());
    let title_id = format!("application-{id}");
    html! {
        <article key={id.to_string()} class="card application" aria-labelledby={title_id.clone()}>
            <div class="application__head">
                // Two who share an address tell theirs apart.
                <h2 id={title_id}>{ name }{ " " }<span class="soft">{ relation(i18n, application) }</span></h2>
                { status_tag(i18n, application.status) }
            </div>
            <p>{ i18n.t(&state_key(application, has_account)) }</p>
            if let Some(reason) = application.return_reason.as_ref().filter(|_| application.status == ApplicationStatus::Returned) {
                <Notice kind={NoticeKind::Warn}>
                    <h3>{ i18n.t("progress.reason") }</h3>
                    { reason_paragraphs(i18n, reason) }
                    { correct_link(i18n, application) }
                </Notice>
            }
            { confirm_email(std::slice::from_ref(application)) }
            { history(i18n, application, has_account) }
            { summary_list(i18n, &lines(i18n, application)) }
            <div class="actions">
                if application.account == AccountState::Opened && application.status == ApplicationStatus::Approved {
                    // Whoever isn't signed in is led to sign in first.
                    <Link<Route> to={Route::Children} classes="btn btn--quiet">
                        { i18n.t(if has_account { "children.title" } else { "layout.sign_in" }) }
                    </Link<Route>>
                }
                { form_link(i18n, application) }
                if application.status.can_be_cancelled() {
                    <Link<Route> to={Route::CancelApplication { id }} classes="btn btn--link">
                        { Icon::Bin.html() }{ i18n.t("progress.cancel") }<span class="visually-hidden">{ name }</span>
                    </Link<Route>>
                }
            </div>
        </article>
    }
}

/// Where it stands, in a sentence.
fn state_key(application: &BindingApplication, has_account: bool) -> String {
    match application.account {
        AccountState::AwaitingEmail => "progress.awaiting_email".into(),
        // The teacher may still take the decision back: no mail yet, and nothing bound.
        AccountState::Opening if has_account => "progress.opening_known".into(),
        AccountState::Opening => "progress.opening".into(),
        _ if has_account && application.status == ApplicationStatus::Approved => "progress.approved_known".into(),
        _ => format!("progress.{}", application.status.code()),
    }
}

/// 下載申請書
pub fn form_link(i18n: &I18n, application: &BindingApplication) -> Html {
    html! {
        // Without `download`: where there is no file, the browser goes where the answer leads.
        <a class="btn btn--link" href={api::application::form_address(application.id)}>
            { Icon::Download.html() }{ i18n.t("done.download") }
            <span class="visually-hidden">{ &application.student.name_masked }</span>
        </a>
    }
}

/// Where a returned application is corrected.
pub fn correct_link(i18n: &I18n, application: &BindingApplication) -> Html {
    html! {
        <Link<Route> to={Route::Correct { id: application.id }} classes="btn">
            { i18n.t("progress.correct") }<span class="visually-hidden">{ &application.student.name_masked }</span>
        </Link<Route>>
    }
}

/// What identifies an application to its applicant.
pub fn lines(i18n: &I18n, application: &BindingApplication) -> Vec<Line> {
    let student = &application.student;
    vec![
        Line::fixed(
            i18n.t("progress.class"),
            i18n.with("student.place", &[("school", &student.school_name), ("class", &student.class_name)]),
        ),
        Line::fixed(i18n.t("relationship.short"), relation(i18n, application)),
        Line::fixed(i18n.t("done.reference"), application.reference.clone()),
    ]
}

fn relation(i18n: &I18n, application: &BindingApplication) -> AttrValue {
    relationship_name(i18n, application.relationship, application.relationship_note.as_deref())
}

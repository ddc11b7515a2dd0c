//! A service asks for what is kept about the person; what a service did wrong is told here too.

use super::{dead_end, request, scope_words, sign_in_for};
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        loading::{not_loaded, when_loaded},
        notice::{Notice, NoticeKind},
        page::{Page, Width},
        relationship_fields::relationship_name,
        tag::{TagKind, tag},
    },
    form::{FormErrors, use_wrong},
    i18n::{I18n, use_i18n},
    session::{Loaded, use_own, use_session, use_signed_in},
    task::use_task,
};
use shared_types::{
    account::Account,
    application::Binding,
    oauth::{AuthorizationAnswer, AuthorizationRequest, Scope},
    problem::ProblemCode,
};
use yew::prelude::*;

/// The page's address.
pub const PATH: &str = "/consent-request";

/// What a service can have got wrong, with words of its own. The address says which, and anybody may have written it.
const KNOWN: [&str; 5] =
    ["invalid_client", "invalid_request", "server_error", "temporarily_unavailable", "unauthorized_client"];

/// None: the request is unknown, answered or over.
type Asked = Option<(AuthorizationRequest, Vec<Binding>)>;

async fn asked() -> Result<Asked, ApiError> {
    let Some(handle) = request() else { return Ok(None) };
    let request = match api::oauth::authorization_request(&handle).await {
        Err(error) if error.code() == Some(ProblemCode::NotFound) => return Ok(None),
        request => request?,
    };
    let children = match request.scopes.contains(&Scope::Children) {
        true => api::account::bindings().await?,
        false => Vec::new(),
    };
    Ok(Some((request, children)))
}

/// The page.
#[component]
pub fn ConsentRequestPage() -> Html {
    match browser::asked("error") {
        Some(error) => html! { <WrongRequest {error} /> },
        None => html! { <Consent /> },
    }
}

#[derive(Properties, PartialEq)]
struct WrongRequestProps {
    error: AttrValue,
}

/// Nobody knows that the address is the service's, so the person is told.
#[component]
fn WrongRequest(props: &WrongRequestProps) -> Html {
    let i18n = use_i18n();
    let code = KNOWN.into_iter().find(|known| *known == props.error).unwrap_or("invalid_request");
    let why = i18n.t(&format!("services.error.{code}"));
    let tell = i18n.with("services.tell", &[("code", code)]);
    html! {
        <Page title={i18n.t("services.wrong_title")} width={Width::Narrow}>
            { dead_end(&i18n, &[why, i18n.t("services.again"), tell]) }
        </Page>
    }
}

#[component]
fn Consent() -> Html {
    let i18n = use_i18n();
    let account = use_signed_in();
    let session = use_session();
    let (asked, load) = use_own(asked);
    let (error, onerror) = use_wrong();
    let gone = use_state_eq(|| false);
    let ongone = {
        let gone = gone.clone();
        Callback::from(move |()| gone.set(true))
    };
    if *gone || matches!(asked, Loaded::Present(None)) {
        return html! {
            <Page title={i18n.t("services.over_title")} width={Width::Narrow}>
                { dead_end(&i18n, &[i18n.t("services.over"), i18n.t("services.again")]) }
            </Page>
        };
    }
    let service = asked.present().and_then(|asked| asked.as_ref()).map(|(request, _)| request.client_name.clone());
    let title = match &service {
        Some(service) => i18n.with("services.consent_title", &[("service", service)]),
        None => i18n.t("services.consent"),
    };
    let content = match &account {
        Loaded::Present(signed_in) => when_loaded(&asked, &load, |asked| match asked {
            Some((request, children)) => html! {
                <Question request={request.clone()} children={children.clone()} account={signed_in.account.clone()}
                    {ongone} {onerror} />
            },
            None => Html::default(),
        }),
        Loaded::Failed(error) => not_loaded(Some(error), &Callback::from(move |()| session.reload_account())),
        _ => not_loaded(None, &load),
    };
    html! { <Page {title} width={Width::Narrow} {error}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct QuestionProps {
    request: AuthorizationRequest,
    children: Vec<Binding>,
    account: Account,
    ongone: Callback<()>,
    onerror: Callback<bool>,
}

#[component]
fn Question(props: &QuestionProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let leads_to = use_state_eq(AttrValue::default);
    {
        let onerror = props.onerror.clone();
        use_effect_with(!errors.is_empty(), move |wrong| onerror.emit(*wrong));
    }
    let AuthorizationRequest { client_id, client_name, redirect_host, scopes, allowed_before, .. } = &props.request;
    let answer = |answer: AuthorizationAnswer| {
        let (task, i18n, errors, session) = (task.clone(), i18n.clone(), errors.clone(), session.clone());
        let (ongone, leads_to) = (props.ongone.clone(), leads_to.clone());
        Callback::from(move |()| {
            let (i18n, errors, session) = (i18n.clone(), errors.clone(), session.clone());
            let (ongone, leads_to) = (ongone.clone(), leads_to.clone());
            task.run(async move {
                match api::oauth::decide(&request().unwrap_or_default(), answer).await {
                    Ok(decided) => {
                        errors.set(FormErrors::default());
                        browser::focus_heading();
                        browser::load(&decided.redirect_to);
                        leads_to.set(decided.redirect_to.into());
                    }
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) if error.code() == Some(ProblemCode::NotFound) => {
                        browser::focus_heading();
                        ongone.emit(());
                    }
                    Err(error) => errors.set(FormErrors::from_api(&i18n, &error, &[])),
                }
            });
        })
    };
    let be_another = {
        let (task, i18n, errors, session) = (task.clone(), i18n.clone(), errors.clone(), session.clone());
        let client = client_id.to_string();
        Callback::from(move |()| {
            let (i18n, errors, session, client) = (i18n.clone(), errors.clone(), session.clone(), client.clone());
            task.run(async move {
                match session.leave().await {
                    Ok(()) => browser::load(&sign_in_for(&client, &request().unwrap_or_default())),
                    // Offline this person stays signed in: saying otherwise would be a lie.
                    Err(error) => errors.set(FormErrors::from_api(&i18n, &error, &[])),
                }
            });
        })
    };
    if !leads_to.is_empty() {
        // An app takes its address over and leaves this page where it is.
        return html! {
            <Notice kind={NoticeKind::Good} live=true>
                <p>{ i18n.with("services.leaving", &[("host", redirect_host)]) }</p>
                <p><a href={(*leads_to).clone()}>{ i18n.t("services.leave_now") }</a></p>
            </Notice>
        };
    }
    let Account { name, email, .. } = &props.account;
    let named = [("name", name.as_str()), ("email", email.as_str())];
    let scope = |scope: &Scope| {
        let words = scope_words(&i18n, *scope)?;
        let known = allowed_before.contains(scope);
        Some(html! {
            <li key={scope.code()}>
                <div class="application__head">
                    <span>{ words }</span>
                    if known { { tag(TagKind::Ok, i18n.t("services.allowed_before")) } }
                </div>
                if *scope == Scope::Children { { children(&i18n, &props.children) } }
            </li>
        })
    };
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <section class="card stack stack--tight" aria-labelledby="who">
                <h2 id="who">{ i18n.t("services.who") }</h2>
                <p>{ i18n.with("services.who_text", &named) }</p>
                <div><Button look={Look::Link} onclick={be_another}>{ i18n.t("services.somebody_else") }</Button></div>
            </section>
            <section class="card stack stack--tight" aria-labelledby="what">
                <h2 id="what">{ i18n.with("services.what", &[("service", client_name)]) }</h2>
                <ul class="lines">{ for scopes.iter().filter_map(scope) }</ul>
                <p class="hint">{ i18n.t("services.never") }</p>
            </section>
            <p>{ i18n.with("services.back_to", &[("host", redirect_host)]) }</p>
            <p class="soft">{ i18n.t("services.take_back") }</p>
            <div class="actions">
                <Button busy={task.is_running()} onclick={answer(AuthorizationAnswer::Allow)}>{ i18n.t("services.allow") }</Button>
                <Button look={Look::Quiet} busy={task.is_running()} onclick={answer(AuthorizationAnswer::Deny)}>
                    { i18n.t("services.deny") }
                </Button>
            </div>
        </>
    }
}

/// Those whom the service will hear of.
fn children(i18n: &I18n, bindings: &[Binding]) -> Html {
    if bindings.is_empty() {
        return html! { <p class="soft">{ i18n.t("services.no_children") }</p> };
    }
    let child = |binding: &Binding| {
        let student = &binding.student;
        let relationship = relationship_name(i18n, binding.relationship, None);
        html! {
            <li key={binding.id.to_string()}>
                <strong>{ &student.name }</strong>
                <p class="soft">{ i18n.with("student.detail", &[
                    ("school", &student.school_name), ("class", &student.class_name), ("relationship", &relationship),
                ]) }</p>
            </li>
        }
    };
    html! { <ul class="rules">{ for bindings.iter().map(child) }</ul> }
}

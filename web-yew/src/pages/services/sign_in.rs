//! Signing in because a service asks for it.

use super::{dead_end, own_return, request};
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        loading::when_loaded,
        notice::{Notice, Skeleton},
        page::{Page, Width},
    },
    form::use_wrong,
    i18n::use_i18n,
    pages::{credentials::use_credentials, sign_in::sign_in_help},
    route::{Route, use_go},
    session::{keep_way_back, use_own, use_session},
};
use shared_types::{account::Session, oauth::SignInContext, problem::ProblemCode};
use yew::prelude::*;
use yew_router::{AnyRoute, prelude::*};

/// The page's address.
pub const PATH: &str = "/sign-in-request";

/// None: the request is unknown, answered or over.
async fn context() -> Result<Option<SignInContext>, ApiError> {
    let Some(request) = request() else { return Ok(None) };
    match api::oauth::sign_in_context(&request).await {
        Err(error) if error.code() == Some(ProblemCode::NotFound) => Ok(None),
        context => context.map(Some),
    }
}

/// Asks for the password, whoever is signed in: nobody is sent here otherwise.
#[component]
pub fn ServiceSignInPage() -> Html {
    let i18n = use_i18n();
    let (context, load) = use_own(context);
    let (error, onerror) = use_wrong();
    let language = context.present().and_then(|context| context.as_ref()?.language);
    {
        let i18n = i18n.clone();
        use_effect_with(language, move |language| {
            if let Some(language) = *language {
                i18n.suggest(language);
            }
        });
    }
    let content = when_loaded(&context, &load, |context| match context {
        Some(context) => html! { <ForService context={context.clone()} {onerror} /> },
        None => html! {
            <>
                { dead_end(&i18n, &[i18n.t("services.over"), i18n.t("services.again")]) }
                <p><Link<Route> to={Route::SignIn}>{ i18n.t("services.sign_in_here") }</Link<Route>></p>
            </>
        },
    });
    html! { <Page title={i18n.t("account.sign_in")} width={Width::Narrow} {error}>{ content }</Page> }
}

#[derive(Properties, PartialEq)]
struct ForServiceProps {
    context: SignInContext,
    onerror: Callback<bool>,
}

#[component]
fn ForService(props: &ForServiceProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let go = use_go();
    let leaving = use_state_eq(|| false);
    let onopened = {
        let leaving = leaving.clone();
        Callback::from(move |opened: Session| {
            let back = own_return(browser::asked("return")).unwrap_or_else(consent_page);
            let (account, must_change) = (opened.account.id, opened.must_change_password);
            session.set_account(Some(opened));
            leaving.set(true);
            if must_change {
                keep_way_back(back, Some(account));
                go.instead(Route::Password);
            } else {
                go.instead(AnyRoute::new(back));
            }
        })
    };
    let (form, is_wrong) = use_credentials(props.context.login_hint.clone().unwrap_or_default().into(), onopened);
    {
        let onerror = props.onerror.clone();
        use_effect_with(is_wrong, move |is_wrong| onerror.emit(*is_wrong));
    }
    if *leaving {
        return html! { <Skeleton /> };
    }
    html! {
        <>
            <Notice><p>{ i18n.with("services.asks_to_sign_in", &[("service", &props.context.client_name)]) }</p></Notice>
            { form }
            { sign_in_help(&i18n) }
        </>
    }
}

/// Whoever came without an address to go back to is asked directly.
fn consent_page() -> String {
    format!("{}?request={}", super::consent::PATH, request().unwrap_or_default())
}

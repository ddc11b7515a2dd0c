//! What stands around every page: who we are, the language, signing in and out, and help.

use crate::{
    browser,
    components::{
        button::{Button, Look},
        icon::Icon,
        leave::use_forget,
    },
    draft::LEFT,
    i18n::{html_lang, use_i18n},
    route::Route,
    session::{has_signed_in, use_session},
    task::use_task,
};
use shared_types::language::Language;
use web_sys::HtmlSelectElement;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct LayoutProps {
    pub children: Html,
}

/// Header and footer around the page.
#[component]
pub fn Layout(props: &LayoutProps) -> Html {
    let i18n = use_i18n();
    html! {
        <>
            <a class="skip" href="#main" onclick={skip()}>{ i18n.t("layout.skip") }</a>
            <header class="top">
                <Link<Route> to={Route::Home} classes="top__brand">
                    { mark() }
                    <span class="top__name">{ i18n.t("layout.service") }<small>{ i18n.t("layout.city") }</small></span>
                </Link<Route>>
                <nav class="top__tools" aria-label={i18n.t("layout.tools")}>
                    <Languages />
                    <SignInOut />
                </nav>
            </header>
            { props.children.clone() }
            <footer class="foot">
                <span>{ i18n.t("layout.help_binding") }</span>
                <span>{ i18n.t("layout.help_account") }</span>
                <a href="tel:1999">{ i18n.t("layout.help_city") }</a>
            </footer>
        </>
    }
}

/// Goes to the page's heading. The address stays: it is the router's.
fn skip() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        browser::focus_heading();
    })
}

/// The same drawing as in index.html, so that nothing moves when the app takes over.
fn mark() -> Html {
    html! {
        <svg class="top__mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="currentColor" />
            <g class="top__figures">
                <circle cx="12.5" cy="12" r="4" />
                <circle cx="21.5" cy="16" r="2.8" />
                <path d="M5.5 26c.6-5 3.3-7.6 7-7.6 2.6 0 4.6 1.2 5.8 3.4 1-.7 2-1 3.2-1 2.7 0 4.4 2 5 5.2z" />
            </g>
        </svg>
    }
}

/// The languages, each by its own name; one is fetched when it is chosen.
#[component]
fn Languages() -> Html {
    let i18n = use_i18n();
    let menu = use_node_ref();
    {
        let menu = menu.clone();
        use_effect_with(i18n.language(), move |language| {
            if let Some(menu) = menu.cast::<HtmlSelectElement>() {
                menu.set_value(language.tag());
            }
        });
    }
    let onchange = {
        let i18n = i18n.clone();
        Callback::from(move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            let chosen = Language::from_tag(&menu.value());
            // Until its words have come, and offline they don't, the page speaks the present one.
            menu.set_value(i18n.language().tag());
            if let Some(language) = chosen {
                i18n.choose(language);
            }
        })
    };
    let option = |language: Language| {
        // Chosen from the first, not only once the effect has run: the menu is as wide as its choice.
        let selected = language == i18n.language();
        html! {
            <option key={language.tag()} value={language.tag()} lang={html_lang(language)} {selected}>
                { language.own_name() }
            </option>
        }
    };
    html! {
        <label class="languages">
            { Icon::Globe.html() }
            <select ref={menu} name="language" aria-label={i18n.t("layout.language")} {onchange}>
                { for Language::ALL.into_iter().map(option) }
            </select>
        </label>
    }
}

#[component]
fn SignInOut() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let task = use_task();
    let forget = use_forget(None);
    if !session.is_signed_in() {
        // Whether the sign-in has ended meanwhile, the page behind the link finds out.
        let (to, key) = match has_signed_in() {
            true => (Route::Children, "children.title"),
            false => (Route::SignIn, "layout.sign_in"),
        };
        return html! { <Link<Route> {to} classes="btn btn--link">{ i18n.t(key) }</Link<Route>> };
    }
    let onclick = {
        let (task, session) = (task.clone(), session.clone());
        Callback::from(move |()| {
            let (session, forget) = (session.clone(), forget.clone());
            task.run(async move {
                // Offline the cookie stays, and so does the session: saying otherwise would be a lie.
                if session.leave().await.is_ok() {
                    forget.emit(LEFT);
                }
            });
        })
    };
    html! { <Button look={Look::Link} busy={task.is_running()} {onclick}>{ i18n.t("layout.sign_out") }</Button> }
}

//! The frame of the app: contexts, layout, and which page an address shows.

use crate::{
    components::layout::Layout,
    draft::DraftProvider,
    i18n::{I18nProvider, Words},
    route::Route,
    session::SessionProvider,
};
use shared_types::language::Language;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub language: Language,
    pub words: Words,
    /// The pages of this bundle.
    pub page: Callback<Route, Html>,
}

/// The whole app.
#[component]
pub fn App(props: &AppProps) -> Html {
    html! {
        <I18nProvider language={props.language} words={props.words.clone()}>
            <SessionProvider>
                <DraftProvider>
                    <BrowserRouter>
                        <Layout>
                            <Switch<Route> render={props.page.clone()} />
                        </Layout>
                    </BrowserRouter>
                </DraftProvider>
            </SessionProvider>
        </I18nProvider>
    }
}

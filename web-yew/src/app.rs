//! The frame of the app: contexts, layout, and which page an address shows.

use crate::{
    components::layout::Layout,
    draft::DraftProvider,
    i18n::{I18nProvider, Words},
    pages,
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
                            <Switch<Route> render={page} />
                        </Layout>
                    </BrowserRouter>
                </DraftProvider>
            </SessionProvider>
        </I18nProvider>
    }
}

fn page(route: Route) -> Html {
    use pages::*;
    match route {
        Route::Home => html! { <home::HomePage /> },
        Route::ApplyContact => html! { <apply::contact::ContactPage /> },
        Route::ApplyCode => html! { <apply::code::CodePage /> },
        Route::ApplyStudents => html! { <apply::students::StudentsPage /> },
        Route::ApplyConsent => html! { <apply::consent::ConsentPage /> },
        Route::ApplyRefused => html! { <apply::refused::RefusedPage /> },
        Route::ApplyParent => html! { <apply::parent::ParentPage /> },
        Route::ApplyCheck => html! { <apply::check::CheckPage /> },
        Route::ApplyDone => html! { <apply::done::DonePage /> },
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::CancelApplication { id } => html! { <cancel::CancelPage {id} /> },
        Route::Correct { id } => html! { <correct::CorrectPage {id} /> },
        Route::SignIn => html! { <sign_in::SignInPage /> },
        Route::Activate => html! { <activate::ActivatePage /> },
        Route::Password => html! { <password::PasswordPage /> },
        Route::Children => html! { <children::ChildrenPage /> },
        Route::Review => html! { <review::ReviewPage class_id={None::<uuid::Uuid>} /> },
        Route::ReviewClass { class_id } => html! { <review::ReviewPage class_id={Some(class_id)} /> },
        Route::NotFound => html! { <not_found::NotFoundPage /> },
    }
}

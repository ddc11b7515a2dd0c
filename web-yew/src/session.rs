//! Who is here: a signed-in account, or an applicant with a verified contact. The sessions
//! themselves are HttpOnly cookies that no script can read; this is what the API says about them,
//! asked for when a page first needs it.

use crate::{
    api,
    api::ApiError,
    browser,
    route::{Route, use_go},
    task,
};
use serde::{Deserialize, Serialize};
use shared_types::{account::Session, application::BindingApplication, verification::ApplicantSession};
use std::future::Future;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::AnyRoute;
use yew_router::prelude::*;

/// Something the API is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Loaded<T> {
    /// Not asked, or not answered yet.
    Loading,
    /// There is none.
    Absent,
    Present(T),
    Failed(ApiError),
}

impl<T> Loaded<T> {
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            _ => None,
        }
    }

    /// No session is [`Loaded::Absent`].
    pub fn from_answer(answer: Result<T, ApiError>) -> Self {
        match answer {
            Ok(value) => Self::Present(value),
            Err(error) if error.is_not_signed_in() => Self::Absent,
            Err(error) => Self::Failed(error),
        }
    }
}

/// The account's session ended by itself, in the middle of something. Kept in the tab, because signing in is in
/// another bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interruption {
    /// The address on this site where to go on after signing in again.
    back: String,
    /// Whose session it was.
    account: Option<Uuid>,
}

const INTERRUPTION_KEY: &str = "kinbind.interruption";

/// There as long as this tab has no news of the end of a sign-in.
const SIGNED_IN_KEY: &str = "kinbind.signed-in";

/// Somebody signed in within this tab, by what it has heard last; the API may know better by now.
pub fn has_signed_in() -> bool {
    browser::session_storage().is_some_and(|storage| storage.get_item(SIGNED_IN_KEY).is_ok_and(|kept| kept.is_some()))
}

/// What the account's session ended in the middle of, until somebody signs in again.
pub fn interruption() -> Option<Interruption> {
    let kept = browser::session_storage()?.get_item(INTERRUPTION_KEY).ok()??;
    serde_json::from_str(&kept).ok()
}

/// Where on this site that account goes on when nothing stands in its way any more: a sign-in, or a password to be set.
pub fn keep_way_back(back: String, account: Option<Uuid>) {
    let interruption = Interruption { back, account };
    if let (Some(storage), Ok(json)) = (browser::session_storage(), serde_json::to_string(&interruption)) {
        // A full or forbidden storage costs only the way back.
        let _ = storage.set_item(INTERRUPTION_KEY, &json);
    }
}

/// What is known of the sessions.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    account: UseStateHandle<Loaded<Session>>,
    applicant: UseStateHandle<Loaded<ApplicantSession>>,
}

impl SessionContext {
    /// The signed-in account, as far as known. [`use_account`] also asks.
    pub fn account(&self) -> &Loaded<Session> {
        &self.account
    }

    /// Somebody is signed in, as far as can be told without asking the API.
    pub fn is_signed_in(&self) -> bool {
        let from_account = self.applicant().present().is_some_and(|applicant| applicant.account.is_some());
        from_account || self.account().present().is_some()
    }

    pub fn applicant(&self) -> &Loaded<ApplicantSession> {
        &self.applicant
    }

    /// After signing in, a change, or signing out.
    pub fn set_account(&self, session: Option<Session>) {
        self.hear_account(session.map_or(Loaded::Absent, Loaded::Present));
    }

    fn hear_account(&self, account: Loaded<Session>) {
        if let Some(storage) = browser::session_storage() {
            // A forbidden storage costs only a way in the header.
            let _ = match &account {
                Loaded::Present(_) => storage.set_item(SIGNED_IN_KEY, "1"),
                Loaded::Absent => storage.remove_item(SIGNED_IN_KEY),
                Loaded::Loading | Loaded::Failed(_) => Ok(()),
            };
        }
        self.account.set(account);
    }

    /// The API says that the account's session has ended, where something was only read: signing in leads back.
    pub fn interrupt(&self) {
        let location = browser::window().location();
        let back = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
        // A second answer that says so comes when the account is forgotten already.
        let account = self.account_id().or_else(|| interruption()?.account);
        keep_way_back(back, account);
        self.set_account(None);
    }

    /// Who is signed in, or was until the API said that the session has ended.
    pub fn account_id(&self) -> Option<Uuid> {
        self.account().present().map(|session| session.account.id)
    }

    /// Where somebody who has signed in again goes on: where it was, unless it is another person now.
    pub fn resume(&self, landing: Route) -> AnyRoute {
        let interrupted = interruption();
        if let Some(storage) = browser::session_storage() {
            // As above.
            let _ = storage.remove_item(INTERRUPTION_KEY);
        }
        interrupted
            .filter(|interrupted| landing != Route::Password && interrupted.account == self.account_id())
            .map_or_else(|| AnyRoute::new(landing.to_path()), |interrupted| AnyRoute::new(interrupted.back))
    }

    /// After a right code, or when the API says that the session has ended.
    pub fn set_applicant(&self, session: Option<ApplicantSession>) {
        self.applicant.set(session.map_or(Loaded::Absent, Loaded::Present));
    }

    /// Ends the applicant session and, where there is one, the account's: on a phone that others use too, one without
    /// the other would leave a door open.
    ///
    /// # Errors
    /// The session goes on then. That there was none is no error.
    pub async fn leave(&self) -> Result<(), ApiError> {
        if self.is_signed_in() {
            none_is_fine(api::account::sign_out().await)?;
        }
        self.leave_application().await
    }

    /// Ends the applicant session alone; otherwise like [`Self::leave`].
    ///
    /// # Errors
    /// As there.
    pub async fn leave_application(&self) -> Result<(), ApiError> {
        none_is_fine(api::verification::end_applicant_session().await)
    }

    /// Asks the API who is signed in.
    pub fn reload_account(&self) {
        let session = self.clone();
        session.account.set(Loaded::Loading);
        task::spawn(async move { session.hear_account(Loaded::from_answer(api::account::current_session().await)) });
    }

    /// Asks the API for the applicant session.
    pub fn reload_applicant(&self) {
        let applicant = self.applicant.clone();
        applicant.set(Loaded::Loading);
        task::spawn(
            async move { applicant.set(Loaded::from_answer(api::verification::current_applicant_session().await)) },
        );
    }
}

/// No session to end is as good as an ended one.
fn none_is_fine(ended: Result<(), ApiError>) -> Result<(), ApiError> {
    match ended {
        Err(error) if !error.is_not_signed_in() => Err(error),
        _ => Ok(()),
    }
}

#[derive(Properties, PartialEq)]
pub struct SessionProviderProps {
    pub children: Html,
}

/// Gives [`use_session`] to everything inside.
#[component]
pub fn SessionProvider(props: &SessionProviderProps) -> Html {
    let context = SessionContext { account: use_state(|| Loaded::Loading), applicant: use_state(|| Loaded::Loading) };
    html! {
        <ContextProvider<SessionContext> {context}>{ props.children.clone() }</ContextProvider<SessionContext>>
    }
}

/// What is known of the sessions, without asking the API.
#[hook]
pub fn use_session() -> SessionContext {
    use_context().expect("the app is wrapped in SessionProvider")
}

/// The signed-in account; asks the API when that isn't known.
#[hook]
pub fn use_account() -> Loaded<Session> {
    let session = use_session();
    {
        let session = session.clone();
        use_effect_with((), move |()| {
            if session.account().present().is_none() {
                session.reload_account();
            }
        });
    }
    session.account().clone()
}

/// The account that may see a page: others are led to sign in, or to set a password first, and see it load.
#[hook]
pub fn use_signed_in() -> Loaded<Session> {
    let account = use_account();
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
    if elsewhere.is_some() { Loaded::Loading } else { account }
}

/// The applicant session; asks the API when that isn't known.
#[hook]
pub fn use_applicant() -> Loaded<ApplicantSession> {
    let session = use_session();
    {
        let session = session.clone();
        use_effect_with((), move |()| {
            if session.applicant().present().is_none() {
                session.reload_applicant();
            }
        });
    }
    session.applicant().clone()
}

/// One of the own applications, and the way to load it again.
#[hook]
pub fn use_application(id: Uuid) -> (Loaded<BindingApplication>, Callback<()>) {
    let application = use_state(|| Loaded::Loading);
    let load = {
        let application = application.clone();
        Callback::from(move |()| {
            let application = application.clone();
            application.set(Loaded::Loading);
            task::spawn(async move { application.set(Loaded::from_answer(api::application::application(id).await)) });
        })
    };
    {
        let load = load.clone();
        use_effect_with(id, move |_| load.emit(()));
    }
    ((*application).clone(), load)
}

/// What a signed-in person is answered, and the way to load it again. An ended session leads to signing in and back.
#[hook]
pub fn use_own<T, F>(fetch: fn() -> F) -> (Loaded<T>, Callback<()>)
where
    T: Clone + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let session = use_session();
    let own = use_state(|| Loaded::Loading);
    let load = {
        let own = own.clone();
        Callback::from(move |()| {
            let (own, session) = (own.clone(), session.clone());
            task::spawn(async move {
                match fetch().await {
                    Ok(value) => own.set(Loaded::Present(value)),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => own.set(Loaded::Failed(error)),
                }
            });
        })
    };
    {
        let load = load.clone();
        use_effect_with((), move |()| load.emit(()));
    }
    ((*own).clone(), load)
}

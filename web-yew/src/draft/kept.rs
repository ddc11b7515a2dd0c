//! The draft in the tab's storage, and as the pages share it.

use super::Draft;
use crate::{
    browser,
    session::{SessionContext, use_session},
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::StorageEvent;
use yew::prelude::*;

const STORAGE_KEY: &str = "kinbind.draft";

/// The key of what is said to somebody who has left this device.
pub const LEFT: &str = "visit.left";

/// Only there for the moment in which somebody leaves: the browser tells the other tabs of it.
const LEFT_KEY: &str = "kinbind.left";

/// Likewise, when somebody has come in: the browser has one session for all of its tabs.
const BEGUN_KEY: &str = "kinbind.begun";

/// How the answers are read from the tab's storage and written there.
#[derive(Clone, Copy)]
struct Keeping {
    read: fn(&str) -> Draft,
    /// None leaves what is there.
    write: fn(&Draft) -> Option<String>,
}

thread_local! {
    /// At first that of the staff's bundles, which have no use for the answers and are spared the code that reads them:
    /// there a draft only goes, when somebody leaves.
    static KEEPING: Cell<Keeping> = const { Cell::new(Keeping { read: |_| Draft::default(), write: farewell }) };
}

/// What is left of a draft when somebody leaves, as a bundle reads it that has drafts.
fn farewell(draft: &Draft) -> Option<String> {
    (!draft.left.is_empty()).then(|| format!(r#"{{"left":"{}"}}"#, draft.left))
}

/// The bundles of the four steps, and of what comes after them, read and write the answers.
pub fn keep_answers() {
    KEEPING.set(Keeping { read: Draft::from_json, write: |draft| serde_json::to_string(draft).ok() });
}

impl Reducible for Draft {
    type Action = Box<dyn FnOnce(&mut Draft)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        change(&mut next);
        if let (Some(storage), Some(json)) = (browser::session_storage(), (KEEPING.get().write)(&next)) {
            // A full or forbidden storage costs only the memory across a reload.
            let _ = storage.set_item(STORAGE_KEY, &json);
        }
        Rc::new(next)
    }
}

/// The draft, and the way to change it.
#[derive(Clone, PartialEq)]
pub struct DraftContext(UseReducerHandle<Draft>);

impl std::ops::Deref for DraftContext {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl DraftContext {
    /// Changes the draft as it is now, even where this handle is older, and keeps it.
    pub fn change(&self, change: impl FnOnce(&mut Draft) + 'static) {
        self.0.dispatch(Box::new(change));
    }

    /// Somebody leaves, and is told so with the words of that key: nothing stays here, nor in the browser's other tabs.
    pub fn leave(&self, words: &'static str) {
        self.change(|draft| draft.leave(words));
        tell_other_tabs(LEFT_KEY);
    }

    /// Somebody leaves the four steps, here and in the browser's other tabs; whoever is signed in stays so.
    pub fn leave_application(&self, signed_in: bool) {
        self.change(|draft| *draft = Draft::default());
        tell_other_tabs(if signed_in { BEGUN_KEY } else { LEFT_KEY });
    }

    /// Somebody came in: what another tab has begun belongs to the session before, and stops there.
    pub fn tell_begun(&self) {
        tell_other_tabs(BEGUN_KEY);
    }
}

fn tell_other_tabs(key: &str) {
    if let Some(storage) = browser::local_storage() {
        // Where storage is forbidden, no tab has kept anything.
        let _ = storage.set_item(key, "1");
        let _ = storage.remove_item(key);
    }
}

#[derive(Properties, PartialEq)]
pub struct DraftProviderProps {
    pub children: Html,
}

/// Gives [`use_draft`] to everything inside.
#[component]
pub fn DraftProvider(props: &DraftProviderProps) -> Html {
    let draft = use_reducer(|| {
        let kept = browser::session_storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten());
        (KEEPING.get().read)(kept.as_deref().unwrap_or_default())
    });
    let context = DraftContext(draft);
    let session = use_session();
    use_other_tabs(context.clone(), session);
    html! {
        <ContextProvider<DraftContext> {context}>
            { props.children.clone() }
        </ContextProvider<DraftContext>>
    }
}

/// When somebody leaves in another tab, this one forgets and goes to the front page. When somebody comes in there, it
/// asks for a code before it goes on: else its answers would be sent in the name of whoever is in by now.
#[hook]
fn use_other_tabs(draft: DraftContext, session: SessionContext) {
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
            let key = event.key().filter(|_| event.new_value().is_some());
            match key.as_deref() {
                Some(LEFT_KEY) => {
                    session.set_account(None);
                    draft.change(|draft| draft.leave(LEFT));
                    // Loads it, so that nothing of the page before is left either; it only fails for a malformed
                    // address.
                    let _ = browser::window().location().assign("/");
                }
                Some(BEGUN_KEY) => {
                    draft.change(Draft::end_session);
                    session.set_applicant(None);
                }
                _ => {}
            }
        });
        // Fails for no window and no event of this kind.
        let _ = browser::window().add_event_listener_with_callback("storage", listener.as_ref().unchecked_ref());
        // As long as the app.
        listener.forget();
    });
}

/// The answers so far.
#[hook]
pub fn use_draft() -> DraftContext {
    use_context().expect("the app is wrapped in DraftProvider")
}

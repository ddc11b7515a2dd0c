//! The draft in the tab's storage, and as the pages share it.

use super::Draft;
use crate::browser;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::StorageEvent;
use yew::prelude::*;

const STORAGE_KEY: &str = "kinbind.draft";

/// Only there for the moment in which somebody leaves: the browser tells the other tabs of it.
const LEFT_KEY: &str = "kinbind.left";

impl Reducible for Draft {
    type Action = Box<dyn FnOnce(&mut Draft)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        change(&mut next);
        if let (Some(storage), Ok(json)) = (browser::session_storage(), serde_json::to_string(&next)) {
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

    /// Somebody leaves: nothing stays here, nor in the browser's other tabs.
    pub fn leave(&self) {
        self.change(Draft::leave);
        if let Some(storage) = browser::local_storage() {
            // Where storage is forbidden, no tab has kept anything.
            let _ = storage.set_item(LEFT_KEY, "1");
            let _ = storage.remove_item(LEFT_KEY);
        }
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
        Draft::from_json(kept.as_deref().unwrap_or_default())
    });
    let context = DraftContext(draft);
    use_left_elsewhere(context.clone());
    html! {
        <ContextProvider<DraftContext> {context}>
            { props.children.clone() }
        </ContextProvider<DraftContext>>
    }
}

/// Forgets, and goes to the front page, when somebody leaves in another tab.
#[hook]
fn use_left_elsewhere(draft: DraftContext) {
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
            if event.key().as_deref() == Some(LEFT_KEY) && event.new_value().is_some() {
                draft.change(Draft::leave);
                // Loads it, so that nothing of the page before is left either; it only fails for a malformed address.
                let _ = browser::window().location().assign("/");
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

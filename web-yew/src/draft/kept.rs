//! The draft in the tab's storage, and as the pages share it.

use super::Draft;
use crate::browser;
use std::rc::Rc;
use yew::prelude::*;

const STORAGE_KEY: &str = "kinbind.draft";

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
    html! {
        <ContextProvider<DraftContext> context={DraftContext(draft)}>
            { props.children.clone() }
        </ContextProvider<DraftContext>>
    }
}

/// The answers so far.
#[hook]
pub fn use_draft() -> DraftContext {
    use_context().expect("the app is wrapped in DraftProvider")
}

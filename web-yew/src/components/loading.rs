//! What stands in the place of something that is being loaded.

use crate::{
    api::ApiError,
    components::notice::{Failed, Skeleton},
    session::Loaded,
};
use yew::prelude::*;

/// The content once it is there; before, its skeleton, or why it can't be had.
pub fn when_loaded<T>(loaded: &Loaded<T>, load: &Callback<()>, content: impl FnOnce(&T) -> Html) -> Html {
    match loaded {
        Loaded::Present(value) => content(value),
        Loaded::Failed(error) => not_loaded(Some(error), load),
        Loaded::Loading | Loaded::Absent => not_loaded(None, load),
    }
}

/// The skeleton, or why it can't be had. Not generic, so that the app holds it once.
pub fn not_loaded(error: Option<&ApiError>, load: &Callback<()>) -> Html {
    match error {
        Some(error) => html! { <Failed error={error.clone()} retry={load.clone()} /> },
        None => html! { <Skeleton /> },
    }
}

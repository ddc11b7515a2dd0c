//! What stands in the place of something that is being loaded.

use crate::{
    components::notice::{Failed, Skeleton},
    session::Loaded,
};
use yew::prelude::*;

/// The content once it is there; before, its skeleton, or why it can't be had.
pub fn when_loaded<T>(loaded: &Loaded<T>, load: &Callback<()>, content: impl FnOnce(&T) -> Html) -> Html {
    match loaded {
        Loaded::Present(value) => content(value),
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load.clone()} /> },
        Loaded::Loading | Loaded::Absent => html! { <Skeleton /> },
    }
}

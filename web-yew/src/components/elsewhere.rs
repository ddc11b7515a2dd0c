//! A page of another bundle: the server knows which one that is.

use crate::{browser, components::notice::Skeleton};
use yew::prelude::*;

/// Loads the present address anew; the router has put it into the address bar already.
#[component]
pub fn Elsewhere() -> Html {
    use_effect_with((), |()| {
        // A failing reload leaves the skeleton; the browser says why.
        browser::window().location().reload().ok();
    });
    html! { <Skeleton /> }
}

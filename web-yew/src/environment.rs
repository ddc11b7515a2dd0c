//! What kind of installation this is. It never changes, so it is asked for once, before anything is shown.

use crate::api;
use shared_types::environment::Environment;
use yew::prelude::*;

/// Without an answer the app still works, with what every installation has.
pub async fn load_environment() -> Environment {
    api::environment::environment().await.unwrap_or_default()
}

/// The installation that this app talks to.
#[hook]
pub fn use_environment() -> Environment {
    use_context().expect("the app is wrapped in a provider of the environment")
}

//! What kind of installation this is. It never changes, so it is asked for once, before anything is shown.

use crate::api;
use shared_types::environment::Environment;
use std::cell::RefCell;

thread_local! {
    static ENVIRONMENT: RefCell<Environment> = RefCell::default();
}

/// Without an answer the app still works, with what every installation has.
pub async fn load_environment() {
    if let Ok(environment) = api::environment::environment().await {
        ENVIRONMENT.set(environment);
    }
}

/// The installation that this app talks to.
pub fn environment() -> Environment {
    ENVIRONMENT.with_borrow(Environment::clone)
}
